import type { SeriesKey } from '@banyu/contracts';
import { HOUR_MS } from '../bucket.ts';
import type { RetentionOutcome } from '../outcome.ts';
import type { TimeRange } from '../query.ts';
import { numberIn } from './answer.ts';
import { coverageOf } from './coverage.ts';
import type { InfluxDatabase } from './database.ts';
import { HOURLY, TELEMETRY } from './fields.ts';
import { type Figure, figuresOfReadings, hourField } from './figures.ts';
import { QueryError } from './http.ts';
import { byTime, identifier, inRange, instant, PLACE_TAGS } from './influxql.ts';
import { decimal, escapeName, lineHead } from './line-protocol.ts';

/** Lines of hourly figures written at once. */
const LINES_PER_REQUEST = 5_000;

/**
 * Deletes the readings before `before` (a whole UTC hour) and keeps their figures by UTC hour. No new reading may come
 * in before that instant any more.
 *
 * A reading counts once at any moment, whatever step a crash comes between: figures come from the hours before the
 * seal and from readings after it, so that the seal alone moves them over. Until then hours are only written
 * again, after that readings are only deleted again. Throws QueryError; then try again.
 */
export async function retainReadings(db: InfluxDatabase, before: number): Promise<RetentionOutcome> {
  const range = { from: db.sealedBefore, to: before };
  const old = range.from < range.to ? await coverageOf(db, range) : [];
  if (range.from < range.to) {
    const parameters = [...new Set(old.map(({ parameter }) => parameter))];
    for (const parameter of parameters) await writeHours(db, parameter, range);
    await db.seal(before);
  }
  const statement = `DELETE FROM ${identifier(TELEMETRY)} WHERE time < ${instant(db.sealedBefore)}`;
  for await (const _ of db.http.query([statement])) {
    // It answers nothing.
  }
  const series: SeriesKey[] = old.map(({ plant, point, device, parameter }) => ({
    plant,
    point,
    device,
    parameter,
  }));
  return { deleted: old.reduce((sum, { total }) => sum + total, 0), series };
}

/** Writes the figures of one parameter, hour by hour and place by place. */
async function writeHours(db: InfluxDatabase, parameter: string, range: TimeRange): Promise<void> {
  const questions = figuresOfReadings(
    db.telemetry,
    parameter,
    inRange(range),
    byTime(HOUR_MS, 0, PLACE_TAGS),
  );
  const statements = questions.map(({ statement }) => statement);
  let lines: string[] = [];
  for await (const { statement, tags, rows } of db.http.query(statements)) {
    const { plant = '', point = '', device = '' } = tags;
    const head = lineHead(HOURLY, { plant, point, device });
    const figures = questions[statement]?.figures ?? [];
    for (const [time, ...cells] of rows) {
      const fields = figures.flatMap((figure, i) => fieldText(parameter, figure, numberIn(cells[i])));
      if (fields.length > 0) lines.push(`${head} ${fields.join(',')} ${numberIn(time)}\n`);
    }
    if (lines.length >= LINES_PER_REQUEST) await flush();
  }
  await flush();

  async function flush(): Promise<void> {
    const answer = lines.length === 0 ? undefined : await db.http.write(lines.join(''));
    lines = [];
    if (answer !== undefined && answer.status !== 'written') {
      throw new QueryError(`Cannot keep the hourly figures of ${parameter}: ${answer.reason}`);
    }
  }
}

/** A field with its value; nothing for a figure of nothing. */
function fieldText(parameter: string, figure: Figure, number: number): string[] {
  if (Number.isNaN(number)) return [];
  const isCount = figure === 'count' || figure === 'total' || figure === 'good';
  return [`${escapeName(hourField(parameter, figure))}=${isCount ? `${number}i` : decimal(number)}`];
}
