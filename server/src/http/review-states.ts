import { type ApiReviewState, type ParameterId, parameterOf, REVIEW_LEVELS } from '@banyu/contracts';
import type { ReviewSegment } from '@banyu/registry';
import type { TimeRange } from '@banyu/store';
import type { HttpPorts, PlantRecord } from './ports.ts';

/** How far each parameter at each point of a plant has been reviewed over a period: all that was ever measured. */
export async function reviewStates(
  ports: Pick<HttpPorts, 'store' | 'reviews'>,
  plant: Pick<PlantRecord, 'id' | 'points'>,
  { from, to, ...filter }: TimeRange & { readonly point?: string; readonly parameter?: ParameterId },
  asOf: number | undefined,
): Promise<ApiReviewState[]> {
  const measured = await ports.store.latest({ plant: plant.id, ...filter });
  const rank = new Map(plant.points.map(({ id }, i) => [id, i]));
  const places = new Map(measured.map((series) => [`${series.point}/${series.parameter}`, series]));
  const states: ApiReviewState[] = [];
  for (const { point, parameter: name } of places.values()) {
    const parameter = parameterOf(name)?.id;
    if (parameter === undefined) continue;
    const segments = await ports.reviews.levels({ plant: plant.id, point, parameter, from, to }, asOf);
    states.push({ point, parameter, level: lowest(segments), parts: segments.map(partOf) });
  }
  return states.sort((a, b) => (rank.get(a.point) ?? Infinity) - (rank.get(b.point) ?? Infinity));
}

function lowest(segments: readonly ReviewSegment[]): ApiReviewState['level'] {
  return REVIEW_LEVELS.find((level) => segments.some((segment) => segment.level === level)) ?? 'working';
}

function partOf({ from, to, level, entry }: ReviewSegment): ApiReviewState['parts'][number] {
  return { from, to, level, by: entry?.by ?? null, at: entry?.at ?? null, why: entry?.why ?? null };
}
