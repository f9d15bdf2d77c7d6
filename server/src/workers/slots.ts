import { countSlots, openGaps, type SlotPlan, type SlotSources, slotSpans } from '@banyu/evaluation';
import type { Pipeline } from '@banyu/ingest';
import type { Store } from '@banyu/store';

/** Judges slots where the readings are: beside the store, off the thread that acknowledges. */
export function slotMethods(store: Pick<Store, 'marks'>, pipeline: Pipeline, openedAt: number) {
  const sources: SlotSources = {
    marks: (query) => store.marks(query),
    rejects: async (query) => pipeline.rejectFacts(query),
    power: async (query) => pipeline.powerFacts(query),
    service: async (query) => pipeline.serviceFacts(query),
  };
  /** While messages wait in the journal, what was received since the newest stored one is not known to be missing. */
  const settled = (plan: SlotPlan): SlotPlan => {
    const { waitingEntries, storedThrough } = pipeline.statistics();
    if (waitingEntries.live === 0) return plan;
    const { server } = plan;
    return {
      ...plan,
      server: { ...server, storedThrough: Math.min(server.now, storedThrough.live ?? openedAt) },
    };
  };
  return {
    marks: sources.marks,
    countSlots: (plan: SlotPlan, query: Parameters<typeof countSlots>[1]) =>
      countSlots(settled(plan), query, sources),
    slotSpans: (plan: SlotPlan, query: Parameters<typeof slotSpans>[1]) =>
      slotSpans(settled(plan), query, sources),
    openGaps: (plan: SlotPlan) => openGaps(settled(plan), sources),
  };
}
