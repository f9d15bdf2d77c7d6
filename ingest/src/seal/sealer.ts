import type { Store } from '@banyu/store';
import type { Pipeline } from '../pipeline.ts';
import type { Clock, IngestLog } from '../ports.ts';
import { DAY_MS, HOUR_MS, type Receipt } from '../receipts.ts';
import { NOTHING_BEFORE, newestHash, type Round, roundHash, type Seal, sealHash } from './chain.ts';
import { ContentHash, groupsOfDay } from './content.ts';
import { SealBook } from './seal-book.ts';

/** Time after an hour's end for what was received in it to come into the journal. */
const GRACE_MS = 5 * 60_000;
const LOOK_EVERY_MS = 60_000;

export interface SealerOptions {
  readonly pipeline: Pick<Pipeline, 'settle' | 'settledBefore' | 'forgetReceipts'>;
  readonly store: Pick<Store, 'received'>;
  /** The file of the seals. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: IngestLog;
}

/** Seals the hours that are over, by itself now and then. */
export interface Sealer {
  /** Seals what is due now; the newest round, undefined before the first. Throws when it cannot. */
  sealDue(): Promise<Round | undefined>;
  /** The newest round; undefined before the first. */
  head(): Round | undefined;
  close(): Promise<void>;
}

/** Opens the seals of a data directory. Throws ConfigurationError when the file cannot be used. */
export function openSealer(options: SealerOptions): Sealer {
  const book = new SealBook(options.path);
  const { log } = options;
  let work: Promise<Round | undefined> | undefined;
  const sealDue = () => {
    work ??= sealOnce(options, book).finally(() => {
      work = undefined;
    });
    return work;
  };
  let open = true;
  let failing = false;
  const attempt = async () => {
    try {
      await sealDue();
      failing = false;
    } catch (error) {
      if (open && !failing) log.error({ err: error }, 'hours could not be sealed; it is tried every minute');
      failing = true;
    }
  };
  void attempt();
  const timer = setInterval(() => void attempt(), LOOK_EVERY_MS).unref();
  return {
    sealDue,
    head: () => book.lastRound(),
    async close() {
      open = false;
      clearInterval(timer);
      await work?.catch(() => undefined);
      book.close();
    },
  };
}

/** One round over all hours that are over and not sealed yet, also those of a time in which nothing ran. */
async function sealOnce(options: SealerOptions, book: SealBook): Promise<Round | undefined> {
  const { pipeline, clock } = options;
  const last = book.lastRound();
  const from = last?.to ?? pipeline.settledBefore();
  const to = Math.floor((clock() - GRACE_MS) / HOUR_MS) * HOUR_MS;
  if (to <= from) {
    // Only when ingest's state was lost: what is sealed has to be settled all the same.
    if (pipeline.settledBefore() < from) await pipeline.settle(from);
    return last;
  }
  const receipts = (await pipeline.settle(to)).filter(({ hour }) => hour >= from);
  const n = (last?.n ?? 0) + 1;
  const newest = new Map(book.newest(n - 1).map((seal) => [nameOf(seal), seal]));
  const seals: Seal[] = [];
  for (const [hour, device] of hoursOfDevices(receipts)) {
    const seal = await sealHour(options, hour, device, n, newest.get(nameOf(device)));
    if (seal === undefined) continue;
    seals.push(seal);
    newest.set(nameOf(device), seal);
  }
  const hashes = [...newest.values()].map(({ hash }) => hash);
  const round = { n, from, to, newest: newestHash(hashes), previous: last?.hash ?? NOTHING_BEFORE };
  const sealed = { ...round, hash: roundHash(round) };
  book.append(sealed, seals);
  pipeline.forgetReceipts(to);
  return sealed;
}

interface DeviceDays {
  readonly plant: string;
  readonly device: string;
  /** Ascending. */
  readonly days: number[];
}

/** The receipts, which are in order, by hour and device. */
function hoursOfDevices(receipts: readonly Receipt[]): [number, DeviceDays][] {
  const hours: [number, DeviceDays][] = [];
  for (const { plant, device, hour, day } of receipts) {
    const [lastHour, last] = hours.at(-1) ?? [];
    if (lastHour === hour && last?.plant === plant && last.device === device) last.days.push(day);
    else hours.push([hour, { plant, device, days: [day] }]);
  }
  return hours;
}

/** The seal over what is stored of a device's hour; undefined when nothing is: all was refused, or there before. */
async function sealHour(
  { store }: SealerOptions,
  hour: number,
  { plant, device, days }: DeviceDays,
  round: number,
  before: Seal | undefined,
): Promise<Seal | undefined> {
  const hash = new ContentHash();
  for (const day of days) {
    const received = await store.received({
      ...{ plant, device, from: day, to: day + DAY_MS },
      ...{ receivedFrom: hour, receivedTo: hour + HOUR_MS },
    });
    for (const { group } of groupsOfDay(received)) hash.add(group);
  }
  const { count, first, last, hash: content } = hash.end();
  if (count === 0) return undefined;
  const previous = before?.hash ?? NOTHING_BEFORE;
  const seal = { plant, device, n: (before?.n ?? 0) + 1, hour, count, first, last, content, previous };
  return { ...seal, round, hash: sealHash(seal) };
}

function nameOf({ plant, device }: { readonly plant: string; readonly device: string }): string {
  return `${plant}/${device}`;
}
