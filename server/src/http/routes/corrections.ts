import { ApiCorrection, ApiCorrectionPage, NewCorrection, NotFoundError, Signed } from '@banyu/contracts';
import { z } from 'zod';
import { decodeIdCursor } from '../cursor.ts';
import type { HttpApp } from '../http-app.ts';
import { parseOptionalRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { signatureIn } from '../signature.ts';
import {
  DeviceFilter,
  IdInPath,
  OPEN_RANGE,
  ok,
  PAGE,
  Parameter,
  PlantParams,
  PointFilter,
  problems,
} from './shared-schema.ts';

const { plant: _, ...proposal } = NewCorrection.shape;
const Proposal = z.strictObject({ ...proposal, ...Signed });
const CorrectionParams = PlantParams.extend({ correction: IdInPath });

const CorrectionsQuery = z.strictObject({
  point: PointFilter,
  device: DeviceFilter,
  parameter: Parameter.exactOptional(),
  ...OPEN_RANGE,
  withdrawn: z.enum(['true', 'false']).default('false').meta({ description: 'those taken back, too' }),
  ...PAGE,
});

/** Layers over the readings: what changes, excludes or estimates values. The readings stay as they are. */
export function correctionRoutes(app: HttpApp, ports: HttpPorts): void {
  app.post(
    '/api/v1/plants/:plant/corrections',
    {
      schema: {
        summary: 'Lay a correction over the readings of a series',
        description: 'Refused where the period is not over yet, and where part of it is approved.',
        tags: ['quality'],
        params: PlantParams,
        body: Proposal,
        response: {
          201: ok('it holds', ApiCorrection),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { plant } = request.params;
      const { by, why, evidence, ...correction } = request.body;
      const signature = signatureIn({ by, why, evidence }, request);
      const added = await ports.corrections.add({ plant, ...correction }, signature);
      return reply
        .code(201)
        .header('location', `/api/v1/plants/${plant}/corrections/${added.id}`)
        .send(added);
    },
  );

  app.get(
    '/api/v1/plants/:plant/corrections',
    {
      schema: {
        summary: 'Corrections, exclusions and estimates, newest first',
        tags: ['quality'],
        params: PlantParams,
        querystring: CorrectionsQuery,
        response: {
          200: ok('a page of corrections', ApiCorrectionPage),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id: plant, timeZone } = await ports.plants.get(request.params.plant);
      const { from, to, cursor, withdrawn, limit, ...filter } = request.query;
      const before = decodeIdCursor(cursor);
      const corrections = await ports.corrections.list({
        plant,
        ...filter,
        ...parseOptionalRange({ from, to }, timeZone),
        ...(before !== undefined && { before }),
        withdrawn: withdrawn === 'true',
        limit,
      });
      const last = corrections.length < limit ? undefined : corrections.at(-1);
      return { corrections: [...corrections], next: last === undefined ? null : String(last.id) };
    },
  );

  app.get(
    '/api/v1/plants/:plant/corrections/:correction',
    {
      schema: {
        summary: 'One correction',
        tags: ['quality'],
        params: CorrectionParams,
        response: {
          200: ok('the correction', ApiCorrection),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => correctionOf(request.params),
  );

  app.post(
    '/api/v1/plants/:plant/corrections/:correction/withdraw',
    {
      schema: {
        summary: 'Take a correction back',
        description: 'It stays on record: asked as of an earlier instant, values are still corrected by it.',
        tags: ['quality'],
        params: CorrectionParams,
        body: z.strictObject(Signed),
        response: {
          200: ok('it holds no longer', ApiCorrection),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id } = await correctionOf(request.params);
      return ports.corrections.withdraw(id, signatureIn(request.body, request));
    },
  );

  async function correctionOf({ plant, correction }: z.infer<typeof CorrectionParams>) {
    const found = await ports.corrections.get(correction);
    if (found.plant === plant) return found;
    throw new NotFoundError(`Plant "${plant}" has no correction ${correction}`);
  }
}
