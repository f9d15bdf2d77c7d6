import type { Received, Store } from '@banyu/store';
import type { DeviceSigning } from '../ports.ts';
import { DAY_MS, HOUR_MS } from '../receipts.ts';
import { type Seal, sealHash } from './chain.ts';
import { type Content, ContentHash, dayOf, type Group, groupsOfDay } from './content.ts';
import type { SealBook } from './seal-book.ts';
import type { SignedBook } from './signed-book.ts';
import { SignedReadings } from './signed-readings.ts';
import { type Finding, type PublishedRound, verifyRounds, verifySealChains } from './verify-chain.ts';

export interface VerifyOptions {
  readonly book: SealBook;
  readonly store: Pick<Store, 'received' | 'coverage'>;
  /** Unix ms. */
  readonly now: number;
  /** Only the readings of this device; the chains are checked in full. */
  readonly device?: string;
  /** Only readings received in `from` ≤ hour < `to`, Unix ms. */
  readonly from?: number;
  readonly to?: number;
  /** Rounds noted down outside, without which a chain that was cut short or made anew cannot be told. */
  readonly published?: readonly PublishedRound[];
  /** What devices signed, and all keys that each ever had, where it had any. */
  readonly signed?: {
    readonly book: Pick<SignedBook, 'messages'>;
    readonly keys: ReadonlyMap<string, DeviceSigning['keys']>;
  };
  /** Days of devices that were gone through, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Verified {
  /** What was found wrong, in order; at most 100. */
  readonly findings: readonly Finding[];
  /** Seals whose readings are as they were sealed, and how many readings that are. */
  readonly seals: number;
  readonly readings: number;
  /** Seals that cannot be checked any more, as retention has deleted raw readings of them. */
  readonly deletedByRetention: number;
  /** Readings of hours that are not sealed yet, and of hours before sealing began. */
  readonly notSealedYet: number;
  readonly beforeSealing: number;
  /** Readings of devices with keys: those that the device signed for, and the others. */
  readonly signed: number;
  readonly unsigned: number;
}

/** Findings that are told; with so many, something is wrong as a whole. */
const MOST_FINDINGS = 100;

/** Checks the chains, then every stored reading against its seal. Throws UnavailableError when the store cannot answer. */
export async function verifySeals(options: VerifyOptions): Promise<Verified> {
  const { book, published = [], onProgress } = options;
  const findings: Finding[] = [...verifySealChains(book), ...verifyRounds(book, published)];
  const counts = {
    seals: 0,
    readings: 0,
    deletedByRetention: 0,
    notSealedYet: 0,
    beforeSealing: 0,
    signed: 0,
    unsigned: 0,
  };
  const spans = await spansOf(options);
  const total = spans.reduce((sum, { first, last }) => sum + (last - first) / DAY_MS + 1, 0);
  let done = 0;
  for (const span of spans) {
    const check = new SignatureCheck(options, span, counts);
    const onDay = () => onProgress?.(++done, total);
    const { heldFrom, contents } = await readContents(options, span, check, onDay);
    findings.push(...check.findings, ...compare(options, span, heldFrom, contents, counts));
    if (findings.length >= MOST_FINDINGS) break;
  }
  return { ...counts, findings: findings.slice(0, MOST_FINDINGS) };
}

/** A device and the days, by their begins, on which readings of it were measured. */
interface Span {
  readonly plant: string;
  readonly device: string;
  first: number;
  last: number;
}

async function spansOf({ book, store, now, device }: VerifyOptions): Promise<Span[]> {
  const ofDevice = device === undefined ? {} : { device };
  const newestDay = dayOf(now + DAY_MS);
  const spans = new Map<string, Span>();
  const widen = (plant: string, device: string, first: number, last: number) => {
    const from = Math.min(Math.max(0, dayOf(first)), newestDay);
    const to = Math.min(Math.max(from, dayOf(last)), newestDay);
    const span = spans.get(`${plant}/${device}`);
    if (span === undefined) spans.set(`${plant}/${device}`, { plant, device, first: from, last: to });
    else [span.first, span.last] = [Math.min(span.first, from), Math.max(span.last, to)];
  };
  for (const { plant, device, first, last } of await store.coverage({
    ...ofDevice,
    from: 0,
    to: newestDay + DAY_MS,
  }))
    widen(plant, device, first, last);
  // A device whose readings are all gone still has seals. One that was changed is told by its chain; its times may be any.
  for (const seal of book.seals(ofDevice))
    if (sealHash(seal) === seal.hash) widen(seal.plant, seal.device, seal.first, seal.last);
  return [...spans.values()].sort((a, b) => (`${a.plant}/${a.device}` < `${b.plant}/${b.device}` ? -1 : 1));
}

/** What the readings of a device come to, by hour of receipt. */
async function readContents(
  { store, from = 0, to = Number.MAX_SAFE_INTEGER }: VerifyOptions,
  { plant, device, first, last }: Span,
  check: SignatureCheck,
  onDay: () => void,
): Promise<{ heldFrom: number; contents: Map<number, Content> }> {
  const hashes = new Map<number, ContentHash>();
  let heldFrom = 0;
  for (let day = first; day <= last; day += DAY_MS) {
    const range = { from: day, to: day + DAY_MS, receivedFrom: from, receivedTo: to };
    const received: Received = await store.received({ plant, device, ...range });
    heldFrom = received.heldFrom;
    check.beginDay(day);
    for (const { hour, group } of groupsOfDay(received)) {
      const hash = hashes.get(hour) ?? new ContentHash();
      hashes.set(hour, hash);
      hash.add(group);
      check.add(hour, group);
    }
    onDay();
  }
  return { heldFrom, contents: new Map([...hashes].map(([hour, hash]) => [hour, hash.end()])) };
}

/** Compares the readings of a device, day by day, with what it signed; does nothing for one without keys. */
class SignatureCheck {
  readonly findings: Finding[] = [];
  readonly #signed: VerifyOptions['signed'];
  readonly #span: Span;
  readonly #counts: Counts;
  readonly #keys: DeviceSigning['keys'];
  #ofDay = new SignedReadings([]);

  constructor({ signed }: VerifyOptions, span: Span, counts: Counts) {
    this.#signed = signed;
    this.#span = span;
    this.#counts = counts;
    this.#keys = signed?.keys.get(span.device) ?? [];
  }

  beginDay(day: number): void {
    if (this.#signed === undefined || this.#keys.length === 0) return;
    const { plant, device } = this.#span;
    this.#ofDay = new SignedReadings(this.#keys);
    const query = { plant, device, by: 'measured', from: day, to: day + DAY_MS } as const;
    for (const message of this.#signed.book.messages(query)) {
      if (!this.#ofDay.add(message))
        this.#find(
          message.receivedAt,
          'a signed message that is kept was changed: no key gives its signature',
        );
    }
  }

  add(hour: number, { parameter, t, value }: Group): void {
    if (this.#keys.length === 0) return;
    let contradicted = 0;
    for (let row = 0; row < t.length; row += 1) {
      const verdict = this.#ofDay.verdict(parameter, t[row] as number, value[row] as number);
      if (verdict === 'signed') this.#counts.signed += 1;
      else this.#counts.unsigned += 1;
      if (verdict === 'contradicted') contradicted += 1;
    }
    if (contradicted > 0)
      this.#find(hour, `${contradicted} readings of ${parameter} have other values than the device signed`);
  }

  #find(t: number, detail: string): void {
    const { plant, device } = this.#span;
    const hour = Math.floor(t / HOUR_MS) * HOUR_MS;
    this.findings.push({ what: 'signature', plant, device, hour, detail });
  }
}

type Counts = { -readonly [Name in keyof Omit<Verified, 'findings'>]: number };

function* compare(
  { book, from = 0, to = Number.MAX_SAFE_INTEGER }: VerifyOptions,
  { plant, device }: Span,
  heldFrom: number,
  contents: Map<number, Content>,
  counts: Counts,
): Generator<Finding> {
  for (const seal of book.seals({ plant, device })) {
    const { hour } = seal;
    if (hour < from || hour >= to) continue;
    const content = contents.get(hour);
    contents.delete(hour);
    if (seal.first < heldFrom) {
      counts.deletedByRetention += 1;
      continue;
    }
    const detail = difference(seal, content);
    if (detail !== undefined) yield { what: 'readings', plant, device, hour, detail };
    else {
      counts.seals += 1;
      counts.readings += seal.count;
    }
  }
  const sealedTo = book.lastRound()?.to ?? 0;
  const sealedFrom = book.round(1)?.from ?? 0;
  for (const [hour, { count, first, last }] of [...contents].sort(([a], [b]) => a - b)) {
    if (hour >= sealedTo) counts.notSealedYet += count;
    else if (hour < sealedFrom) counts.beforeSealing += count;
    else {
      const detail = `${count} readings, measured ${span(first, last)}, are stored as received in an hour without a seal`;
      yield { what: 'readings', plant, device, hour, detail };
    }
  }
}

function difference(seal: Seal, content: Content | undefined): string | undefined {
  if (content === undefined) return `all ${seal.count} readings that were sealed are gone`;
  if (content.count !== seal.count) return `${seal.count} readings were sealed, ${content.count} are stored`;
  if (content.first !== seal.first || content.last !== seal.last)
    return `readings measured ${span(seal.first, seal.last)} were sealed, stored are such of ${span(content.first, content.last)}`;
  if (content.hash !== seal.content)
    return `${content.count} readings are stored, as many as were sealed, but a value, a time, a name or when it was received was changed`;
  return undefined;
}

function span(first: number, last: number): string {
  return `${iso(first)} to ${iso(last)}`;
}

function iso(t: number): string {
  return Math.abs(t) <= 8.64e15 ? new Date(t).toISOString() : String(t);
}
