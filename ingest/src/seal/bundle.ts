import { NotFoundError } from '@banyu/contracts';
import type { Store } from '@banyu/store';
import type { DeviceSigning } from '../ports.ts';
import { DAY_MS, HOUR_MS } from '../receipts.ts';
import type { Seal } from './chain.ts';
import { dayOf, groupsOfDay } from './content.ts';
import type { SealBook } from './seal-book.ts';
import type { SignedBook } from './signed-book.ts';

export interface BundleOptions {
  readonly book: SealBook;
  readonly store: Pick<Store, 'received'>;
  readonly plant: string;
  readonly device: string;
  /** Readings received in `from` ≤ hour < `to`, Unix ms. */
  readonly from: number;
  readonly to: number;
  /** The round to prove it by; default the newest. */
  readonly round?: number;
  /** What the device signed, and all keys that it ever had. */
  readonly signed?: { readonly book: Pick<SignedBook, 'messages'>; readonly keys: DeviceSigning['keys'] };
}

/**
 * The lines of a bundle, without line ends: readings of a device, their seals, and what ties them to the head of a round; docs/audit.md
 * describes them. Throws NotFoundError when there is no such round, or no seal of the device in it.
 */
export async function* bundleLines(options: BundleOptions): AsyncGenerator<string> {
  const { book, plant, device, from, to } = options;
  const round = options.round === undefined ? book.lastRound() : book.round(options.round);
  if (round === undefined) throw new NotFoundError(`There is no round ${options.round ?? 1} of seals (yet).`);
  const keys = options.signed?.keys ?? [];
  const version = keys.length === 0 ? 1 : 2;
  yield JSON.stringify({ kind: 'bundle', version, plant, device, from, to });
  yield JSON.stringify({ kind: 'round', ...round });
  const hashes = book.newest(round.n).map(({ hash }) => hash);
  yield JSON.stringify({ kind: 'newest', hashes: hashes.sort() });
  for (const { id, publicKey, from: validFrom, to: validTo } of keys)
    yield JSON.stringify({ kind: 'key', id, publicKey, from: validFrom, to: validTo });

  // The seal before the range shows that none of the range was left out; those after it lead to the round.
  let before: Seal | undefined;
  let any = false;
  for (const seal of book.seals({ plant, device })) {
    if (seal.round > round.n) break;
    any = true;
    if (seal.hour + HOUR_MS <= from) {
      before = seal;
      continue;
    }
    if (before !== undefined) yield sealLine(before, false);
    before = undefined;
    if (seal.hour >= to) yield sealLine(seal, false);
    else yield* linesOfHour(options, seal);
  }
  if (before !== undefined) yield sealLine(before, false);
  if (!any) throw new NotFoundError(`There is no seal of device "${device}" of plant "${plant}".`);
}

function sealLine({ round: _, ...seal }: Seal, withReadings: boolean): string {
  return JSON.stringify({ kind: 'seal', ...seal, withReadings });
}

async function* linesOfHour({ store, signed }: BundleOptions, seal: Seal): AsyncGenerator<string> {
  const { plant, device, hour } = seal;
  for (let day = dayOf(seal.first); day <= seal.last; day += DAY_MS) {
    const ranges = { from: day, to: day + DAY_MS, receivedFrom: hour, receivedTo: hour + HOUR_MS };
    const received = await store.received({ plant, device, ...ranges });
    if (day === dayOf(seal.first)) {
      const held = seal.first >= received.heldFrom;
      yield sealLine(seal, held);
      if (!held) return;
    }
    for (const { group } of groupsOfDay(received)) {
      const { point, parameter, t, value, receivedAt } = group;
      const values = Array.from(value, (v) => (Number.isNaN(v) ? null : v));
      yield JSON.stringify({
        kind: 'readings',
        ...{ point, parameter, t: [...t], value: values, receivedAt: [...receivedAt] },
      });
    }
  }
  if (signed === undefined || signed.keys.length === 0) return;
  const query = { plant, device, by: 'received', from: hour, to: hour + HOUR_MS } as const;
  for (const message of signed.book.messages(query)) {
    yield JSON.stringify({
      ...{ kind: 'message', receivedAt: message.receivedAt, key: message.key },
      signed: Buffer.from(message.signed).toString('utf8'),
      signature: Buffer.from(message.signature).toString('base64url'),
    });
  }
}
