import type { TimeRange } from '@banyu/store';
import type { SlotSources } from '../ports.ts';
import { type CompletenessBucket, calendarOf } from './calendar.ts';
import type { SlotPlan } from './plan.ts';
import { type BucketCounts, Tally } from './tally.ts';
import { walkSlots } from './walk.ts';

/** Which of a device's parameters; what is left out is all. */
export interface SlotFilter {
  readonly parameter?: string;
}

export interface SeriesCounts {
  readonly device: string;
  readonly point: string;
  readonly parameter: string;
  readonly buckets: readonly BucketCounts[];
}

export interface Completeness {
  /** The range that was counted: whole buckets. */
  readonly from: number;
  readonly to: number;
  /** Slots before this are not counted: their readings were deleted by age. */
  readonly knownFrom: number;
  readonly series: readonly SeriesCounts[];
}

/** Counts the slots of a plan's devices by the buckets, in the plant's time zone, that meet a range. */
export async function countSlots(
  plan: SlotPlan,
  query: SlotFilter & TimeRange & { readonly bucket: CompletenessBucket; readonly timeZone: string },
  sources: SlotSources,
): Promise<Completeness> {
  const calendar = calendarOf(query, query.bucket, query.timeZone);
  const from = calendar.edges[0] ?? query.from;
  const to = calendar.edges.at(-1) ?? query.to;
  const tallies = new Map<string, Omit<SeriesCounts, 'buckets'> & { readonly tally: Tally }>();
  const { knownFrom } = await walkSlots(plan, { from, to }, sources, (device, stretch, judged, known) => {
    for (const [parameter, slots] of judged) {
      if (query.parameter !== undefined && query.parameter !== parameter) continue;
      const name = `${device.device}/${parameter}`;
      let entry = tallies.get(name);
      if (entry === undefined) {
        entry = {
          device: device.device,
          point: device.point,
          parameter,
          tally: new Tally(calendar, plan.server.now),
        };
        tallies.set(name, entry);
      }
      entry.tally.add(stretch, slots, known);
    }
  });
  const series = [...tallies.values()].map(({ tally, ...key }) => ({ ...key, buckets: tally.counts() }));
  return { from, to, knownFrom, series };
}
