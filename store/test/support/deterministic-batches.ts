import type { RowOf } from './batch-of.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.UTC(2025, 10, 24);

/**
 * Batch `index` of an endless delivery, the same at each call: two devices that report each minute, a quarter of an
 * hour a batch, now and then without a value; every fifth batch repeats some of the batch before, and every seventh
 * brings late readings of hours long gone.
 */
export function batchAt(index: number): RowOf[] {
  const rows: RowOf[] = [];
  for (const device of ['logger-1', 'logger-2']) {
    for (let minute = index * 15; minute < index * 15 + 15; minute++) {
      rows.push({ device, t: T + minute * MINUTE, value: minute % 50 === 0 ? null : minute % 97 });
    }
  }
  if (index % 5 === 4) rows.push(...batchAt(index - 1).slice(0, 10));
  if (index % 7 === 6) {
    for (let i = 0; i < 5; i++) rows.push({ t: T - 50 * HOUR + index * 10 * MINUTE + i * 1_000, value: i });
  }
  return rows;
}
