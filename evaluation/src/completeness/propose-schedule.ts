import type { Marks } from '@banyu/store';

/** What a device seems to do, from its readings. A person decides whether it should. */
export interface ScheduleProposal {
  readonly device: string;
  readonly parameters: readonly string[];
  readonly intervalMs: number;
  readonly offsetMs: number;
  /** Times of readings that it stands on. */
  readonly samples: number;
}

/** Fewer samples say nothing about an interval. */
const FEWEST_SAMPLES = 10;

/** Intervals that people set, ms: a median this near to one of them, in parts of it, means it. */
const USUAL_MS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1_200, 1_800, 3_600].map(
  (seconds) => seconds * 1_000,
);
const NEAR_SHARE = 0.02;

/** A device whose samples lie this near to whole multiples of its interval means those, in parts of the interval. */
const ALIGNED_SHARE = 0.1;

/** One proposal for each device with enough readings. */
export function proposeSchedules({ series }: Marks): ScheduleProposal[] {
  const byDevice = Map.groupBy(series, ({ device }) => device);
  return [...byDevice].flatMap(([device, list]) => {
    const times = Float64Array.from(new Set(list.flatMap(({ t }) => [...t]))).sort();
    if (times.length < FEWEST_SAMPLES) return [];
    const median = medianOf(times.subarray(1).map((t, i) => t - (times[i] as number)));
    const intervalMs =
      USUAL_MS.find((usual) => Math.abs(median - usual) <= NEAR_SHARE * usual) ?? Math.round(median);
    if (intervalMs < 500) return [];
    const parameters = [...new Set(list.map(({ parameter }) => parameter))];
    return [{ device, parameters, intervalMs, offsetMs: offsetOf(times, intervalMs), samples: times.length }];
  });
}

/** Where in the interval the samples lie: the middle one of their angles around the circle that an interval is. */
function offsetOf(times: Float64Array, intervalMs: number): number {
  let x = 0;
  let y = 0;
  for (const t of times) {
    const angle = ((t % intervalMs) / intervalMs) * 2 * Math.PI;
    x += Math.cos(angle);
    y += Math.sin(angle);
  }
  const mean = (Math.atan2(y, x) / (2 * Math.PI)) * intervalMs;
  if (Math.abs(mean) <= ALIGNED_SHARE * intervalMs) return 0;
  return Math.round(mean < 0 ? mean + intervalMs : mean) % intervalMs;
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  return sorted[sorted.length >> 1] ?? 0;
}
