import {
  ApiSavedResults,
  ApiUpload,
  InvalidInputError,
  PlantId,
  PointId,
  UploadSaveRequest,
} from '@banyu/contracts';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { TABLE_LIMITS } from '../../laboratory/table-limits.ts';
import { tableTemplate } from '../../laboratory/template.ts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts } from '../ports.ts';
import { ok, PlantParams, problems, signatureOf } from './shared-schema.ts';

/**
 * What a table comes as. A page of another site cannot send these without asking first, and is refused then: forms,
 * which it can, are not among them.
 */
const TABLE_TYPES = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
];

const UploadQuery = z.strictObject({
  name: z.string().max(200).default('').meta({ description: 'the file’s name, for the audit trail' }),
  point: PointId.exactOptional().meta({ description: 'sampling point of rows that name none' }),
  sampledBy: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .exactOptional()
    .meta({ description: 'sampler of rows that name none' }),
  laboratory: PlantId.exactOptional().meta({ description: 'laboratory of rows that name none' }),
  onDuplicate: z.enum(['refuse', 'supersede']).default('refuse').meta({
    description: 'whether a result may take the place of another one that is there',
  }),
});

const UploadParams = PlantParams.extend({ upload: z.uuid().meta({ description: 'id of the upload' }) });

const PREVIEW = `The body is the file, CSV or XLSX, at most ${TABLE_LIMITS.fileBytes} bytes. Nothing is saved: the answer
says what would become of each row, and under which id the whole can be saved within the next hour.`;

/** Tables of laboratories: looked at first, saved then. */
export async function uploadRoutes(app: HttpApp, ports: HttpPorts): Promise<void> {
  const { uploads } = ports.laboratory;

  // A scope of its own: no other address takes files.
  await app.register((plain, _options, done) => {
    const scope = plain.withTypeProvider<ZodTypeProvider>();
    scope.addContentTypeParser(
      TABLE_TYPES,
      { parseAs: 'buffer', bodyLimit: TABLE_LIMITS.fileBytes },
      async (_request: unknown, body: Buffer) => body,
    );
    scope.post(
      '/api/v1/plants/:plant/laboratory/uploads',
      {
        schema: {
          summary: 'Read a table of results and judge its rows',
          description: PREVIEW,
          tags: ['laboratory'],
          consumes: TABLE_TYPES,
          params: PlantParams,
          querystring: UploadQuery,
          response: {
            200: ok('each row’s verdict', ApiUpload),
            ...problems('invalid-request', 'not-found', 'too-large', 'unsupported-media-type', 'unavailable'),
          },
        },
      },
      async (request) => {
        const { name, onDuplicate, ...defaults } = request.query;
        const bytes = request.body;
        if (!Buffer.isBuffer(bytes))
          throw new InvalidInputError('The body must be a CSV or XLSX file', { field: 'file' });
        return uploads.preview(request.params.plant, { name, bytes }, { defaults, onDuplicate });
      },
    );
    done();
  });

  app.post(
    '/api/v1/plants/:plant/laboratory/uploads/:upload/save',
    {
      schema: {
        summary: 'Save what an upload’s preview accepted, all or nothing',
        tags: ['laboratory'],
        params: UploadParams,
        body: UploadSaveRequest,
        response: {
          200: ok('what was written', ApiSavedResults),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { plant, upload } = request.params;
      const { withoutRefused, ...signed } = request.body;
      return uploads.save(plant, upload, { withoutRefused }, signatureOf(signed, request));
    },
  );

  app.get(
    '/api/v1/plants/:plant/laboratory/template',
    {
      schema: {
        summary: 'A CSV table to fill in',
        tags: ['laboratory'],
        params: PlantParams,
        response: { ...TEMPLATE, ...problems('invalid-request', 'not-found', 'unavailable') },
      },
    },
    async (request, reply) => {
      const { id, points } = await ports.plants.get(request.params.plant);
      const point = points.find(({ compliancePoint }) => compliancePoint) ?? points[0];
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${id}-laboratory.csv"`)
        .send(tableTemplate(point?.id ?? ''));
    },
  );
}

/** The answer when all is well; a text is not checked against a schema. */
const TEMPLATE: Record<never, never> = {
  200: { description: 'the table', content: { 'text/csv': { schema: z.string() } } },
};
