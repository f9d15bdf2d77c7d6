import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import { parseRange } from '../instant.ts';
import type { HttpPorts } from '../ports.ts';
import { HEAD_NOTE, publishHead } from '../publish-head.ts';
import { DeviceFilter, Parameter, PlantParams, PointFilter, problems, RANGE } from './shared-schema.ts';

const MEDIA_TYPE = { parquet: 'application/vnd.apache.parquet', csv: 'text/csv; charset=utf-8' } as const;

const ExportQuery = z.strictObject({
  point: PointFilter,
  device: DeviceFilter,
  parameter: Parameter.exactOptional(),
  ...RANGE,
  format: z.enum(['parquet', 'csv']).default('parquet').meta({ description: 'of the file' }),
});

const DESCRIPTION = `A file with the columns plant, point, device, parameter, t, value, flag, tests, settings_version (of
the quality settings that judged it), received_at; t and received_at are Unix ms. It is made first and then sent, which
may take minutes for a year. One is made at a time.`;

/** The answer when all is well. Says nothing in types: what is sent is a stream. */
const FILE: Record<never, never> = {
  200: {
    description: `the file; the header x-banyu-rows says how many readings are in it; ${HEAD_NOTE}`,
    content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
  },
};

/** For making the file and sending it. */
const EXPORT_TIMEOUT_MS = 3_600_000;

/** A client that takes nothing for so long is cut: it holds a file. */
const STALLED_MS = 60_000;

/** All readings of a range as one file. */
export function exportRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/plants/:plant/export',
    {
      handlerTimeout: EXPORT_TIMEOUT_MS,
      exposeHeadRoute: false,
      preHandler: publishHead(ports.heads),
      schema: {
        summary: 'Readings of a range as a Parquet or CSV file',
        description: DESCRIPTION,
        tags: ['readings'],
        params: PlantParams,
        querystring: ExportQuery,
        response: {
          ...FILE,
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { format, from: _from, to: _to, ...filter } = request.query;
      const plant = await ports.plants.get(request.params.plant);
      const { from, to } = parseRange(request.query, plant.timeZone, ports.clock());
      const file = await ports.exports.make({ ...filter, plant: plant.id, from, to, format });
      if (reply.raw.destroyed) {
        // Who asked has left while the file was made.
        file.content.destroy();
        return reply.hijack();
      }
      reply.raw.once('close', () => file.content.destroy());
      reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
      const name = `${plant.id}_${compactTime(from)}_${compactTime(to)}.${format}`;
      return reply
        .type(MEDIA_TYPE[format])
        .headers({
          'content-length': file.bytes,
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'no-store',
          'x-banyu-rows': file.rows,
          // A file that ends takes its connection with it: a server that stops waits for none.
          connection: 'close',
        })
        .send(file.content);
    },
  );
}

/** `20261124T050000Z`: no file system objects to it. */
function compactTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}
