/** What is expected of a device from `from` on, until the next version's; times in ms. See DeviceSchedule. */
export interface ScheduleVersion {
  readonly from: number;
  readonly parameters: readonly string[];
  readonly intervalMs: number;
  readonly offsetMs: number;
  readonly sendsEveryMs: number;
  readonly lateAfterMs: number;
}

/** When the reading of a slot has to be here: later than this after its time it is late. */
export function dueAfterMs({ sendsEveryMs, lateAfterMs }: ScheduleVersion): number {
  return sendsEveryMs + lateAfterMs;
}

/** Silence of so many intervals is worth an operator's look, long before the readings are late. */
const SILENT_INTERVALS = 3;

/** The same schedule with the patience of an operator: what is not here after a few intervals is a gap so far. */
export function withoutPatience(version: ScheduleVersion): ScheduleVersion {
  return { ...version, lateAfterMs: Math.min(version.lateAfterMs, SILENT_INTERVALS * version.intervalMs) };
}
