import type { SeriesKey } from '@banyu/contracts';
import type {
  ReadingsQuery,
  SeriesFilter,
  SpanQuery,
  SpanReadings,
  StoredReading,
  TimeRange,
} from '../query.ts';
import { compareReadings, compareSeries } from '../series-order.ts';
import { spanOf } from '../span.ts';
import { type Cell, numberIn, textIn } from './answer.ts';
import type { InfluxDatabase } from './database.ts';
import { fieldsOf, flagFrom, RECEIVED, SETTINGS } from './fields.ts';
import { BY_PLACE, identifier, inRange, instant, ofSeries, PLACE_TAGS, where } from './influxql.ts';

/** The newest reading of each series, ordered by series. */
export async function latestReadings(db: InfluxDatabase, filter: SeriesFilter): Promise<StoredReading[]> {
  const parameters = filter.parameter === undefined ? await db.parameters() : [filter.parameter];
  const conditions = where(...ofSeries(filter), `time >= ${instant(db.sealedBefore)}`);
  const statements = parameters.map((parameter) => {
    const [flag, ...others] = columnsOf(parameter);
    return `SELECT last(${flag}), ${[...others, ...SHARED].join(', ')} FROM ${db.telemetry}${conditions}${BY_PLACE}`;
  });
  const latest: StoredReading[] = [];
  for await (const { statement, tags, rows } of db.http.query(statements)) {
    const { plant = '', point = '', device = '' } = tags;
    const key = { plant, point, device, parameter: parameters[statement] ?? '' };
    latest.push(...rows.flatMap((row) => readingIn(row, key, 0, COLUMNS) ?? []));
  }
  return latest.sort(compareSeries);
}

/** One page of readings, newest first. Holds no more than the page and the readings of one instant. */
export async function readingsPage(db: InfluxDatabase, query: ReadingsQuery): Promise<StoredReading[]> {
  const { after, limit } = query;
  const parameters = query.parameter === undefined ? await db.parameters() : [query.parameter];
  if (parameters.length === 0 || limit <= 0) return [];
  const from = Math.max(query.from, db.sealedBefore);
  const select = selectLines(db, parameters);
  const conditions = linesOf(query);

  let page: StoredReading[] = [];
  let to = query.to;
  if (after !== undefined && after.t < to) {
    to = after.t;
    if (after.t >= from)
      page = (await readingsAt(to)).filter((reading) => compareReadings(reading, after) > 0);
  }
  for (let missing = limit - page.length; missing > 0 && from < to; missing = limit - page.length) {
    const conditionsNow = where(...conditions, ...inRange({ from, to }));
    const newestFirst = `${select}${conditionsNow} ORDER BY time DESC LIMIT ${missing}`;
    let lines = 0;
    for await (const line of linesIn(db, newestFirst, parameters)) {
      lines++;
      if (line.t !== to && page.length >= limit) continue;
      page.push(...line.readings);
      to = line.t;
    }
    if (lines < missing) break;
    // The limit may have cut through the lines of one instant, in an order that is not ours.
    const cut = to;
    page = [...page.filter(({ t }) => t !== cut), ...(await readingsAt(cut))];
  }
  return page.sort(compareReadings).slice(0, limit);

  async function readingsAt(t: number): Promise<StoredReading[]> {
    const statement = `${select}${where(...conditions, `time = ${instant(t)}`)}`;
    return (await Array.fromAsync(linesIn(db, statement, parameters))).flatMap(({ readings }) => readings);
  }
}

/** All readings of a series in a range, ascending, in bounded pages. */
export async function* seriesPages(
  db: InfluxDatabase,
  key: SeriesKey,
  range: TimeRange,
): AsyncGenerator<StoredReading[]> {
  const from = Math.max(range.from, db.sealedBefore);
  const columns = [...columnsOf(key.parameter), ...SHARED].join(', ');
  const conditions = where(...linesOf(key), ...inRange({ from, to: range.to }));
  for await (const { rows } of db.http.query([`SELECT ${columns} FROM ${db.telemetry}${conditions}`])) {
    yield rows.flatMap((row) => readingIn(row, key, 0, COLUMNS) ?? []);
  }
}

/** The readings of spans, each ascending. */
export async function readSpans(
  db: InfluxDatabase,
  queries: readonly SpanQuery[],
): Promise<readonly SpanReadings[]> {
  const statements = queries.map(({ series, from, to, limit, end }) => {
    const columns = [...columnsOf(series.parameter), ...SHARED].join(', ');
    const range = inRange({ from: Math.max(from, db.sealedBefore), to });
    const order = end === 'newest' ? ' ORDER BY time DESC' : '';
    const most = limit > MOST_ROWS ? '' : ` LIMIT ${limit}`;
    return `SELECT ${columns} FROM ${db.telemetry}${where(...linesOf(series), ...range)}${order}${most}`;
  });
  const found: StoredReading[][] = queries.map(() => []);
  for await (const { statement, rows } of db.http.query(statements)) {
    const { series } = queries[statement] as SpanQuery;
    for (const row of rows) {
      const reading = readingIn(row, series, 0, COLUMNS);
      if (reading !== undefined) found[statement]?.push(reading);
    }
  }
  return found.map((readings, i) => spanOf(queries[i]?.end === 'newest' ? readings.reverse() : readings));
}

/** A limit above is none. */
const MOST_ROWS = 1e9;

/** Columns that a reading takes, and then those that the readings of a line share. */
const COLUMNS = 5;
const SHARED = [RECEIVED, SETTINGS].map(identifier);

function columnsOf(parameter: string): string[] {
  const { flag, value, tests, received, settings } = fieldsOf(parameter);
  return [flag, value, tests, received, settings].map(identifier);
}

/** Lines with the readings of several parameters, the receive time they share, and their tags. */
function selectLines(db: InfluxDatabase, parameters: readonly string[]): string {
  const columns = [...parameters.flatMap(columnsOf), ...SHARED, ...PLACE_TAGS.map(identifier)];
  return `SELECT ${columns.join(', ')} FROM ${db.telemetry}`;
}

/** Lines as `selectLines` asks for them; one that someone else wrote may have no readings. */
async function* linesIn(
  db: InfluxDatabase,
  statement: string,
  parameters: readonly string[],
): AsyncGenerator<{ readonly t: number; readonly readings: StoredReading[] }> {
  const shared = parameters.length * COLUMNS;
  for await (const { rows } of db.http.query([statement])) {
    for (const row of rows) {
      const [plant = '', point = '', device = ''] = row.slice(shared + 1 + SHARED.length).map(textIn);
      const readings = parameters.flatMap(
        (parameter, i) => readingIn(row, { plant, point, device, parameter }, i * COLUMNS, shared) ?? [],
      );
      yield { t: numberIn(row[0]), readings };
    }
  }
}

/** Conditions that leave the lines with a reading of the filter. */
function linesOf(filter: SeriesFilter): string[] {
  if (filter.parameter === undefined) return ofSeries(filter);
  return [...ofSeries(filter), `${identifier(fieldsOf(filter.parameter).flag)} > 0`];
}

/** The reading whose columns begin `at` in a row (after its time), if there is one; `shared`: where the line's receive time is. */
function readingIn(
  row: readonly Cell[],
  key: SeriesKey,
  at: number,
  shared: number,
): StoredReading | undefined {
  const [flag = null, value, tests = null, received = null, settings = null] = row.slice(
    at + 1,
    at + 1 + COLUMNS,
  );
  if (flag === null) return undefined;
  const { plant, point, device, parameter } = key;
  return {
    plant,
    point,
    device,
    parameter,
    t: numberIn(row[0]),
    value: numberIn(value),
    flag: flagFrom(numberIn(flag)),
    tests: tests === null ? 0 : numberIn(tests),
    settingsVersion: numberIn(settings ?? row[shared + 2] ?? 0),
    receivedAt: numberIn(received ?? row[shared + 1]),
  };
}
