import { createHash } from 'node:crypto';

// The chains of seals and rounds. docs/audit.md describes them for those who verify them elsewhere.

/** Covers all raw readings of a device that were received in one UTC hour. */
export interface Seal {
  readonly plant: string;
  readonly device: string;
  /** Counts the device's seals from 1. */
  readonly n: number;
  /** The round it was made in. */
  readonly round: number;
  /** Begin of the hour of receipt, Unix ms. */
  readonly hour: number;
  readonly count: number;
  /** The first and last time of measurement, Unix ms. */
  readonly first: number;
  readonly last: number;
  /** SHA-256 of the readings, hex. */
  readonly content: string;
  /** The hash of the device's seal before. */
  readonly previous: string;
  readonly hash: string;
}

/** Says of all devices together what was received before `to`. Published, its number and hash pin every seal. */
export interface Round {
  /** Counts from 1. */
  readonly n: number;
  /** The hours of receipt that it sealed: `from` ≤ hour < `to`, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** SHA-256 over the newest seal of each device, hex. */
  readonly newest: string;
  /** The hash of the round before. */
  readonly previous: string;
  readonly hash: string;
}

/** What the first of a chain follows. */
export const NOTHING_BEFORE = '0'.repeat(64);

export function sealHash(seal: Omit<Seal, 'hash' | 'round'>): string {
  const { plant, device, n, hour, count, first, last, content, previous } = seal;
  return sha256(
    JSON.stringify(['banyu-seal-1', plant, device, n, hour, count, first, last, content, previous]),
  );
}

export function roundHash({ n, from, to, newest, previous }: Omit<Round, 'hash'>): string {
  return sha256(JSON.stringify(['banyu-round-1', n, from, to, newest, previous]));
}

/** Over the hash of each device's newest seal; their order does not matter. */
export function newestHash(hashes: Iterable<string>): string {
  return sha256([...hashes].sort().join('\n'));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
