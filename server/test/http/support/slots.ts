import { countSlots, openGaps, proposeSchedules, type SlotPlan, slotSpans } from '@banyu/evaluation';
import type { SetSchedule } from '@banyu/registry';
import type { Store } from '@banyu/store';
import type { HttpPorts } from '../../../src/http/ports.ts';

/** One device with a schedule, connected and served for ever, and one without. */
export function slotPorts(
  store: Store,
  where: { readonly plant: string; readonly device: string; readonly now: number },
): Pick<HttpPorts, 'slots' | 'schedules'> {
  const { plant, device, now } = where;
  const always = { since: 0, spans: [{ from: 0, to: Number.POSITIVE_INFINITY }] };
  const known = { excluded: [], connected: always };
  const set: SetSchedule[] = [
    {
      device,
      schedule: {
        from: now - 86_400_000,
        parameters: ['ph', 'cod'],
        intervalMs: 120_000,
        offsetMs: 0,
        sendsEveryMs: 0,
        lateAfterMs: 900_000,
      },
      recordedAt: now,
      recordedBy: 'Sari',
      why: 'as it is set',
    },
  ];
  const planOf = (query: { readonly device?: string }): SlotPlan => ({
    plant,
    devices: [
      { device, point: 'effluent', versions: set.map(({ schedule }) => schedule), ...known },
      { device: 'new-logger', point: 'influent', versions: [], ...known },
    ].filter((each) => (query.device ?? each.device) === each.device),
    server: { now, storedThrough: now, serving: always },
  });
  const sources = {
    marks: (query: Parameters<Store['marks']>[0]) => store.marks(query),
    rejects: async () => [],
    power: async () => [],
    service: async () => [],
  };
  return {
    slots: {
      count: async (query) => {
        const plan = planOf(query);
        return { plan, completeness: await countSlots(plan, query, sources) };
      },
      spans: async (query) => {
        const plan = planOf(query);
        return { plan, series: await slotSpans(plan, query, sources) };
      },
      gaps: async () => ({ plan: planOf({}), gaps: await openGaps(planOf({}), sources) }),
    },
    schedules: {
      list: () => set,
      unscheduled: () => ['new-logger'],
      propose: async () => proposeSchedules(await store.marks({ device: 'new-logger', from: 0, to: now })),
      set: (_, ofDevice, { schedule, by, why }) => {
        const added = { device: ofDevice, schedule, recordedAt: now, recordedBy: by, why };
        set.push(added);
        return added;
      },
    },
  };
}
