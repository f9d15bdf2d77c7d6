import { z } from 'zod';
import type { HttpApp } from '../http-app.ts';
import { createMetrics } from '../metrics.ts';
import type { HttpPorts } from '../ports.ts';
import { problems } from './shared-schema.ts';

/** The counters for Prometheus. */
export function metricRoutes(app: HttpApp, ports: HttpPorts): void {
  const metrics = createMetrics(ports);
  app.addHook('onResponse', async (request, reply) => {
    // A stream lasts as long as someone looks: that is no time to answer.
    if (String(reply.raw.getHeader('content-type')).startsWith('text/event-stream')) return;
    metrics.observeRequest(request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime / 1000);
  });

  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Counters in the Prometheus text format',
        tags: ['operation'],
        response: {
          200: {
            description: 'Prometheus text format 0.0.4',
            content: { 'text/plain': { schema: z.string() } },
          },
          ...problems('unavailable'),
        },
      },
    },
    async (_request, reply) => {
      const text = await metrics.text();
      return reply
        .header('cache-control', 'no-store')
        .type(metrics.contentType)
        .serializer(String)
        .send(text);
    },
  );
}
