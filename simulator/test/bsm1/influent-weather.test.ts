import { describe, expect, it } from 'vitest';
import { SALK, SI, SNH, STATES, XI, XS } from '../../src/asm1/state.ts';
import { constantInfluent, type InfluentSeries } from '../../src/bsm1/influent-series.ts';
import { weatherInfluent } from '../../src/bsm1/influent-weather.ts';

const dry = weatherInfluent('dry');
const rain = weatherInfluent('rain');
const storm = weatherInfluent('storm');

const of = (series: InfluentSeries, row: number, state: number) =>
  series.states[row * STATES + state] ?? Number.NaN;
const flowOf = (series: InfluentSeries, row: number) => series.flow[row] ?? Number.NaN;
const rows = (from: number, to: number) =>
  Array.from({ length: Math.round((to - from) * 96) }, (_, i) => Math.round(from * 96) + i);
/** m³ that a weather adds to the dry one between two days. */
const added = (weather: InfluentSeries, from: number, to: number) =>
  rows(from, to).reduce((sum, row) => sum + (flowOf(weather, row) - flowOf(dry, row)) / 96, 0);
const peak = (series: InfluentSeries, state: number, from: number, to: number) =>
  Math.max(...rows(from, to).map((row) => of(series, row, state)));

describe('weatherInfluent()', () => {
  it('in the dry has the average flow and loads of the constant influent, over whole weeks', () => {
    const average = constantInfluent(1);
    const volume = dry.flow.reduce((sum, flow) => sum + flow, 0);
    expect(volume / dry.flow.length).toBeCloseTo(18_446, 6);
    for (let state = 0; state < STATES; state++) {
      const load = Array.from(dry.flow).reduce((sum, flow, row) => sum + flow * of(dry, row, state), 0);
      expect(load / volume).toBeCloseTo(average.states[state] ?? Number.NaN, 9);
    }
  });

  it('in the dry stays where the published dry weather does', () => {
    expect(Math.min(...dry.flow)).toBeGreaterThan(10_000);
    expect(Math.max(...dry.flow)).toBeLessThan(32_180);
    expect(peak(dry, SNH, 0, 14)).toBeLessThan(50);
    expect(peak(dry, XS, 0, 14)).toBeLessThan(330);
    expect(Math.max(...rows(5, 7).map((row) => flowOf(dry, row)))).toBeLessThan(
      Math.max(...rows(0, 1).map((row) => flowOf(dry, row))),
    );
  });

  it('repeats itself week by week, whatever its length', () => {
    expect(flowOf(dry, 100)).toBeCloseTo(flowOf(dry, 772), 6);
    expect(Array.from(weatherInfluent('dry', 3).flow)).toEqual(Array.from(dry.flow.subarray(0, 288)));
  });

  it('rains some 40 000 m³ that carry nothing but alkalinity', () => {
    expect(added(rain, 8, 11)).toBeGreaterThan(39_000);
    expect(added(rain, 8, 11)).toBeLessThan(41_000);
    for (const row of rows(8, 11)) {
      expect(flowOf(rain, row) * of(rain, row, SI)).toBeCloseTo(flowOf(dry, row) * of(dry, row, SI), 6);
      expect(of(rain, row, SALK)).toBe(7);
    }
  });

  it('storms to 60 000 m³/d: 3 000 m³ with a first flush, then 15 000 m³ that mostly dilute', () => {
    expect(Math.max(...storm.flow)).toBeCloseTo(60_000, 6);
    expect(Math.abs(added(storm, 8.5, 9.5) / 3_060 - 1)).toBeLessThan(0.1);
    expect(Math.abs(added(storm, 10.5, 12) / 15_100 - 1)).toBeLessThan(0.1);
    expect(peak(storm, XI, 8.7, 9)).toBeGreaterThan(2 * peak(dry, XI, 8.7, 9));
    expect(peak(storm, XS, 8.7, 9)).toBeGreaterThan(1.2 * peak(dry, XS, 8.7, 9));
    expect(Math.min(...rows(10.9, 11.5).map((row) => of(storm, row, SNH)))).toBeLessThan(8);
  });
});
