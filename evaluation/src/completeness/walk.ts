import type { SlotSources } from '../ports.ts';
import { announcedSpans } from './announced-spans.ts';
import type { DeviceFacts, ReadingMarks } from './facts.ts';
import { type Stretch, slotsOf, startOfDay } from './grid.ts';
import { type JudgedSlots, judgeSlots } from './judge-slots.ts';
import type { DevicePlan, SlotPlan } from './plan.ts';

const DAY_MS = 86_400_000;

/** Readings read at a time, as a rule; what bounds the memory of a year. */
const READINGS_AT_ONCE = 200_000;

/** A power loss, work on a sensor, and a time out that a reboot ends, may have begun so long before the day that is judged. */
const EVENTS_BEFORE_MS = 7 * DAY_MS;

/** Told of each stretch of a device in order of time. `knownFrom`: of slots before it nothing can be said any more. */
export type Visit = (
  device: DevicePlan,
  stretch: Stretch,
  judged: ReadonlyMap<string, JudgedSlots>,
  knownFrom: number,
) => void;

/**
 * Judges all slots of the days that meet a range, a few days at a time. Gives from when on readings are held: before,
 * they were deleted by age.
 */
export async function walkSlots(
  plan: SlotPlan,
  range: { readonly from: number; readonly to: number },
  sources: SlotSources,
  visit: Visit,
): Promise<{ readonly knownFrom: number }> {
  const begin = startOfDay(range.from);
  const end = startOfDay(Math.min(range.to, plan.server.now + DAY_MS) - 1) + DAY_MS;
  const stepMs = daysAtOnce(plan) * DAY_MS;
  const padMs = Math.max(0, ...plan.devices.flatMap(({ versions }) => versions.map((v) => v.intervalMs)));
  let knownFrom = 0;
  for (let from = begin; from < end; from += stepMs) {
    const to = Math.min(end, from + stepMs);
    const { plant, devices, server } = plan;
    const around = { plant, from: from - padMs, to: to + padMs };
    const before = { ...around, from: around.from - EVENTS_BEFORE_MS };
    const [marks, rejects, power, service] = await Promise.all([
      sources.marks({ ...around, ...only(devices) }),
      sources.rejects(around),
      sources.power(before),
      sources.service(before),
    ]);
    knownFrom = marks.heldFrom;
    for (const device of devices) {
      const series = marks.series.filter((each) => each.device === device.device);
      const facts: DeviceFacts = {
        excluded: [
          ...device.excluded,
          ...announcedSpans(service.filter((each) => each.device === device.device)),
        ],
        connected: device.connected,
        power: power.filter((each) => each.device === device.device),
        rejects: rejects.filter((each) => each.device === device.device),
      };
      for (const stretch of slotsOf(device.versions, { from, to })) {
        const readings = new Map<string, ReadingMarks>();
        for (const each of series) readings.set(each.parameter, cut(each, stretch));
        visit(device, stretch, judgeSlots({ stretch, readings, device: facts, server }), knownFrom);
      }
    }
  }
  return { knownFrom };
}

/** One device is asked for by name; more are asked for together. */
function only(devices: readonly DevicePlan[]): { readonly device?: string } {
  const [device, another] = devices;
  return device !== undefined && another === undefined ? { device: device.device } : {};
}

function daysAtOnce({ devices }: SlotPlan): number {
  const perDay = devices.reduce((sum, { versions }) => {
    const most = versions.map(({ parameters, intervalMs }) => (parameters.length * DAY_MS) / intervalMs);
    return sum + Math.max(0, ...most);
  }, 0);
  return Math.min(31, Math.max(1, Math.floor(READINGS_AT_ONCE / Math.max(1, perDay))));
}

/** The readings that may be of the stretch, without a copy; they ascend in time. */
function cut({ t, receivedAt, flag, tests }: ReadingMarks, stretch: Stretch): ReadingMarks {
  const { first, intervalMs, count } = stretch;
  const begin = indexFrom(t, first - intervalMs);
  const end = indexFrom(t, first + count * intervalMs);
  return {
    t: t.subarray(begin, end),
    receivedAt: receivedAt.subarray(begin, end),
    flag: flag.subarray(begin, end),
    tests: tests.subarray(begin, end),
  };
}

/** The first index whose time is not below `at`. */
function indexFrom(t: Float64Array, at: number): number {
  let low = 0;
  let high = t.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((t[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
