import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/bsm1/evaluation.ts';
import { weatherInfluent } from '../../src/bsm1/influent-weather.ts';
import { type BenchmarkOptions, type BenchmarkProgress, runBenchmark } from '../../src/bsm1/procedure.ts';

function run(options: BenchmarkOptions): {
  readonly evaluation: Evaluation;
  readonly progress: BenchmarkProgress[];
} {
  const steps = runBenchmark(options);
  const progress: BenchmarkProgress[] = [];
  for (;;) {
    const next = steps.next();
    if (next.done === true) return { evaluation: next.value, progress };
    progress.push(next.value);
  }
}

const dry = weatherInfluent('dry');

describe('runBenchmark()', () => {
  const open = run({ influent: dry });

  it('judges the last of two weeks of our own dry weather much as the published one', () => {
    const { evaluation } = open;
    expect(evaluation.days).toBeCloseTo(7, 9);
    expect(evaluation.effluentFlow).toBeCloseTo(18_061, 6);
    // Published for the task group's own series: 52 081, 6 690, 4.76 and 12.99.
    expect(Math.abs(evaluation.influentQualityIndex / 52_081 - 1)).toBeLessThan(0.02);
    expect(Math.abs(evaluation.effluentQualityIndex / 6_690 - 1)).toBeLessThan(0.05);
    expect(Math.abs(evaluation.effluent.ammonia / 4.76 - 1)).toBeLessThan(0.15);
    expect(Math.abs(evaluation.effluent.tss / 12.99 - 1)).toBeLessThan(0.03);
    expect(evaluation.violations.ammonia.times).toBeGreaterThanOrEqual(6);
    expect(evaluation.violations.cod).toEqual({ limit: 100, percentOfTime: 0, times: 0 });
  });

  it('reports its way about every day, through all phases to the end', () => {
    const { progress } = open;
    expect(progress.length).toBeGreaterThan(220);
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(
      new Set(['steady state', 'running in', 'judged']),
    );
    expect(progress.every(({ done }, i) => done > (progress[i - 1]?.done ?? 0))).toBe(true);
    expect(progress.at(-1)?.done).toBeCloseTo(1, 2);
  });

  it('gives the same figures again, to the last digit', () => {
    expect(run({ influent: weatherInfluent('dry') }).evaluation).toEqual(open.evaluation);
  });

  it('closing the loops nitrifies more and pumps less for more air', () => {
    const { evaluation } = run({ influent: dry, closedLoop: true, noiseSeed: 1, stepDays: 20 / 86_400 });
    expect(evaluation.effluent.ammonia).toBeLessThan(0.7 * open.evaluation.effluent.ammonia);
    expect(evaluation.effluentQualityIndex).toBeLessThan(0.95 * open.evaluation.effluentQualityIndex);
    expect(evaluation.pumpingEnergy).toBeLessThan(0.7 * open.evaluation.pumpingEnergy);
    expect(evaluation.aerationEnergy).toBeGreaterThan(1.05 * open.evaluation.aerationEnergy);
  });

  it('judges rain after dry weather: more effluent, more solids, a worse index', () => {
    const { evaluation } = run({ influent: weatherInfluent('rain'), before: dry });
    expect(evaluation.effluentFlow).toBeGreaterThan(23_000);
    expect(evaluation.effluent.tss).toBeGreaterThan(1.15 * open.evaluation.effluent.tss);
    expect(evaluation.effluentQualityIndex).toBeGreaterThan(1.2 * open.evaluation.effluentQualityIndex);
  });

  it('judges the whole of what is shorter than a week', () => {
    expect(run({ influent: weatherInfluent('dry', 2) }).evaluation.days).toBeCloseTo(2, 9);
  });
});
