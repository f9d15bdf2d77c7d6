import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codAt } from '../../src/asm1/composition.ts';
import { SI, SNH, STATES, XS } from '../../src/asm1/state.ts';
import { generateInfluent } from '../../src/bsm1/influent-generator.ts';
import type { InfluentSeries } from '../../src/bsm1/influent-series.ts';
import { FirstFlush, Sewer } from '../../src/bsm1/influent-sewer.ts';

const WET = { threshold: 1.8, mmPerHour: 2 };

const average = (values: Iterable<number>) => {
  const all = Array.from(values);
  return all.reduce((sum, value) => sum + value, 0) / all.length;
};
const loadOf = (series: InfluentSeries, of: (row: number) => number) =>
  average(Array.from(series.flow, (flow, row) => flow * of(row)));
const day = (series: InfluentSeries, index: number) =>
  average(series.flow.subarray(index * 96, (index + 1) * 96));

describe('generateInfluent()', () => {
  const dry = generateInfluent({ seed: 1, days: 14 });

  it('is the same for the same seed, and another for another', () => {
    const make = (seed: number) => generateInfluent({ seed, days: 2, rain: WET });
    expect(make(5)).toEqual(make(5));
    expect(Array.from(make(5).flow)).not.toEqual(Array.from(make(6).flow));
  });

  it('brings the flow and the loads of people and industry', () => {
    expect(average(dry.flow)).toBeGreaterThan(19_000);
    expect(average(dry.flow)).toBeLessThan(22_500);
    const cod = loadOf(dry, (row) => codAt(dry.states, row * STATES)) / 1_000;
    expect(cod).toBeGreaterThan(0.9 * 80 * (19.3 + 115.1));
    expect(cod).toBeLessThan(1.35 * 80 * (19.3 + 115.1));
    const ammonia = loadOf(dry, (row) => dry.states[row * STATES + SNH] ?? 0) / 1_000;
    expect(ammonia / (80 * 5.86)).toBeGreaterThan(0.9);
    expect(ammonia / (80 * 5.86)).toBeLessThan(1.15);
  });

  it('follows the town: mornings above nights, weekends below weekdays, holidays below both', () => {
    const at = (hour: number) =>
      average([0, 1, 2, 3, 7, 8, 9, 10].map((d) => dry.flow[d * 96 + hour * 4] ?? 0));
    expect(at(9)).toBeGreaterThan(2 * at(4));
    expect(day(dry, 6)).toBeLessThan(0.95 * day(dry, 1));
    const holiday = generateInfluent({ seed: 1, days: 14, holidays: [[0, 6]] });
    expect(day(holiday, 2)).toBeLessThan(0.88 * day(dry, 2));
    expect(day(holiday, 9)).toBeCloseTo(day(dry, 9), 6);
  });

  it('with rain has more water in which less is dissolved, and what settled in the sewers flushed out', () => {
    const wet = generateInfluent({ seed: 3, days: 28, rain: WET });
    const same = generateInfluent({ seed: 3, days: 28 });
    const stormRow = wet.flow.indexOf(Math.max(...wet.flow));
    expect(wet.flow[stormRow]).toBeGreaterThan(2 * Math.max(...same.flow));
    expect(wet.states[stormRow * STATES + SI]).toBeLessThan(20);
    const solids = (series: InfluentSeries, row: number) =>
      (series.flow[row] ?? 0) * (series.states[row * STATES + XS] ?? 0);
    const flush = Math.max(...Array.from(wet.flow, (_, row) => solids(wet, row)));
    expect(flush).toBeGreaterThan(1.2 * Math.max(...Array.from(same.flow, (_, row) => solids(same, row))));
  });

  it('has the temperature of its climate, with the coldest hour at eight in the morning', () => {
    const temperate = generateInfluent({ seed: 1, days: 1, climate: 'temperate' });
    expect(average(dry.temperature)).toBeGreaterThan(26);
    expect(average(temperate.temperature)).toBeLessThan(16);
    expect(dry.temperature.indexOf(Math.min(...dry.temperature.subarray(0, 96)))).toBe(32);
  });

  it('never has a negative or missing value, however small or wet the town', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer(),
          people: fc.integer({ min: 50, max: 500_000 }),
          industryFlow: fc.integer({ min: 0, max: 10_000 }),
          infiltrationFlow: fc.integer({ min: 0, max: 20_000 }),
          sewerTanks: fc.integer({ min: 1, max: 8 }),
          startDay: fc.integer({ min: 0, max: 400 }),
        }),
        (options) => {
          const series = generateInfluent({ ...options, days: 1, rain: { threshold: 0.5, mmPerHour: 5 } });
          for (const value of [...series.states, ...series.flow]) expect(value).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('the sewer', () => {
  it('loses neither water nor load, and lets a standing flow through', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 100 }),
        (flows) => {
          const sewer = new Sewer(4, 1, 20_000);
          const days = 1 / 1_440;
          const before = sewer.volumeM3;
          let water = 0;
          let load = 0;
          for (const flow of flows) {
            sewer.step(flow, new Float64Array([2 * flow]), days);
            water += days * (flow - sewer.flow);
            load += days * (2 * flow - (sewer.loads[0] ?? Number.NaN));
          }
          expect(sewer.volumeM3 - before).toBeCloseTo(water, 6);
          expect(sewer.mass(0)).toBeCloseTo(load, 6);
          expect(sewer.volumeM3).toBeGreaterThan(0);
        },
      ),
    );
    const sewer = new Sewer(4, 1, 20_000);
    for (let i = 0; i < 2_880; i++) sewer.step(30_000, new Float64Array([100]), 1 / 1_440);
    expect(sewer.flow).toBeCloseTo(30_000, 3);
    expect(sewer.loads[0]).toBeCloseTo(100, 3);
  });
});

describe('the first flush', () => {
  it('keeps solids in dry weather until it is full, gives them back in a storm, and loses none', () => {
    const deposits = new FirstFlush(20_000);
    const days = 1 / 1_440;
    let came = 0;
    let went = 0;
    const before = deposits.storedKg;
    const run = (flow: number, steps: number) => {
      let most = 0;
      for (let i = 0; i < steps; i++) {
        const out = deposits.step(7_000, flow, days);
        came += 7_000 * days;
        went += out * days;
        most = Math.max(most, out);
      }
      return most;
    };
    expect(run(20_000, 2_880)).toBeLessThan(7_000);
    const full = deposits.storedKg;
    expect(full).toBeGreaterThan(900);
    expect(run(90_000, 60)).toBeGreaterThan(30_000);
    expect(deposits.storedKg).toBeLessThan(50);
    expect(came - went).toBeCloseTo(deposits.storedKg - before, 6);
  });
});
