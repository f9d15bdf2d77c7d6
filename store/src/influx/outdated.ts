import { DERIVED_FIGURES, type DerivedFigure, type DerivedPeriod } from '@banyu/contracts';
import type { TimeRange } from '../query.ts';
import type { InfluxHttp } from './http.ts';
import { identifier, inRange, text, where } from './influxql.ts';

/** Periods of one length that were derived: those that begin within from ≤ t < to, Unix ms. */
export interface DerivedSpan extends TimeRange {
  readonly period: DerivedPeriod;
}

const COLUMNS = DERIVED_FIGURES.map(identifier).join(', ');

/**
 * The statements that delete the points of a plant within the spans that hold a figure which is not among `figures`: such
 * a figure cannot be overwritten, as nothing takes its place. The other figures of such a point go too. Throws QueryError.
 */
export async function outdatedPoints(
  http: InfluxHttp,
  measurement: { readonly name: string; readonly inPolicy: string },
  plant: string,
  spans: readonly DerivedSpan[],
  figures: readonly DerivedFigure[],
): Promise<readonly string[]> {
  const current = new Set(
    figures.map(({ figure, period, point, parameter, t }) => [period, point, parameter, t, figure].join(' ')),
  );
  const conditions = spans.map(({ period, ...range }) => ({
    period,
    of: [`"plant" = ${text(plant)}`, `"period" = ${text(period)}`],
    within: inRange(range),
  }));
  const statements = conditions.map(
    ({ of, within }) =>
      `SELECT ${COLUMNS} FROM ${measurement.inPolicy}${where(...of, ...within)} GROUP BY "point", "parameter"`,
  );
  const deletions: string[] = [];
  for await (const { statement, tags, rows } of http.query(statements)) {
    const asked = conditions[statement];
    if (asked === undefined) continue;
    const { point = '', parameter = '' } = tags;
    const place = [`"point" = ${text(point)}`, `"parameter" = ${text(parameter)}`];
    for (const [t, ...values] of rows) {
      const isOutdated = values.some(
        (value, i) =>
          value !== null && !current.has([asked.period, point, parameter, t, DERIVED_FIGURES[i]].join(' ')),
      );
      if (isOutdated)
        deletions.push(
          `DELETE FROM ${identifier(measurement.name)}${where(...asked.of, ...place, `time = ${t}ms`)}`,
        );
    }
  }
  return deletions;
}
