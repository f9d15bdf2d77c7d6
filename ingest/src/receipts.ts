import type { ReadingBatch, SeriesKey } from '@banyu/contracts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** That readings of a device, measured on one UTC day, were received in one UTC hour: where a seal has to look. */
export interface Receipt {
  readonly plant: string;
  readonly device: string;
  /** Begin of the hour of receipt, Unix ms. */
  readonly hour: number;
  /** Begin of the day of measurement, Unix ms. */
  readonly day: number;
}

/** Before any hour and day by more than their length. */
const NOT_NOTED = -DAY_MS;

/** Receipts, each once. */
export class Receipts {
  readonly #receipts = new Map<string, Receipt>();
  /** The series of a message come one after the other, and ask the same. */
  #last: Receipt | undefined;

  add(receipt: Receipt): void {
    const { plant, device, hour, day } = receipt;
    const last = this.#last;
    if (last?.device === device && last.plant === plant && last.hour === hour && last.day === day) return;
    this.#last = receipt;
    this.#receipts.set(`${plant}/${device}/${hour}/${day}`, receipt);
  }

  absorb(others: Receipts): void {
    for (const [name, receipt] of others.#receipts) this.#receipts.set(name, receipt);
  }

  [Symbol.iterator](): Iterator<Receipt> {
    return this.#receipts.values();
  }
}

/**
 * Hot path: once for each reading. Notes what a batch brings, on its way to the store. What says that it was received before `settledBefore` was
 * received then at the earliest: that hour is over and sealed, whatever the clock said. Returns the rows that were
 * brought there.
 */
export function noteReceipts(batch: ReadingBatch, settledBefore: number, receipts: Receipts): number {
  const { seriesIndex, t, receivedAt } = batch;
  // By series: the hour and the day that were noted last.
  const hours = new Float64Array(batch.series.length).fill(NOT_NOTED);
  const days = new Float64Array(batch.series.length).fill(NOT_NOTED);
  let brought = 0;
  for (let row = 0; row < batch.length; row += 1) {
    if ((receivedAt[row] as number) < settledBefore) {
      receivedAt[row] = settledBefore;
      brought += 1;
    }
    const index = seriesIndex[row] as number;
    const intoHour = (receivedAt[row] as number) - (hours[index] as number);
    const intoDay = (t[row] as number) - (days[index] as number);
    if (intoHour >= 0 && intoHour < HOUR_MS && intoDay >= 0 && intoDay < DAY_MS) continue;
    const hour = Math.floor((receivedAt[row] as number) / HOUR_MS) * HOUR_MS;
    const day = Math.floor((t[row] as number) / DAY_MS) * DAY_MS;
    hours[index] = hour;
    days[index] = day;
    const { plant, device } = batch.series[index] as SeriesKey;
    receipts.add({ plant, device, hour, day });
  }
  return brought;
}
