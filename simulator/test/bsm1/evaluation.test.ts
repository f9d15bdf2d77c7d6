import { describe, expect, it } from 'vitest';
import { bod5At, codAt, kjeldahlNitrogenAt, totalNitrogenAt } from '../../src/asm1/composition.ts';
import { SNH, SOLUBLES } from '../../src/asm1/state.ts';
import { Evaluator } from '../../src/bsm1/evaluation.ts';
import { layerAt } from '../../src/bsm1/layout.ts';
import { plantAfter } from '../support/plants.ts';

/** The constant influent. */
const RAW = Float64Array.from([30, 69.5, 51.2, 202.32, 28.17, 0, 0, 0, 0, 31.56, 6.95, 10.59, 7]);

describe('what a laboratory would find', () => {
  it('follows from the states', () => {
    expect(codAt(RAW, 0)).toBeCloseTo(381.19, 9);
    const kjeldahl = 31.56 + 6.95 + 10.59 + 0.08 * 28.17 + 0.06 * 51.2;
    expect(kjeldahlNitrogenAt(RAW, 0)).toBeCloseTo(kjeldahl, 9);
    expect(totalNitrogenAt(RAW, 0)).toBeCloseTo(kjeldahl, 9);
    expect(bod5At(RAW, 0, 'influent')).toBeCloseTo(0.65 * (69.5 + 202.32 + 0.92 * 28.17), 9);
    expect(bod5At(RAW, 0, 'effluent')).toBeCloseTo(0.25 * (69.5 + 202.32 + 0.92 * 28.17), 9);
  });
});

describe('Evaluator', () => {
  it('gives the published energies of the open loop, and the influent’s index by its formula', () => {
    const plant = plantAfter(0);
    const evaluator = new Evaluator(plant);
    evaluator.sample(1);
    const { aerationEnergy, pumpingEnergy, mixingEnergy, influentQualityIndex } = evaluator.result();
    expect(aerationEnergy).toBeCloseTo(3341.39, 2);
    expect(pumpingEnergy).toBeCloseTo(388.17, 2);
    expect(mixingEnergy).toBe(240);
    const index =
      2 * 211.2675 + codAt(RAW, 0) + 30 * kjeldahlNitrogenAt(RAW, 0) + 2 * bod5At(RAW, 0, 'influent');
    expect(influentQualityIndex).toBeCloseTo((index * 18_446) / 1_000, 6);
  });

  it('at steady state produces the sludge that it wastes, and costs what its parts cost', () => {
    const plant = plantAfter(200);
    const evaluator = new Evaluator(plant);
    for (let day = 0; day < 3; day++) {
      evaluator.sample(1);
      plant.advance(1);
    }
    const result = evaluator.result();
    expect(result.sludgeProduction).toBeCloseTo((385 * 6393.98) / 1_000, 1);
    expect(result.totalSludgeProduction - result.sludgeProduction).toBeCloseTo((18_061 * 12.4969) / 1_000, 2);
    expect(result.operationalCostIndex).toBeCloseTo(
      result.aerationEnergy + result.pumpingEnergy + result.mixingEnergy + 5 * result.sludgeProduction,
      6,
    );
    expect(result.effluent.ammonia).toBeCloseTo(1.7333, 3);
    expect(result.effluentFlow).toBe(18_061);
  });

  it('weighs means by flow and time, counts time above a limit and crossings, and takes percentiles', () => {
    const plant = plantAfter(0);
    const evaluator = new Evaluator(plant);
    const sample = (ammonia: number, flow: number, days: number) => {
      plant.state[layerAt(0) + SOLUBLES.indexOf(SNH)] = ammonia;
      plant.inflow.flow = flow + plant.controls.wasteSludge;
      evaluator.sample(days);
    };
    sample(10, 1_000, 1);
    sample(2, 3_000, 1);
    sample(6, 1_000, 2);
    const result = evaluator.result();
    expect(result.effluent.ammonia).toBeCloseTo((10 * 1_000 + 2 * 3_000 + 6 * 2_000) / 6_000, 9);
    expect(result.violations.ammonia).toEqual({ limit: 4, percentOfTime: 75, times: 2 });
    expect(result.percentile95.ammonia).toBe(10);
    expect(result.days).toBe(4);
  });
});
