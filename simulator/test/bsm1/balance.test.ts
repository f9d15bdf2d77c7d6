import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bsm1Plant } from '../../src/bsm1/plant.ts';
import { Meters } from '../support/meters.ts';
import { plantAfter, SECOND, throughDryWeather } from '../support/plants.ts';

const upTo = (max: number) => fc.double({ min: 0, max, noNaN: true });
const inflow = fc.record({
  flow: fc.oneof(upTo(60_000), fc.constant(0)),
  states: fc.tuple(...[60, 300, 400, 800, 100, 20, 50, 8, 20, 80, 30, 40, 12].map(upTo)),
  controls: fc.record({
    internalRecycle: upTo(92_230),
    returnSludge: upTo(36_892),
    wasteSludge: upTo(1_844),
  }),
  kla: fc.tuple(...[50, 50, 360, 360, 360].map(upTo)),
});

describe('what comes in, goes out, reacts and stays is in balance', () => {
  it('for COD, N, and both kinds of inert COD, over any run of any influent', () => {
    fc.assert(
      fc.property(fc.array(inflow, { minLength: 1, maxLength: 5 }), (rows) => {
        const meters = new Meters();
        const plant = new Bsm1Plant({ companions: [meters] });
        const before = (['codNet', 'nitrogenNet', 'siNet', 'xiNet'] as const).map((meter) => ({
          meter,
          stored: meters.stored(meter),
        }));
        for (const row of rows) {
          plant.inflow.states.set(row.states);
          plant.inflow.flow = row.flow;
          Object.assign(plant.controls, row.controls);
          plant.controls.kla.set(row.kla);
          plant.advance(1 / 48, 60 * SECOND);
        }
        for (const { meter, stored } of before) {
          const gained = meters.stored(meter) - stored;
          expect(Math.abs(gained - meters.read(meter)) / stored).toBeLessThan(1e-11);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('for water: what leaves the settler is what comes in, however much is asked to be wasted', () => {
    fc.assert(
      fc.property(inflow, (row) => {
        const plant = new Bsm1Plant();
        plant.inflow.flow = row.flow;
        Object.assign(plant.controls, row.controls);
        plant.step(SECOND);
        const { influent, effluent, wasted } = plant.flows;
        expect(effluent + wasted).toBeCloseTo(influent, 9);
        expect(Math.min(effluent, wasted)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('for oxygen, which another method integrates, to the solver’s error', () => {
    const meters = new Meters();
    const plant = plantAfter(0, { companions: [meters] });
    const before = meters.stored('oxygenNet');
    throughDryWeather(plant, 7, 60 * SECOND);
    const gap = meters.stored('oxygenNet') - before - meters.read('oxygenNet');
    expect(Math.abs(gap / meters.read('oxygenTransferred'))).toBeLessThan(5e-6);
  });

  it('for N of the whole plant while its sludge keeps its composition, and within 0.1 % through a week’s weather', () => {
    const meters = new Meters();
    const plant = plantAfter(0, { companions: [meters] });
    plant.state.set(plantAfter(200).state);
    const gapAfter = (run: () => void) => {
      const before = meters.stored('allNitrogenNet') - meters.read('allNitrogenNet');
      const nitrogenBefore = meters.read('nitrogenIn');
      run();
      const after = meters.stored('allNitrogenNet') - meters.read('allNitrogenNet');
      return Math.abs(after - before) / (meters.read('nitrogenIn') - nitrogenBefore);
    };
    expect(gapAfter(() => plant.advance(10))).toBeLessThan(1e-6);
    expect(gapAfter(() => throughDryWeather(plant, 7, 60 * SECOND))).toBeLessThan(1e-3);
  });
});
