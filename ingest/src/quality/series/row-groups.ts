import type { ReadingBatch } from '@banyu/contracts';

/** The rows of one series of a batch, in order of time; of one time in the order they came. */
export interface RowGroup {
  /** Index of the batch's series. */
  readonly series: number;
  readonly rows: Uint32Array;
}

/** The rows of a batch by series. */
export function groupRows({ series, seriesIndex, t, length }: ReadingBatch): RowGroup[] {
  const starts = new Uint32Array(series.length + 1);
  for (let row = 0; row < length; row += 1) {
    const at = (seriesIndex[row] as number) + 1;
    starts[at] = (starts[at] as number) + 1;
  }
  for (let i = 1; i <= series.length; i += 1) {
    starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  }
  const next = starts.slice();
  const order = new Uint32Array(length);
  for (let row = 0; row < length; row += 1) {
    const index = seriesIndex[row] as number;
    const at = next[index] as number;
    order[at] = row;
    next[index] = at + 1;
  }
  const groups: RowGroup[] = [];
  for (let index = 0; index < series.length; index += 1) {
    const from = starts[index] as number;
    const to = starts[index + 1] as number;
    if (from === to) continue;
    const rows = order.subarray(from, to);
    for (let i = 1; i < rows.length; i += 1) {
      if ((t[rows[i] as number] as number) >= (t[rows[i - 1] as number] as number)) continue;
      rows.sort((a, b) => (t[a] as number) - (t[b] as number) || a - b);
      break;
    }
    groups.push({ series: index, rows });
  }
  return groups;
}
