import { type DemoDevice, type DeviceFault, demoDevices } from '@banyu/firmware-sim';
import { createPlant, type Plant } from '@banyu/simulator';
import { BEFORE_MS, judge, type Look, type Verdict } from './judge.ts';
import type { DatedExpectation, Schedule } from './schedule.ts';

export interface RehearsalOptions {
  /** Whole number: plant and sensors. */
  readonly seed: number;
  /** When the run begins, Unix ms: not after any time of the schedule. */
  readonly beginMs: number;
  readonly flowM3PerDay: number;
  readonly warmUpDays: number;
  /** One look each so many ms: whole minutes. Default 60 000. */
  readonly lookMs?: number;
}

/** What goes wrong: nothing, for a run to compare with. */
export type Wrongs = Pick<Schedule, 'disturbances' | 'sensorFaults' | 'deviceFaults'>;

export const NOTHING_WRONG: Wrongs = { disturbances: [], sensorFaults: {}, deviceFaults: {} };

/** Simulated between two words of progress. */
const TOLD_EACH_MS = 86_400_000;
const DEFAULT_LOOK_MS = 60_000;

/**
 * Simulates plant and sensors through a time, without network and waiting, and judges expectations by what was seen;
 * yields the instants it has reached, Unix ms. A device says nothing while it has no power; what its firmware does
 * besides (clocks, watchdog, saving) is not simulated here.
 */
export function* rehearse(
  wrongs: Wrongs,
  expectations: readonly DatedExpectation[],
  options: RehearsalOptions,
): Generator<number, readonly Verdict[]> {
  const { seed, beginMs, flowM3PerDay, warmUpDays, lookMs = DEFAULT_LOOK_MS } = options;
  const { disturbances, sensorFaults, deviceFaults } = wrongs;
  const plant = createPlant({ startMs: beginMs, seed, flowM3PerDay, warmUpDays, disturbances });
  const devices = expectations.some((expectation) => expectation.in === 'readings')
    ? demoDevices({
        plant: 'rehearsal',
        simulated: plant,
        intervalMs: lookMs,
        devicePrefix: '',
        seed,
        faults: sensorFaults,
      })
    : [];
  const seen = expectations.map((expectation) => ({
    expectation,
    looks: [] as Look[],
    look: lookerFor(expectation, plant, devices, deviceFaults),
  }));
  const advance = moverOf(plant, devices);
  const endMs = Math.max(beginMs, ...expectations.map(({ toMs }) => toMs));
  let toldMs = beginMs;
  for (let t = Math.ceil(beginMs / lookMs) * lookMs; t <= endMs; t += lookMs) {
    advance(t);
    for (const { expectation, looks, look } of seen) {
      if (t >= expectation.fromMs - BEFORE_MS && t <= expectation.toMs) looks.push(look(t));
    }
    if (t - toldMs < TOLD_EACH_MS) continue;
    toldMs = t;
    yield t;
  }
  return seen.map(({ expectation, looks }) => judge(expectation, looks));
}

/** Moves on all there is: sensors must be told of every step of the plant, so they lead where there are any. */
function moverOf(plant: Plant, [first]: readonly DemoDevice[]): (t: number) => void {
  const parameter = first?.parameters[0];
  if (first === undefined || parameter === undefined) return (t) => plant.advance(t);
  return (t) => {
    first.sensor(parameter, t);
    plant.advance(t);
  };
}

function lookerFor(
  { point, parameter }: DatedExpectation,
  plant: Plant,
  devices: readonly DemoDevice[],
  faults: Readonly<Record<string, readonly DeviceFault[]>>,
): (t: number) => Look {
  const measuring = devices.find((each) => each.point === point && each.parameters.includes(parameter));
  const outages = (faults[measuring?.device ?? ''] ?? []).filter(({ fault }) => fault === 'power-loss');
  return (t) => {
    const isOut = outages.some((outage) => 'to' in outage && t >= outage.from && t < (outage.to ?? Infinity));
    const measured = isOut ? undefined : measuring?.sensor(parameter, t);
    return { t, truth: plant.at(point)[parameter], measured };
  };
}
