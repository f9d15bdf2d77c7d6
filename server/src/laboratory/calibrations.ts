import type { ParameterId } from '@banyu/contracts';
import type { ServiceWindows } from '@banyu/registry';
import type { TimeRange } from '@banyu/store';
import type { EventSource } from '../http/ports.ts';

/** Who knows of calibrations: people declare windows, devices send events. */
export interface CalibrationSources {
  readonly windows: Pick<ServiceWindows, 'list'>;
  readonly events: EventSource;
}

interface Sensor {
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  readonly parameter: ParameterId;
}

/** Of windows the first, of events the newest that are looked at: a calibration each week of ten years, with room. */
const MOST_WINDOWS = 1_000;
const EVENT_PAGES = 10;
const EVENT_PAGE = 500;

/** When calibrations of a sensor ended within from ≤ t ≤ to, Unix ms, ascending; one still open is none yet. */
export async function calibrationsOf(
  { windows, events }: CalibrationSources,
  sensor: Sensor,
  { from, to }: TimeRange,
): Promise<readonly number[]> {
  const { plant, point, device, parameter } = sensor;
  const ends = new Set<number>();
  const declared = await windows.list({ plant, point, parameter, from, to, limit: MOST_WINDOWS });
  for (const { window } of declared) {
    if (window.kind !== 'calibration' || (window.device ?? device) !== device) continue;
    if (window.to !== null && window.to <= to) ends.add(window.to);
  }
  let before: number | undefined;
  for (let page = 0; page < EVENT_PAGES; page += 1) {
    const found = await events.page({
      ...{ plant, device, limit: EVENT_PAGE },
      ...(before !== undefined && { before }),
    });
    for (const event of found.events) {
      if (event.kind !== 'calibration-ended' || event.t === null) continue;
      if (event.parameter !== null && event.parameter !== parameter) continue;
      if (from <= event.t && event.t <= to) ends.add(event.t);
    }
    if (found.next === null) break;
    before = found.next;
  }
  return [...ends].sort((a, b) => a - b);
}
