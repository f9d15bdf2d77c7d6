import type { ServerResponse } from 'node:http';
import { PARAMETER_IDS, PlantId } from '@banyu/contracts';
import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import type { LiveSink } from '../live-feed.ts';
import type { HttpPorts } from '../ports.ts';
import { problems } from './shared-schema.ts';

/** A parameter of the address that may be given several times. */
function repeated<T extends z.ZodType<string>>(item: T) {
  return z
    .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item).max(50))
    .default([]);
}

const StreamQuery = z.strictObject({
  plant: repeated(PlantId).meta({ description: 'only these plants; may be repeated' }),
  parameter: repeated(z.enum(PARAMETER_IDS)).meta({ description: 'only these parameters; may be repeated' }),
  lastEventId: z
    .string()
    .max(64)
    .exactOptional()
    .meta({ description: 'for clients that cannot set Last-Event-ID, which goes first' }),
});

const DESCRIPTION = `Server-sent events. \`event: readings\` carries \`{ plant, readings, thinned? }\`, at most five
times a second; with \`thinned: true\` there were too many and only the newest of each series are in it.
\`event: reset\` says that the stream cannot go on where the client stopped: load afresh, then follow.
Browsers' EventSource connects again by itself and goes on where it stopped.`;

/** Readings as they come, by server-sent events. */
export function streamRoutes(app: HttpApp, ports: HttpPorts): void {
  app.addHook('preClose', async () => ports.live.close());

  app.get(
    '/api/v1/stream',
    {
      exposeHeadRoute: false,
      schema: {
        summary: 'Live readings',
        description: DESCRIPTION,
        tags: ['live'],
        querystring: StreamQuery,
        headers: z.object({ 'last-event-id': z.string().max(64).exactOptional() }),
        response: {
          200: {
            description: 'a stream that stays open',
            content: {
              'text/event-stream': {
                schema: z.string().meta({
                  examples: [
                    'event: readings\nid: k3j9-42\ndata: {"plant":"ipal-banyurip","readings":[…]}\n\n',
                  ],
                }),
              },
            },
          },
          ...problems('invalid-request', 'not-found', 'too-many-streams', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { plant, parameter } = request.query;
      for (const id of plant) await ports.plants.get(id);
      ports.live.assertRoom();
      const response = reply.raw;
      reply.hijack();
      response.writeHead(200, {
        ...definedHeaders(reply.getHeaders()),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // A stream that ends takes its connection with it: a server that stops waits for none.
        connection: 'close',
        // nginx and its kin would hold events back.
        'x-accel-buffering': 'no',
      });
      const unsubscribe = ports.live.subscribe({
        filter: { plants: new Set(plant), parameters: new Set(parameter) },
        lastEventId: request.headers['last-event-id'] ?? request.query.lastEventId,
        sink: sinkTo(response),
      });
      response.on('close', unsubscribe);
      // It may have hung up while the plants were looked up.
      if (response.closed || response.destroyed) unsubscribe();
      return reply;
    },
  );
}

function definedHeaders(headers: Record<string, number | string | string[] | undefined>) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

function sinkTo(response: ServerResponse): LiveSink {
  return {
    write: (text) => void response.write(text),
    bufferedBytes: () => response.writableLength,
    end: () => void response.end(),
    destroy: () => void response.destroy(),
  };
}
