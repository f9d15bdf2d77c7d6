import { FLAG, seriesName } from '@banyu/contracts';
import type { Coverage, CoverageQuery } from '../query.ts';
import { compareSeries } from '../series-order.ts';
import { numberIn } from './answer.ts';
import type { InfluxDatabase } from './database.ts';
import { fieldsOf } from './fields.ts';
import { BY_PLACE, identifier, inRange, ofSeries, where } from './influxql.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is asked about each series, and where the answer goes. */
const QUESTIONS: readonly {
  readonly what: 'first' | 'last' | 'count';
  readonly only?: number;
  put(coverage: Mutable<Coverage>, t: number, value: number): void;
}[] = [
  {
    what: 'first',
    put(coverage, t) {
      coverage.first = t;
    },
  },
  {
    what: 'last',
    put(coverage, t) {
      coverage.last = t;
    },
  },
  {
    what: 'count',
    put(coverage, _, value) {
      coverage.total = value;
    },
  },
  {
    what: 'count',
    only: FLAG.pass,
    put(coverage, _, value) {
      coverage.good = value;
    },
  },
];

/** What each series holds in the range, ordered by series. */
export async function coverageOf(db: InfluxDatabase, query: CoverageQuery): Promise<Coverage[]> {
  const range = { from: Math.max(query.from, db.sealedBefore), to: query.to };
  if (!(range.from < range.to)) return [];
  const parameters = query.parameter === undefined ? await db.parameters() : [query.parameter];
  const asked = parameters.flatMap((parameter) => QUESTIONS.map((question) => ({ parameter, ...question })));
  const statements = asked.map(({ parameter, what, only }) => {
    const flag = identifier(fieldsOf(parameter).flag);
    const conditions = [...ofSeries(query), ...inRange(range)];
    if (only !== undefined) conditions.push(`${flag} = ${only}`);
    return `SELECT ${what}(${flag}) FROM ${db.telemetry}${where(...conditions)}${BY_PLACE}`;
  });

  const found = new Map<string, Mutable<Coverage>>();
  for await (const { statement, tags, rows } of db.http.query(statements)) {
    const question = asked[statement];
    const [t, value] = (rows[0] ?? []).map(numberIn);
    if (question === undefined || t === undefined || value === undefined) continue;
    const { plant = '', point = '', device = '' } = tags;
    const key = { plant, point, device, parameter: question.parameter };
    const coverage = found.get(seriesName(key)) ?? { ...key, first: t, last: t, total: 0, good: 0 };
    found.set(seriesName(key), coverage);
    question.put(coverage, t, value);
  }
  return [...found.values()].sort(compareSeries);
}
