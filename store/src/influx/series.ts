import { sliceCount, sliceOf } from '../downsample.ts';
import type { RawPoint, RawSeries, RawSeriesQuery } from '../query.ts';
import { coverageOf } from './coverage.ts';
import type { InfluxDatabase } from './database.ts';
import { seriesPages } from './readings.ts';

/** The points of a series, thinned as they come in, so that a long range costs time but no memory. */
export async function rawSeriesOf(db: InfluxDatabase, query: RawSeriesQuery): Promise<RawSeries> {
  const slices = sliceCount(query.maxPoints);
  const [held] = await coverageOf(db, { ...query.series, from: query.from, to: query.to });
  if (held === undefined) return { points: [], downsampled: false };
  const isThinned = held.total > query.maxPoints;
  const thinner = new Thinner((t) => Math.max(0, sliceOf(t, held.first, held.last, slices)));
  const points: RawPoint[] = [];
  for await (const page of seriesPages(db, query.series, query)) {
    for (const { t, value, flag } of page) {
      if (isThinned) thinner.add({ t, value, flag });
      else points.push({ t, value, flag });
    }
  }
  return { points: isThinned ? thinner.finish() : points, downsampled: isThinned };
}

/** Keeps of each slice the earliest minimum and the earliest maximum, as `downsample` does; points come ascending. */
class Thinner {
  readonly #sliceOf: (t: number) => number;
  readonly #kept: RawPoint[] = [];
  #slice = -1;
  #min: RawPoint | undefined;
  #max: RawPoint | undefined;

  constructor(sliceOf: (t: number) => number) {
    this.#sliceOf = sliceOf;
  }

  add(point: RawPoint): void {
    const slice = this.#sliceOf(point.t);
    if (slice !== this.#slice) {
      this.finish();
      this.#slice = slice;
    }
    if (this.#min === undefined || prevails(point.value, this.#min.value, -1)) this.#min = point;
    if (this.#max === undefined || prevails(point.value, this.#max.value, 1)) this.#max = point;
  }

  /** Ends the slice; gives all that was kept. */
  finish(): RawPoint[] {
    const extremes = [this.#min, this.#max].filter((point) => point !== undefined);
    this.#kept.push(...[...new Set(extremes)].sort((a, b) => a.t - b.t));
    this.#min = undefined;
    this.#max = undefined;
    return this.#kept;
  }
}

/** Whether a value lies beyond another in a direction; any value prevails over none. */
function prevails(value: number, over: number, direction: 1 | -1): boolean {
  return Number.isNaN(over) ? !Number.isNaN(value) : (value - over) * direction > 0;
}
