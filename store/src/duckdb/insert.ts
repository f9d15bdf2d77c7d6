import type { ReadingBatch } from '@banyu/contracts';
import { listValue } from '@duckdb/node-api';
import { halvesOf, setInt64 } from './int64.ts';
import type { Judgement } from './judge.ts';
import type { KnownSeries } from './known-series.ts';
import type { Writer } from './writer.ts';

/** Writes the accepted rows, the series they begin and the hours they make dirty; within the caller's transaction. */
export async function insertAccepted(
  writer: Writer,
  batch: ReadingBatch,
  series: readonly KnownSeries[],
  judgement: Judgement,
): Promise<void> {
  await insertSeries(writer, unpersisted(batch, series, judgement));
  await insertReadings(writer, batch, series, judgement);
  const { dirtied } = judgement;
  const ids = Uint32Array.from(dirtied, ({ series: { id } }) => id);
  const hours = BigInt64Array.from(dirtied, ({ hour }) => BigInt(hour));
  await writer.dirtyHours.append([ids, hours], dirtied.length);
}

async function insertSeries({ connection }: Writer, series: Set<KnownSeries>): Promise<void> {
  if (series.size === 0) return;
  const list = <T extends string | number>(of: (each: KnownSeries) => T) => listValue([...series].map(of));
  await connection.run(
    'INSERT INTO series SELECT unnest($ids), unnest($plants), unnest($points), unnest($devices), unnest($parameters)',
    {
      ids: list(({ id }) => id),
      plants: list(({ key }) => key.plant),
      points: list(({ key }) => key.point),
      devices: list(({ key }) => key.device),
      parameters: list(({ key }) => key.parameter),
    },
  );
}

async function insertReadings(
  writer: Writer,
  batch: ReadingBatch,
  series: readonly KnownSeries[],
  { rows, accepted }: Judgement,
): Promise<void> {
  const ids = Uint32Array.from(series, ({ id }) => id);
  const id = new Uint32Array(accepted);
  const t = new BigInt64Array(accepted);
  const tHalves = halvesOf(t);
  const value = new Float64Array(accepted);
  const flag = new Uint8Array(accepted);
  const tests = new Uint32Array(accepted);
  const receivedAt = new BigInt64Array(accepted);
  const receivedAtHalves = halvesOf(receivedAt);
  const settingsVersion = new Uint32Array(accepted);
  for (let i = 0; i < accepted; i++) {
    const row = rows[i] as number;
    id[i] = ids[batch.seriesIndex[row] as number] as number;
    setInt64(tHalves, i, batch.t[row] as number);
    value[i] = batch.value[row] as number;
    flag[i] = batch.flag[row] as number;
    tests[i] = batch.tests[row] as number;
    setInt64(receivedAtHalves, i, batch.receivedAt[row] as number);
    settingsVersion[i] = batch.settingsVersion[row] as number;
  }
  await writer.readings.append([id, t, value, flag, tests, receivedAt, settingsVersion], accepted);
}

/** The series that receive their first reading. */
export function unpersisted(
  batch: ReadingBatch,
  series: readonly KnownSeries[],
  judgement: Judgement,
): Set<KnownSeries> {
  const found = new Set<KnownSeries>();
  if (series.every(({ persisted }) => persisted)) return found;
  for (const row of judgement.rows.subarray(0, judgement.accepted)) {
    const each = series[batch.seriesIndex[row] as number];
    if (each !== undefined && !each.persisted) found.add(each);
  }
  return found;
}
