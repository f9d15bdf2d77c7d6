import { describe, expect, it } from 'vitest';
import { ExplicitHeun, ExponentialHeun, type Solver, type System } from '../../src/bsm1/solver.ts';
import { plantAfter, SECOND, throughDryWeather } from '../support/plants.ts';

const DAYS = 2;

/** Largest difference of two rows of numbers. */
function apart(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((value, i) => Math.abs(value - (other[i] ?? Number.NaN))));
}

describe('the exponential solver', () => {
  it('agrees with explicit Heun of 5 s, and four times better with half the step', () => {
    const reference = throughDryWeather(plantAfter(0, { solver: 'explicit' }), DAYS, 5 * SECOND);
    const error = (seconds: number) =>
      apart(throughDryWeather(plantAfter(0), DAYS, seconds * SECOND), reference);
    const coarse = error(60);
    const fine = error(30);
    expect(coarse).toBeLessThan(1.5e-3);
    expect(fine).toBeLessThan(coarse / 3);
  });

  it('gives the same averages with the step halved, within 1e-4', () => {
    const average = (seconds: number) => {
      const values = throughDryWeather(plantAfter(0), DAYS, seconds * SECOND);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const whole = average(60);
    expect(Math.abs(whole / average(30) - 1)).toBeLessThan(1e-4);
    expect(Math.abs(average(90) / average(30) - 1)).toBeLessThan(1e-4);
  });

  it('is exact for a stiff state whose balance stands still, however long the step', () => {
    const y = new Float64Array([3]);
    new ExponentialHeun(
      relaxation(1e4, () => 2),
      1,
    ).step(y, 1e-3);
    expect(y[0]).toBeCloseTo(2 + Math.exp(-10), 12);
  });

  it('is of second order where the balance moves, and does not fall below 0', () => {
    const error = (steps: number) => {
      const system = relaxation(50, (t) => 2 + Math.sin(t));
      return Math.abs(runTo(1, steps, new ExponentialHeun(system, 1), system) - EXACT(1));
    };
    expect(error(100) / error(200)).toBeGreaterThan(3.5);
    const y = new Float64Array([1]);
    new ExponentialHeun(
      relaxation(1e4, () => -5),
      1,
    ).step(y, 1e-3);
    expect(y[0]).toBe(0);
  });
});

describe('explicit Heun', () => {
  it('is of second order', () => {
    const error = (steps: number) => {
      const system = relaxation(50, (t) => 2 + Math.sin(t));
      return Math.abs(runTo(1, steps, new ExplicitHeun(system, 1), system) - EXACT(1));
    };
    expect(error(400) / error(800)).toBeGreaterThan(3.5);
  });
});

/** dy/dt = rate (balance(t) - y). */
function relaxation(rate: number, balance: (t: number) => number): System & { t: number } {
  let days = 0;
  return {
    t: 0,
    stiff: new Int32Array([0]),
    stiffness: new Float64Array([rate]),
    begin(step) {
      days = step;
    },
    euler(y, out, stage) {
      out[0] = rate * (balance(this.t + (stage === 0 ? 0 : days)) - (y[0] ?? Number.NaN));
    },
  };
}

/** The solution for rate 50 and balance 2 + sin t that began at 2. */
function EXACT(t: number): number {
  const k = 50;
  return 2 + (k * k * Math.sin(t) - k * Math.cos(t) + k * Math.exp(-k * t)) / (1 + k * k);
}

function runTo(days: number, steps: number, solver: Solver, system: { t: number }): number {
  const y = new Float64Array([2]);
  for (let i = 0; i < steps; i++) {
    solver.step(y, days / steps);
    system.t += days / steps;
  }
  return y[0] ?? Number.NaN;
}
