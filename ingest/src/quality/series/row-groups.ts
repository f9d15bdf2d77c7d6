import type { ReadingBatch, SeriesKey } from '@banyu/contracts';

/** The rows at `from` up to `to` of `order`, which has all of a batch, in order of time; of one time as they came. */
export interface RowRange {
  readonly order: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/** The rows of a batch by series, as `of` makes something of them. */
export function groupRows<Group>(
  { series, seriesIndex, t, length }: ReadingBatch,
  of: (series: SeriesKey, rows: RowRange) => Group,
): Group[] {
  // Where the rows of each series end; once they are placed from the back, where they begin.
  const starts = new Uint32Array(series.length + 1);
  for (let row = 0; row < length; row += 1) {
    const index = seriesIndex[row] as number;
    starts[index] = (starts[index] as number) + 1;
  }
  for (let i = 1; i <= series.length; i += 1) {
    starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  }
  const order = new Uint32Array(length);
  for (let row = length - 1; row >= 0; row -= 1) {
    const index = seriesIndex[row] as number;
    const at = (starts[index] as number) - 1;
    order[at] = row;
    starts[index] = at;
  }
  const groups: Group[] = [];
  for (const [index, key] of series.entries()) {
    const from = starts[index] as number;
    const to = starts[index + 1] as number;
    if (from === to) continue;
    for (let i = from + 1; i < to; i += 1) {
      if ((t[order[i] as number] as number) >= (t[order[i - 1] as number] as number)) continue;
      order.subarray(from, to).sort((a, b) => (t[a] as number) - (t[b] as number) || a - b);
      break;
    }
    groups.push(of(key, { order, from, to }));
  }
  return groups;
}
