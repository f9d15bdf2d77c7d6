import { createRandom } from '@banyu/simulator';

/**
 * Chance that is a pure function of where it is asked for, so that a sensor's luck does not depend on how often, or in
 * which order, it is read. All numbers are whole.
 */
export function chanceAt(seed: number, channel: number, index: number): () => number {
  return createRandom(seed, index, channel);
}

/** Standard normal, by Box and Muller. */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A whole number for a name, to seed chance with. */
export function hash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}
