import { type ReadingBatch, type SeriesKey, seriesName } from '@banyu/contracts';
import type { ReflagOutcome } from '../outcome.ts';
import { sameValue } from '../refusal.ts';
import type { InfluxHttp } from './http.ts';
import { encodeFlags, unwritable } from './line-protocol.ts';
import { storedReadings, type Wanted } from './look-up.ts';

/** Rows in one request: see `deliver.ts`. */
const ROWS_PER_REQUEST = 5_000;

/** Gives readings that are stored with the rows' values the rows' flags. Throws QueryError. */
export async function reflagReadings(
  http: InfluxHttp,
  telemetry: string,
  batch: ReadingBatch,
): Promise<ReflagOutcome> {
  const rows = await rowsStored(http, telemetry, batch);
  for (let at = 0; at < rows.length; at += ROWS_PER_REQUEST) {
    const answer = await http.write(encodeFlags(batch, rows.slice(at, at + ROWS_PER_REQUEST)));
    if (answer.status === 'written') continue;
    const { reason } = answer;
    const retryAfterMs = answer.status === 'later' ? answer.retryAfterMs : undefined;
    return { status: 'retry', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  return { status: 'reflagged', reflagged: rows.length };
}

/** The rows that are stored, in their series, with their value. */
async function rowsStored(http: InfluxHttp, telemetry: string, batch: ReadingBatch): Promise<number[]> {
  const wanted = new Map<string, Wanted>();
  const values = batch.series.map(() => new Map<number, number>());
  const bySeries = new Map(batch.series.map((key, index) => [seriesName(key), values[index]]));
  for (let row = 0; row < batch.length; row++) {
    const key = batch.series[batch.seriesIndex[row] as number] as SeriesKey;
    if (unwritable(key) !== undefined) continue;
    const ofDevice = wanted.get(key.device) ?? { parameters: new Set(), times: new Set() };
    wanted.set(key.device, ofDevice);
    ofDevice.parameters.add(key.parameter);
    ofDevice.times.add(batch.t[row] as number);
  }
  for await (const { t, value, ...key } of storedReadings(http, telemetry, wanted)) {
    bySeries.get(seriesName(key))?.set(t, value);
  }
  const rows: number[] = [];
  for (let row = 0; row < batch.length; row++) {
    const stored = values[batch.seriesIndex[row] as number]?.get(batch.t[row] as number);
    if (stored !== undefined && sameValue(stored, batch.value[row] as number)) rows.push(row);
  }
  return rows;
}
