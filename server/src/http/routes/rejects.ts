import {
  ApiReject,
  ApiRejectPage,
  ApiRepairOutcome,
  ApiRepairPreview,
  PlantId,
  RejectReason,
  RejectRepair,
  Signed,
} from '@banyu/contracts';
import { z } from 'zod';
import { decodeIdCursor } from '../cursor.ts';
import type { HttpApp } from '../http-app.ts';
import type { HttpPorts, RejectCount } from '../ports.ts';
import { signatureIn } from '../signature.ts';
import { DeviceFilter, IdInPath, ok, PAGE, PlantParams, problems } from './shared-schema.ts';

const PlantRejectsQuery = z.strictObject({
  device: DeviceFilter,
  reason: RejectReason.exactOptional().meta({ description: 'only this reason' }),
  ...PAGE,
});

const AllRejectsQuery = PlantRejectsQuery.extend({
  plant: PlantId.exactOptional().meta({ description: 'only this plant' }),
});

const RejectParams = PlantParams.extend({ reject: IdInPath });
const RepairRequest = z.strictObject({ repair: RejectRepair, ...Signed });

/** What was sent and not stored, with the reason; and readings made of it by people. */
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

  app.get(
    '/api/v1/plants/:plant/rejects/:reject',
    {
      schema: {
        summary: 'One reject, and what was made of it',
        tags: ['quality'],
        params: RejectParams,
        response: {
          200: ok('the reject', ApiReject),
          ...problems('invalid-request', 'not-found', 'unavailable'),
        },
      },
    },
    async (request) => ports.repairs.get(request.params.plant, request.params.reject),
  );

  app.post(
    '/api/v1/plants/:plant/rejects/:reject/preview',
    {
      schema: {
        summary: 'What a repair would make of a reject; nothing is changed',
        tags: ['quality'],
        params: RejectParams,
        body: RejectRepair,
        response: {
          200: ok('the readings, and what still stands in the way', ApiRepairPreview),
          ...problems('invalid-request', 'not-found', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => ports.repairs.preview(request.params.plant, request.params.reject, request.body),
  );

  app.post(
    '/api/v1/plants/:plant/rejects/:reject/repair',
    {
      schema: {
        summary: 'Make readings of a reject and submit them',
        description:
          'The reject stays as it is. The readings go the way of all others, at their own times; where there is one ' +
          'already, it stays. A reject is repaired once: asked again, what was made of it then is the answer.',
        tags: ['quality'],
        params: RejectParams,
        body: RepairRequest,
        response: {
          200: ok('the readings are on their way to the store', ApiRepairOutcome),
          ...problems('invalid-request', 'not-found', 'conflict', 'unsupported-media-type', 'unavailable'),
        },
      },
    },
    async (request) => {
      const { plant, reject } = request.params;
      const { repair, ...signed } = request.body;
      return ports.repairs.repair(plant, reject, repair, signatureIn(signed, request));
    },
  );
}

async function rejectPage(ports: HttpPorts, query: z.infer<typeof AllRejectsQuery>): Promise<ApiRejectPage> {
  const { cursor, ...filter } = query;
  const before = decodeIdCursor(cursor);
  const { plant, device } = filter;
  const which = { ...(plant !== undefined && { plant }), ...(device !== undefined && { device }) };
  const [page, counts, repaired] = await Promise.all([
    ports.rejects.page({ ...filter, ...(before !== undefined && { before }) }),
    ports.rejects.counts(),
    ports.repairs.count(which),
  ]);
  return {
    rejects: await ports.repairs.withRepairs(page.rejects),
    next: page.next === null ? null : String(page.next),
    counts: countsByReason(counts, filter),
    repaired,
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
