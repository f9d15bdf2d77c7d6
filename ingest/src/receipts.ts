import type { ReadingBatch } from '@banyu/contracts';

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

/** Receipts, each once. */
export class Receipts {
  readonly #receipts = new Map<string, Receipt>();

  add(receipt: Receipt): void {
    const { plant, device, hour, day } = receipt;
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
 * Notes what a batch brings, on its way to the store. What says that it was received before `settledBefore` was
 * received then at the earliest: that hour is over and sealed, whatever the clock said. Returns the rows that were
 * brought there.
 */
export function noteReceipts(batch: ReadingBatch, settledBefore: number, receipts: Receipts): number {
  const { seriesIndex, t, receivedAt } = batch;
  const hours = new Float64Array(batch.series.length).fill(-1);
  const days = new Float64Array(batch.series.length).fill(-1);
  let brought = 0;
  for (let row = 0; row < batch.length; row += 1) {
    let received = receivedAt[row] as number;
    if (received < settledBefore) {
      received = settledBefore;
      receivedAt[row] = received;
      brought += 1;
    }
    const index = seriesIndex[row] as number;
    const hour = received - (received % HOUR_MS);
    const day = (t[row] as number) - ((t[row] as number) % DAY_MS);
    if (hours[index] === hour && days[index] === day) continue;
    hours[index] = hour;
    days[index] = day;
    const key = batch.series[index];
    if (key !== undefined) receipts.add({ plant: key.plant, device: key.device, hour, day });
  }
  return brought;
}
