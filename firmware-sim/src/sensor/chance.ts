/**
 * Chance that is a pure function of where it is asked for, so that a sensor's luck does not depend on how often, or in
 * which order, it is read: the `draw`-th number in [0, 1) of a place. All arguments are whole numbers.
 */
export function chanceAt(seed: number, channel: number, index: number, draw: number): number {
  return (mix(mix(mix(seed, channel), index), draw) >>> 0) / 2 ** 32;
}

/** Standard normal, by Box and Muller, of the first two numbers of a place. */
export function gaussianAt(seed: number, channel: number, index: number): number {
  const place = mix(mix(seed, channel), index);
  const radius = Math.sqrt(-2 * Math.log(1 - (mix(place, 0) >>> 0) / 2 ** 32));
  return radius * Math.cos((2 * Math.PI * (mix(place, 1) >>> 0)) / 2 ** 32);
}

/** A whole number for a name, to seed chance with. */
export function hash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}

/** MurmurHash3's finalizer (Austin Appleby, public domain) over two whole numbers. */
function mix(a: number, b: number): number {
  let h = (Math.imul(a, 0x85ebca6b) + 0x9e3779b9) ^ ((b | 0) + Math.floor(b / 2 ** 32));
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
