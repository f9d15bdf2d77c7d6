import { demoDevices } from '@banyu/firmware-sim';
import {
  createPlantWithInside,
  type Inside,
  POINTS,
  type Point,
  QUANTITIES,
  type Quantity,
} from '@banyu/simulator';
import type { Rehearsal } from './rehearsal.ts';

/** About so many looks make a curve. */
const LOOKS = 400;
const MINUTE_MS = 60_000;

/** A run as it was: one value for each instant. */
export interface Run {
  /** Unix ms. */
  readonly times: readonly number[];
  truth(point: Point, quantity: Quantity): readonly number[];
  /** What the device there was told; null for no value; undefined where nothing measures it. */
  measured(point: Point, quantity: Quantity): readonly (number | null)[] | undefined;
  inside(figure: (inside: Inside) => number): readonly number[];
}

/** Runs the plant and its sensors as they were rehearsed, and looks at them from one instant to another, Unix ms. */
export function record(rehearsal: Rehearsal, fromMs: number, toMs: number): Run {
  const { beginMs, ...plantOptions } = rehearsal.options;
  const { disturbances, sensorFaults, deviceFaults } = rehearsal;
  const { plant, inside } = createPlantWithInside({ ...plantOptions, startMs: beginMs, disturbances });
  const devices = demoDevices({
    plant: 'plot',
    simulated: plant,
    intervalMs: MINUTE_MS,
    devicePrefix: '',
    seed: plantOptions.seed,
    faults: sensorFaults,
  });
  const stepMs = Math.ceil((toMs - fromMs) / LOOKS / MINUTE_MS) * MINUTE_MS;
  const times: number[] = [];
  const insides: Inside[] = [];
  const truths = new Map<string, number[]>();
  const readings = new Map<string, (number | null)[]>();
  for (let t = Math.ceil(Math.max(beginMs, fromMs) / stepMs) * stepMs; t <= toMs; t += stepMs) {
    times.push(t);
    for (const device of devices) {
      const { device: id, point, parameters, sensor } = device;
      const isOut = (deviceFaults[id] ?? []).some(
        (fault) => fault.fault === 'power-loss' && t >= fault.from && t < fault.to,
      );
      for (const parameter of parameters) {
        const value = sensor(parameter, t);
        append(readings, `${point} ${parameter}`, isOut ? null : value);
      }
    }
    plant.advance(t);
    insides.push(inside());
    for (const point of POINTS) {
      const truth = plant.at(point);
      for (const quantity of QUANTITIES) append(truths, `${point} ${quantity}`, truth[quantity]);
    }
  }
  return {
    times,
    truth: (point, quantity) => truths.get(`${point} ${quantity}`) ?? [],
    measured: (point, quantity) => readings.get(`${point} ${quantity}`),
    inside: (figure) => insides.map(figure),
  };
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
