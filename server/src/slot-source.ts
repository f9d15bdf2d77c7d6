import type { ApiNewSchedule } from '@banyu/contracts';
import { proposeSchedules } from '@banyu/evaluation';
import type { Registry, SetSchedule } from '@banyu/registry';
import type { DataThread } from './data-thread.ts';
import { assertDeviceOf } from './device-of-plant.ts';
import type { ScheduleSource, SlotSource } from './http/index.ts';
import { type PlanParts, slotPlanOf } from './slot-plan.ts';

/** The slots of plants: planned here, where the registry is; judged by the data thread, where the readings are. */
export function slotSource(data: DataThread['data'], parts: PlanParts): SlotSource {
  return {
    count: async (query) => {
      const plan = await slotPlanOf(query, parts);
      return { plan, completeness: await data.countSlots(plan, query) };
    },
    spans: async (query) => {
      const plan = await slotPlanOf(query, parts);
      return { plan, series: await data.slotSpans(plan, query) };
    },
    gaps: async (plant) => {
      const now = parts.clock();
      const plan = await slotPlanOf({ plant, from: now, to: now }, parts);
      return { plan, gaps: await data.openGaps(plan) };
    },
  };
}

/** Readings of so long say what a device does. */
const PROPOSE_FROM_MS = 86_400_000;

/** The schedules of devices: set, listed, and guessed for those that have none. */
export function scheduleSource(
  data: DataThread['data'],
  { registry, clock }: { readonly registry: Registry; readonly clock: () => number },
): ScheduleSource {
  return {
    list: (plant) => registry.schedules.list({ plant }),
    unscheduled: (plant) => unscheduledOf(registry, plant),
    propose: async (plant) => {
      const devices = new Set(await unscheduledOf(registry, plant));
      const to = clock();
      const marks = await data.marks({ plant, from: to - PROPOSE_FROM_MS, to });
      return proposeSchedules({ ...marks, series: marks.series.filter(({ device }) => devices.has(device)) });
    },
    set: async (plant, device, { schedule, by, why, evidence }: ApiNewSchedule): Promise<SetSchedule> => {
      await assertDeviceOf(registry, plant, device);
      const signature = { by, why, from: 'HTTP', ...(evidence !== undefined && { evidence }) };
      return await registry.schedules.set(device, schedule, signature);
    },
  };
}

async function unscheduledOf(registry: Registry, plant: string): Promise<readonly string[]> {
  const [devices, schedules] = await Promise.all([
    registry.devices.list({ plant }),
    registry.schedules.list({ plant }),
  ]);
  const scheduled = new Set(schedules.map(({ device }) => device));
  return devices.map(({ id }) => id).filter((id) => !scheduled.has(id));
}
