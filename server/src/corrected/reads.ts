import { InvalidInputError, type SeriesKey } from '@banyu/contracts';
import { type Correction, estimateReads, type Registry } from '@banyu/registry';
import type { RawPoint, Store, TimeRange } from '@banyu/store';
import { clipped, hullOf, merged } from './time-ranges.ts';

/** What correcting asks of a store. */
export type CorrectableStore = Pick<Store, 'rawSeries' | 'aggregate' | 'received' | 'marks'>;

/** The most readings that are read to correct one series: some 100 MB while it lasts. */
const MAX_READINGS = 500_000;

const HOUR_MS = 3_600_000;

/** The layers that reach into a range. */
export function touching(layers: readonly Correction[], { from, to }: TimeRange): readonly Correction[] {
  return layers.filter((layer) => layer.from < to && layer.to > from);
}

/** The readings that decide what the layers make of a range: its own, and those that estimates in it go by. */
export function readsFor(layers: readonly Correction[], range: TimeRange): readonly TimeRange[] {
  const estimates = touching(layers, range).flatMap((layer) =>
    clipped([layer], range).flatMap((part) => estimateReads(layer, part)),
  );
  return clipped([range, ...estimates], { from: 0, to: Number.MAX_SAFE_INTEGER });
}

/** The layers over a range of a series, as they held at an instant (default: now), and with them those that estimates in it go by. */
export async function layersFor(
  corrections: Pick<Registry['corrections'], 'layersAsOf'>,
  series: SeriesKey,
  range: TimeRange,
  asOf?: number,
): Promise<{ readonly over: readonly Correction[]; readonly layers: readonly Correction[] }> {
  const over = touching(await corrections.layersAsOf(series, range, asOf), range);
  // An estimate goes by readings outside the range, as corrections have left them.
  const reads = hullOf(readsFor(over, range)) ?? range;
  const layers = over.length === 0 ? [] : await corrections.layersAsOf(series, reads, asOf);
  return { over, layers };
}

/**
 * All readings of a series in some ranges, ascending. Throws InvalidInputError when they are too many, or were deleted
 * by age: nothing could be said of what corrections make of them.
 */
export async function readRanges(
  store: CorrectableStore,
  series: SeriesKey,
  ranges: readonly TimeRange[],
): Promise<readonly RawPoint[]> {
  await assertHeld(store, series, ranges);
  const points: RawPoint[] = [];
  for (const range of merged(ranges)) {
    const room = MAX_READINGS - points.length;
    const read = await store.rawSeries({ ...range, series, maxPoints: Math.max(2, room) });
    if (read.downsampled || read.points.length > room) {
      throw new InvalidInputError(
        `more than ${MAX_READINGS} readings of ${series.parameter} would have to be corrected one by one, with those ` +
          'that estimates go by: ask for a shorter range',
        { field: 'from' },
      );
    }
    for (const point of read.points) points.push(point);
  }
  return points;
}

async function assertHeld(
  store: CorrectableStore,
  series: SeriesKey,
  ranges: readonly TimeRange[],
): Promise<void> {
  const { plant, device } = series;
  const nothing = { from: 0, to: 0, receivedFrom: 0, receivedTo: 0 };
  const { heldFrom } = await store.received({ plant, device, ...nothing });
  for (const { from, to } of clipped(ranges, { from: 0, to: heldFrom })) {
    const hours = { from: Math.floor(from / HOUR_MS) * HOUR_MS, to: Math.ceil(to / HOUR_MS) * HOUR_MS };
    const deleted = await store.aggregate({
      ...hours,
      series,
      bucket: '1h',
      timeZone: 'UTC',
      quantiles: false,
    });
    if (deleted.length === 0) continue;
    throw new InvalidInputError(
      `readings before ${new Date(heldFrom).toISOString()} were deleted by age, only their hourly figures are kept: ` +
        'nothing can be said of what corrections make of them; ask for a later range, or for values=raw',
      { field: 'from' },
    );
  }
}
