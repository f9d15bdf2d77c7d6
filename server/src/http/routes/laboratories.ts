import {
  ApiLaboratory,
  ApiLaboratoryList,
  LaboratoryChangeRequest,
  LaboratoryRequest,
  PlantId,
} from '@banyu/contracts';
import { z } from 'zod';
import { apiLaboratory } from '../api-laboratory.ts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, problems, signatureOf } from './shared-schema.ts';

const LaboratoryParams = z.strictObject({
  laboratory: PlantId.meta({ description: 'id of the laboratory' }),
});

/** Who analyses samples, and their accreditation. */
export function laboratoryRoutes(app: HttpApp, { laboratory: { laboratories } }: HttpPorts): void {
  app.post(
    '/api/v1/laboratories',
    {
      schema: {
        summary: 'Add a laboratory',
        tags: ['laboratory'],
        body: LaboratoryRequest,
        response: {
          201: ok('the laboratory', ApiLaboratory),
          ...problems('invalid-request', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { laboratory, ...signed } = request.body;
      const added = await laboratories.add(laboratory, signatureOf(signed, request));
      return reply.code(201).send(apiLaboratory(added));
    },
  );

  app.get(
    '/api/v1/laboratories',
    {
      schema: {
        summary: 'All laboratories',
        tags: ['laboratory'],
        response: { 200: ok('by id', ApiLaboratoryList), ...problems('unavailable') },
      },
    },
    async () => ({ laboratories: (await laboratories.list()).map(apiLaboratory) }),
  );

  app.patch(
    '/api/v1/laboratories/:laboratory',
    {
      schema: {
        summary: 'Change a laboratory: its name, its accreditation',
        tags: ['laboratory'],
        params: LaboratoryParams,
        body: LaboratoryChangeRequest,
        response: {
          200: ok('the laboratory', ApiLaboratory),
          ...problems('invalid-request', 'not-found', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { change, ...signed } = request.body;
      return apiLaboratory(
        await laboratories.update(request.params.laboratory, change, signatureOf(signed, request)),
      );
    },
  );
}
