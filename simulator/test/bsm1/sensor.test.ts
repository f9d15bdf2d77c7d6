import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lagRates,
  MinuteNoise,
  restingSensor,
  SENSOR_CLASSES,
  type SensorClass,
  stepSensor,
} from '../../src/bsm1/sensor.ts';

const MINUTE = 1 / 1_440;

/** What a sensor at rest at 0 shows so many minutes after the true value became 1. */
function response(sensor: SensorClass, minutes: number, stepMinutes = 0.25): number {
  const state = restingSensor(sensor, 0);
  let shown = 0;
  for (let i = 1; i <= Math.round(minutes / stepMinutes); i++)
    shown = stepSensor(sensor, state, 1, stepMinutes * MINUTE);
  return shown;
}

describe('a sensor of class', () => {
  it.each([
    ['A', SENSOR_CLASSES.A, 1, 0.9],
    ['A', SENSOR_CLASSES.A, 0.5, 0.579],
    ['B0', SENSOR_CLASSES.B0, 10, 0.9],
    ['B0', SENSOR_CLASSES.B0, 5, 0.241],
    ['C0', SENSOR_CLASSES.C0, 20, 0.9],
    ['C0', SENSOR_CLASSES.C0, 10, 0.241],
  ])('%s has risen after %# as published', (_, sensor, minutes, expected) => {
    expect(response(sensor, minutes)).toBeCloseTo(expected, 3);
  });

  it('B1 and C1 show a new value every five minutes only', () => {
    for (const sensor of [SENSOR_CLASSES.B1, SENSOR_CLASSES.C1]) {
      const state = restingSensor(sensor, 0);
      const shown = Array.from({ length: 30 }, () => stepSensor(sensor, state, 1, MINUTE));
      const changes = shown.flatMap((value, i) => (i > 0 && value !== shown[i - 1] ? [i] : []));
      expect(changes.map((i) => i - (changes[0] ?? 0))).toEqual(changes.map((_, k) => 5 * k));
      expect(changes.length).toBeGreaterThan(4);
    }
  });

  it('D shows what was true at the last sample but one, every half hour', () => {
    const state = restingSensor(SENSOR_CLASSES.D, 0);
    const shown = Array.from({ length: 120 }, () => stepSensor(SENSOR_CLASSES.D, state, 1, MINUTE));
    // Its first sample is taken within the first minute, and comes out with the next.
    expect(shown.slice(0, 29).every((value) => value === 0)).toBe(true);
    expect(shown.slice(29).every((value) => value === 1)).toBe(true);
  });

  it('A, B0 and C0 do not depend on how the time is cut', () => {
    const cut = fc.array(fc.double({ min: 0.001, max: 3, noNaN: true }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(
        cut,
        fc.constantFrom(SENSOR_CLASSES.A, SENSOR_CLASSES.B0, SENSOR_CLASSES.C0),
        (minutes, sensor) => {
          const inOne = restingSensor(sensor, 2);
          const inParts = restingSensor(sensor, 2);
          const total = minutes.reduce((sum, part) => sum + part, 0);
          let shown = 0;
          for (const part of minutes) shown = stepSensor(sensor, inParts, 5, part * MINUTE);
          expect(shown).toBeCloseTo(stepSensor(sensor, inOne, 5, total * MINUTE), 10);
        },
      ),
    );
  });

  it('is the same when it is integrated with a plant', () => {
    const { lags, lagDays } = SENSOR_CLASSES.B0;
    const y = new Float64Array(lags);
    const dy = new Float64Array(lags);
    const days = MINUTE / 600;
    for (let i = 0; i < 6_000; i++) {
      lagRates(y, 0, lags, lagDays, 1, dy);
      y.forEach((value, k) => {
        y[k] = value + days * (dy[k] ?? 0);
      });
    }
    expect(y[lags - 1]).toBeCloseTo(response(SENSOR_CLASSES.B0, 10), 3);
  });
});

describe('MinuteNoise', () => {
  it('has the deviation asked for, no bias, and lines between whole minutes', () => {
    const noise = new MinuteNoise(4, 1, 0.25);
    const values = Array.from({ length: 20_000 }, (_, minute) => noise.at(minute * MINUTE + 1e-9));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(deviation / 0.25 - 1)).toBeLessThan(0.03);
    expect(noise.at(7.5 * MINUTE)).toBeCloseTo((noise.at(7 * MINUTE) + noise.at(8 * MINUTE)) / 2, 9);
  });

  it('is the same for the same seed in any order of asking, and another on another channel', () => {
    const [one, other, elsewhere] = [
      new MinuteNoise(4, 1, 1),
      new MinuteNoise(4, 1, 1),
      new MinuteNoise(4, 2, 1),
    ];
    const forwards = [1, 2, 3].map((minute) => one.at(minute * MINUTE));
    const backwards = [3, 2, 1].map((minute) => other.at(minute * MINUTE)).toReversed();
    expect(backwards).toEqual(forwards);
    expect(elsewhere.at(MINUTE)).not.toBe(forwards[0]);
  });
});
