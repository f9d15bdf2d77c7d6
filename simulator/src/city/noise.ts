import { smoothNoise } from '../random.ts';

/** Something that varies by chance, smoothly: which chance, by how much at most, and how long until it is another. */
export interface Noise {
  readonly channel: number;
  readonly deviation: number;
  readonly ms: number;
}

/** What it is off by at an instant. */
export function noiseAt(seed: number, { channel, deviation, ms }: Noise, tMs: number): number {
  return deviation * smoothNoise(seed, channel, tMs, ms);
}
