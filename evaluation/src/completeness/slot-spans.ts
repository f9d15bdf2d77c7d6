import type { TimeRange } from '@banyu/store';
import type { SlotSources } from '../ports.ts';
import type { SlotFilter } from './count-slots.ts';
import type { SlotPlan } from './plan.ts';
import { type SlotSpan, SpanList } from './spans.ts';
import { walkSlots } from './walk.ts';

export interface SeriesSpans {
  readonly device: string;
  readonly point: string;
  readonly parameter: string;
  readonly spans: readonly SlotSpan[];
}

/** How the slots of a plan's devices fared in a range, slot after slot, run-length encoded. */
export async function slotSpans(
  plan: SlotPlan,
  query: SlotFilter & TimeRange,
  sources: SlotSources,
): Promise<readonly SeriesSpans[]> {
  const lists = new Map<string, Omit<SeriesSpans, 'spans'> & { readonly list: SpanList }>();
  await walkSlots(plan, query, sources, (device, stretch, judged, knownFrom) => {
    for (const [parameter, { code }] of judged) {
      if (query.parameter !== undefined && query.parameter !== parameter) continue;
      const name = `${device.device}/${parameter}`;
      let entry = lists.get(name);
      if (entry === undefined) {
        entry = { device: device.device, point: device.point, parameter, list: new SpanList(query) };
        lists.set(name, entry);
      }
      entry.list.add(stretch, code, knownFrom);
    }
  });
  return [...lists.values()].map(({ list, ...key }) => ({ ...key, spans: list.spans() }));
}
