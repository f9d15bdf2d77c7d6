/** Gives numbers in [0, 1), the same ones for the same seed. */
export type Random = () => number;

/**
 * Chris Doty-Humphrey's sfc32 (PractRand, public domain): 128 bits of state, period at least 2^32. The key's numbers
 * are whole; each is mixed into the state, and the first twelve results are thrown away as its author advises.
 */
export function createRandom(...key: readonly number[]): Random {
  let a = mix(0x9e3779b9, key[0] ?? 0);
  let b = mix(0x243f6a88, key[1] ?? 0);
  let c = mix(0xb7e15162, key[2] ?? 0);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/**
 * Smooth noise over time, in -1 to 1 and about 0 on average: random knots `periodMs` apart, joined by cosine arcs.
 * A pure function of the instant, so that a day looks the same whenever the simulation began.
 */
export function smoothNoise(seed: number, channel: number, tMs: number, periodMs: number): number {
  const position = tMs / periodMs;
  const knot = Math.floor(position);
  const blend = (1 - Math.cos(Math.PI * (position - knot))) / 2;
  return knotValue(seed, channel, knot) * (1 - blend) + knotValue(seed, channel, knot + 1) * blend;
}

function knotValue(seed: number, channel: number, knot: number): number {
  return mix(mix(seed | 0, channel), knot) / 2 ** 31 - 1;
}

/** MurmurHash3's finalizer (Austin Appleby, public domain) over two whole numbers; unsigned 32 bits. */
function mix(a: number, b: number): number {
  let h = (Math.imul(a, 0x85ebca6b) ^ (b | 0)) + Math.floor(b / 2 ** 32);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
