import { DEMO_STATIONS, type DeviceFault, type SensorFault } from '@banyu/firmware-sim';
import type { Disturbance } from '@banyu/simulator';
import { deviceFaultOf } from './device-entry.ts';
import { disturbanceOf } from './plant-entry.ts';
import type { Scenario } from './scenario.ts';
import type { Entry, Expectation } from './scenario-file.ts';
import { type SensorEntry, sensorFaultOf } from './sensor-entry.ts';
import { zeroOf } from './start.ts';

/** An expectation at its time: true at the latest when it is over, Unix ms. */
export type DatedExpectation = Omit<Expectation, 'at' | 'within'> & {
  readonly fromMs: number;
  readonly toMs: number;
};

/** A scenario in a run: everything at its instant, Unix ms. */
export interface Schedule {
  /** Time 0 of the scenario. */
  readonly zeroMs: number;
  /** Everything that it says has happened and been seen by then; what stays is there still. */
  readonly endMs: number;
  readonly disturbances: readonly Disturbance[];
  /** By device, its id without a prefix. */
  readonly sensorFaults: Readonly<Record<string, readonly SensorFault[]>>;
  readonly deviceFaults: Readonly<Record<string, readonly DeviceFault[]>>;
  readonly expectations: readonly DatedExpectation[];
}

/** Where the demo plant stands: decides what `start: "22:00"` means. */
export const PLANT_TIME_ZONE = 'Asia/Jakarta';

/** The scenario in a run that begins at an instant, Unix ms. */
export function scheduleOf({ start, timeline, expectations }: Scenario, beginMs: number): Schedule {
  const zeroMs = zeroOf(start, beginMs, PLANT_TIME_ZONE);
  const disturbances: Disturbance[] = [];
  const sensorFaults: Record<string, SensorFault[]> = {};
  const deviceFaults: Record<string, DeviceFault[]> = {};
  for (const { entry } of timeline) {
    if ('point' in entry) listIn(sensorFaults, deviceAt(entry)).push(sensorFaultOf(entry, zeroMs));
    else if ('device' in entry) listIn(deviceFaults, entry.device).push(deviceFaultOf(entry, zeroMs));
    else disturbances.push(disturbanceOf(entry, zeroMs));
  }
  const dated = expectations.map(({ expectation: { at, within, ...rest } }) => ({
    ...rest,
    fromMs: zeroMs + at,
    toMs: zeroMs + at + within,
  }));
  const ends = [...timeline.map(({ entry }) => zeroMs + lastOf(entry)), ...dated.map(({ toMs }) => toMs)];
  return {
    zeroMs,
    endMs: Math.max(zeroMs, ...ends),
    disturbances,
    sensorFaults,
    deviceFaults,
    expectations: dated,
  };
}

function lastOf(entry: Entry): number {
  return entry.at + ('for' in entry ? (entry.for ?? 0) : 0);
}

function deviceAt({ point }: SensorEntry): string {
  const station = DEMO_STATIONS.find((each) => each.point === point);
  if (station === undefined) throw new Error(`no device stands at ${point}, which was checked before`);
  return station.device;
}

function listIn<T>(lists: Record<string, T[]>, key: string): T[] {
  const list = lists[key] ?? [];
  lists[key] = list;
  return list;
}
