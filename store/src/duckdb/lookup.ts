import type { ReadingBatch } from '@banyu/contracts';
import { HOUR_MS } from '../bucket.ts';
import { halvesOf, setInt64 } from './int64.ts';
import type { Doubts, StoredValues } from './judge.ts';
import { type KnownSeries, type KnownSeriesIndex, NO_TIME, type Sensor } from './known-series.ts';
import type { Writer } from './writer.ts';

/** Asks for the newest time of each hour in doubt, and notes it with its sensor. */
export async function lookUpHours(
  writer: Writer,
  known: KnownSeriesIndex,
  hours: Doubts['hours'],
): Promise<void> {
  if (hours.length === 0) return;
  const questions = new Questions(hours.reduce((count, { sensor }) => count + sensor.series.length, 0));
  for (const { sensor, hour } of hours) questions.add(0, sensor, hour);
  const range = await questions.ask(writer);
  // A rollup that is not up to date is older than its readings, so the newer time of both is right.
  const result = await writer.connection.runAndReadAll(
    `SELECT l.series, l.t::DOUBLE, h.last::DOUBLE
     FROM lookup l JOIN rollup_hour h ON h.series = l.series AND h.t = l.t
     WHERE h.t BETWEEN $from AND $to
     UNION ALL
     SELECT l.series, l.t::DOUBLE, max(r.t)::DOUBLE
     FROM lookup l JOIN dirty_hour d ON d.series = l.series AND d.t = l.t
     JOIN reading r ON r.series = l.series AND r.t - r.t % ${HOUR_MS} = l.t
     WHERE r.t BETWEEN $from AND $to + ${HOUR_MS - 1}
     GROUP BY l.series, l.t`,
    range,
  );
  for (const { sensor, hour } of hours) sensor.newestByHour.set(hour, NO_TIME);
  for (const [id, hour, newest] of result.getRows() as [number, number, number][]) {
    const { newestByHour } = known.byId(id).sensor;
    newestByHour.set(hour, Math.max(newest, newestByHour.get(hour) ?? NO_TIME));
  }
}

/** Asks for the stored values of the rows in doubt; undefined when there are none. */
export async function lookUpValues(
  writer: Writer,
  batch: ReadingBatch,
  series: readonly KnownSeries[],
  rows: Doubts['rows'],
): Promise<StoredValues | undefined> {
  if (rows.length === 0) return undefined;
  const sensorOf = (row: number): Sensor => (series[batch.seriesIndex[row] as number] as KnownSeries).sensor;
  const questions = new Questions(rows.reduce((count, row) => count + sensorOf(row).series.length, 0));
  for (const row of rows) questions.add(row, sensorOf(row), batch.t[row] as number);
  return answer(writer, questions, batch.length);
}

/** Asks for the values that are stored in the very series of rows; a row whose series is undefined is not. */
export async function lookUpOwnValues(
  writer: Writer,
  batch: ReadingBatch,
  series: readonly (KnownSeries | undefined)[],
): Promise<StoredValues> {
  const questions = new Questions(batch.length);
  for (let row = 0; row < batch.length; row++) {
    const of = series[batch.seriesIndex[row] as number];
    if (of !== undefined) questions.add(row, { series: [of] }, batch.t[row] as number);
  }
  return answer(writer, questions, batch.length);
}

async function answer(writer: Writer, questions: Questions, rows: number): Promise<StoredValues> {
  const range = await questions.ask(writer);
  const result = await writer.connection.run(
    `SELECT l.row, r.value FROM lookup l JOIN reading r ON r.series = l.series AND r.t = l.t
     WHERE r.t BETWEEN $from AND $to`,
    range,
  );
  const isStored = new Uint8Array(rows);
  const value = new Float64Array(rows);
  // By column: a row object for each would be garbage by the ten thousand when a journal is replayed.
  for (let c = 0; c < result.chunkCount; c++) {
    const chunk = result.getChunk(c);
    const storedRows = chunk.getColumnVector(0);
    const storedValues = chunk.getColumnVector(1);
    for (let i = 0; i < chunk.rowCount; i++) {
      const row = Number(storedRows.getItem(i));
      isStored[row] = 1;
      value[row] = Number(storedValues.getItem(i) ?? Number.NaN);
    }
  }
  return { isStored, value };
}

/** Rows of the table `lookup`: a row of the batch, and each series of its sensor at a time. */
class Questions {
  readonly #row: Uint32Array;
  readonly #series: Uint32Array;
  readonly #t: BigInt64Array;
  readonly #tHalves: Uint32Array;
  #length = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  constructor(capacity: number) {
    this.#row = new Uint32Array(capacity);
    this.#series = new Uint32Array(capacity);
    this.#t = new BigInt64Array(capacity);
    this.#tHalves = halvesOf(this.#t);
  }

  add(row: number, sensor: Pick<Sensor, 'series'>, t: number): void {
    for (const { id } of sensor.series) {
      this.#row[this.#length] = row;
      this.#series[this.#length] = id;
      setInt64(this.#tHalves, this.#length, t);
      this.#length++;
    }
    this.#from = Math.min(this.#from, t);
    this.#to = Math.max(this.#to, t);
  }

  /** Fills the table, and gives the range of its times. */
  async ask(writer: Writer): Promise<{ readonly from: bigint; readonly to: bigint }> {
    await writer.connection.run('TRUNCATE lookup');
    if (this.#length === 0) return { from: 0n, to: 0n };
    await writer.lookup.append([this.#row, this.#series, this.#t], this.#length);
    return { from: BigInt(this.#from), to: BigInt(this.#to) };
  }
}
