import { NOTHING_BEFORE, newestHash, type Round, roundHash, type Seal, sealHash } from './chain.ts';
import type { SealBook } from './seal-book.ts';

/** A round's number and hash, noted down outside. */
export type PublishedRound = Pick<Round, 'n' | 'hash'>;

/** Something that is not as it was sealed, in words that name it. */
export interface Finding {
  readonly what: 'seal' | 'round' | 'readings' | 'signature';
  readonly plant?: string;
  readonly device?: string;
  /** Begin of the hour of receipt, Unix ms. */
  readonly hour?: number;
  readonly detail: string;
}

/** Checks the seals of each device against each other; what is wrong with them, each chain's first only. */
export function* verifySealChains(book: SealBook): Generator<Finding> {
  let before: Seal | undefined;
  let broken: Seal | undefined;
  for (const seal of book.seals()) {
    const { plant, device, hour } = seal;
    if (before !== undefined && !sameDevice(before, seal)) before = undefined;
    if (broken === undefined || !sameDevice(broken, seal)) {
      const detail = whyNotNext(seal, before);
      broken = detail === undefined ? undefined : seal;
      if (detail !== undefined) yield { what: 'seal', plant, device, hour, detail };
    }
    before = seal;
  }
}

function whyNotNext(seal: Seal, before: Seal | undefined): string | undefined {
  const n = (before?.n ?? 0) + 1;
  if (seal.n !== n) return `seal ${n} is missing: after it comes ${seal.n}`;
  if (sealHash(seal) !== seal.hash) return `seal ${n} was changed: its fields do not give its hash`;
  if (seal.previous !== (before?.hash ?? NOTHING_BEFORE)) return `seal ${n} does not follow the one before`;
  if (before !== undefined && seal.hour <= before.hour)
    return `seal ${n} is of an hour before its predecessor's`;
  return undefined;
}

function sameDevice(a: Seal, b: Seal): boolean {
  return a.plant === b.plant && a.device === b.device;
}

/** Checks the rounds against each other, against the seals and against what was published; the first that is wrong. */
export function* verifyRounds(book: SealBook, published: readonly PublishedRound[]): Generator<Finding> {
  const seals = book.byRound()[Symbol.iterator]();
  let next = seals.next();
  const newest = new Map<string, string>();
  const hashes = new Map(published.map(({ n, hash }) => [n, hash]));
  let before: Round | undefined;
  const wrong = (detail: string): Finding => ({ what: 'round', detail });
  for (const round of book.rounds()) {
    const n = (before?.n ?? 0) + 1;
    for (; next.done !== true && next.value.round <= round.n; next = seals.next()) {
      const { plant, device, hour, hash } = next.value;
      newest.set(`${plant}/${device}`, hash);
      if (hour < round.from || hour >= round.to || next.value.round !== round.n)
        return yield wrong(
          `a seal of ${device} says it was made in round ${next.value.round}, which is not of its hour`,
        );
    }
    if (round.n !== n) return yield wrong(`round ${n} is missing: after it comes ${round.n}`);
    if (roundHash(round) !== round.hash)
      return yield wrong(`round ${n} was changed: its fields do not give its hash`);
    if (round.previous !== (before?.hash ?? NOTHING_BEFORE))
      return yield wrong(`round ${n} does not follow the one before`);
    if (before !== undefined && round.from !== before.to) return yield wrong(`round ${n} leaves hours out`);
    if (round.newest !== newestHash(newest.values()))
      return yield wrong(`round ${n} was made over other seals than those that are there`);
    const given = hashes.get(n);
    if (given !== undefined && given !== round.hash)
      return yield wrong(`round ${n} has the hash ${round.hash}, published was ${given}`);
    before = round;
  }
  if (next.done !== true) yield wrong(`there are seals of round ${next.value.round}, and no such round`);
  const furthest = Math.max(0, ...hashes.keys());
  if (furthest > (before?.n ?? 0)) yield wrong(`round ${furthest}, which was published, is missing`);
}
