import { describe, expect, it } from 'vitest';
import { benchmarkNoise } from '../../src/sensor/noise.ts';

describe('benchmarkNoise()', () => {
  it.each([
    ['flow', [0, 100_000], 2_500],
    ['temperature', [5, 25], 0.5],
    ['pH', [5, 9], 0.1],
    ['oxygen', [0, 10], 0.25],
    ['nitrate', [0, 20], 0.5],
    ['MLSS', [0, 10_000], 250],
    ['effluent TSS', [0, 200], 5],
    ['COD', [0, 1_000], 25],
  ] as const)('has the standard deviation that the benchmark lists for %s', (_, range, deviation) => {
    expect(benchmarkNoise(range).absolute).toBeCloseTo(deviation, 12);
  });
});
