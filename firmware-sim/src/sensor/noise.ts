import { gaussianAt } from './chance.ts';

/** Standard deviation of one value: `absolute` (canonical unit) + `relative` × the value. */
export interface Noise {
  readonly absolute: number;
  readonly relative: number;
  /** A new value of chance each so many ms, joined by straight lines. Default 60 000, as in the benchmark models. */
  readonly everyMs?: number;
}

const EVERY_MS = 60_000;
const CHANNEL = 1;

/** The benchmark's noise: 2.5 % of the range, whatever the value. */
export function benchmarkNoise([min, max]: readonly [min: number, max: number]): Noise {
  return { absolute: 0.025 * (max - min), relative: 0 };
}

/** What noise adds to a value at an instant, in its unit. */
export function noiseAt(noise: Noise, seed: number, t: number, value: number): number {
  const deviation = noise.absolute + noise.relative * Math.abs(value);
  if (deviation === 0) return 0;
  const position = t / (noise.everyMs ?? EVERY_MS);
  const knot = Math.floor(position);
  const between = position - knot;
  const before = gaussianAt(seed, CHANNEL, knot);
  if (between === 0) return deviation * before;
  const after = gaussianAt(seed, CHANNEL, knot + 1);
  return deviation * (before * (1 - between) + after * between);
}
