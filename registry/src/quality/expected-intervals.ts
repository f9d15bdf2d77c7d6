import type { Selectable } from 'kysely';
import type { DeviceScheduleTable } from '../tables.ts';
import type { ExpectedInterval } from './layered-settings.ts';

/** How often a parameter of a device is to be sampled over time, by the device's schedules that hold, ascending. */
export function expectedIntervals(
  schedules: readonly Pick<Selectable<DeviceScheduleTable>, 'begins' | 'parameters' | 'interval_ms'>[],
  parameter: string,
): ExpectedInterval[] {
  return schedules.map(({ begins, parameters, interval_ms: intervalMs }) => ({
    from: begins,
    intervalSeconds: JSON.parse(parameters).includes(parameter) ? intervalMs / 1_000 : null,
  }));
}
