import type { ReadingBatch, SeriesKey } from '@banyu/contracts';
import { seriesName } from '@banyu/contracts';

/** A reading as a test writes it; what is left out is a good pH of the plant `ipal`, received when measured. */
export interface RowOf extends Partial<SeriesKey> {
  readonly t: number;
  /** null: the sensor gave no value. */
  readonly value: number | null;
  /** Default 1, or 9 where there is no value. */
  readonly flag?: number;
  readonly tests?: number;
  readonly settingsVersion?: number;
  readonly receivedAt?: number;
}

export const PH: SeriesKey = { plant: 'ipal', point: 'effluent', device: 'logger-1', parameter: 'ph' };

/** Readings in columns, as the store takes them. */
export function batchOf(rows: readonly RowOf[]): ReadingBatch {
  const series = new Map<string, { readonly index: number; readonly key: SeriesKey }>();
  const batch = {
    length: rows.length,
    seriesIndex: new Uint32Array(rows.length),
    t: new Float64Array(rows.length),
    value: new Float64Array(rows.length),
    flag: new Uint8Array(rows.length),
    tests: new Uint32Array(rows.length),
    settingsVersion: new Uint32Array(rows.length),
    receivedAt: new Float64Array(rows.length),
  };
  for (const [i, row] of rows.entries()) {
    const key = keyOf(row);
    const name = seriesName(key);
    const entry = series.get(name) ?? { index: series.size, key };
    series.set(name, entry);
    batch.seriesIndex[i] = entry.index;
    batch.t[i] = row.t;
    batch.value[i] = row.value ?? Number.NaN;
    batch.flag[i] = row.flag ?? (row.value === null ? 9 : 1);
    batch.tests[i] = row.tests ?? 0;
    batch.settingsVersion[i] = row.settingsVersion ?? 0;
    batch.receivedAt[i] = row.receivedAt ?? Math.max(0, Math.trunc(row.t)) + 1_000;
  }
  return { series: [...series.values()].map(({ key }) => key), ...batch };
}

export function keyOf(row: Partial<SeriesKey>): SeriesKey {
  return {
    plant: row.plant ?? PH.plant,
    point: row.point ?? PH.point,
    device: row.device ?? PH.device,
    parameter: row.parameter ?? PH.parameter,
  };
}
