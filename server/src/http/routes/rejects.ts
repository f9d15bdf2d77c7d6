import { ApiRejectPage, PlantId, RejectReason } from '@banyu/contracts';
import { z } from 'zod';
import { decodeIdCursor } from '../cursor.ts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts, RejectCount } from '../ports.ts';
import { DeviceFilter, ok, PAGE, PlantParams, problems } from './shared-schema.ts';

const PlantRejectsQuery = z.strictObject({
  device: DeviceFilter,
  reason: RejectReason.exactOptional().meta({ description: 'only this reason' }),
  ...PAGE,
});

const AllRejectsQuery = PlantRejectsQuery.extend({
  plant: PlantId.exactOptional().meta({ description: 'only this plant' }),
});

/** What was sent and not stored, with the reason. */
export function rejectRoutes(app: HttpApp, ports: HttpPorts): void {
  app.get(
    '/api/v1/rejects',
    {
      schema: {
        summary: 'Rejected messages, samples and values of all plants, newest first',
        tags: ['quality'],
        querystring: AllRejectsQuery,
        response: {
          200: ok('a page of rejects, and how many there are of each reason', ApiRejectPage),
          ...problems('invalid-request', 'unavailable'),
        },
      },
    },
    async (request) => rejectPage(ports, request.query),
  );

  app.get(
    '/api/v1/plants/:plant/rejects',
    {
      schema: {
        summary: 'Rejected messages, samples and values of a plant, newest first',
        tags: ['quality'],
        params: PlantParams,
        querystring: PlantRejectsQuery,
        response: {
          200: ok('a page of rejects, and how many there are of each reason', ApiRejectPage),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { id: plant } = await ports.plants.get(request.params.plant);
      return rejectPage(ports, { ...request.query, plant });
    },
  );
}

async function rejectPage(ports: HttpPorts, query: z.infer<typeof AllRejectsQuery>): Promise<ApiRejectPage> {
  const { cursor, ...filter } = query;
  const before = decodeIdCursor(cursor);
  const [page, counts] = await Promise.all([
    ports.rejects.page({ ...filter, ...(before !== undefined && { before }) }),
    ports.rejects.counts(),
  ]);
  return {
    rejects: [...page.rejects],
    next: page.next === null ? null : String(page.next),
    counts: countsByReason(counts, filter),
  };
}

function countsByReason(
  counts: readonly RejectCount[],
  filter: { readonly plant?: string; readonly device?: string },
): ApiRejectPage['counts'] {
  const sums = new Map<RejectReason, number>();
  for (const { plant, device, reason, count } of counts) {
    if (filter.plant !== undefined && filter.plant !== plant) continue;
    if (filter.device !== undefined && filter.device !== device) continue;
    sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  return [...sums].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
