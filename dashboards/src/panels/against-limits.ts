import { type ParameterId, parameterOf } from '@banyu/contracts';
import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Edition } from '../dashboard.ts';
import { RANGE_AND_DAY_BEFORE, tagIsVariable } from '../influxql/macros.ts';
import { quoted, tagIs } from '../influxql/select.ts';
import { type Query, seriesTargets } from '../influxql/target.ts';
import { DERIVED, inFigures, TELEMETRY } from '../influxql/telemetry.ts';
import { SHARE } from '../unit.ts';
import { coloursFrom } from './colours.ts';
import type { PanelBuilder } from './house.ts';
import { stat } from './stat.ts';

/** On the limit is inside; Grafana colours from a threshold itself on. */
const JUST_ABOVE = 1 + 1e-9;

/** How the queries' answers are called among themselves. */
const NEWEST = 'newest';
const LOWER = 'lower';
const UPPER = 'upper';

/**
 * The newest value as a share of the limit that the chosen plant's standard sets. A threshold is a fixed number, a limit
 * the plant's: so the value is divided by it, and 100 % is the threshold for every plant.
 */
export function againstLimits(
  { say, language }: Edition,
  parameter: ParameterId,
  point: string,
): PanelBuilder {
  const name = parameterOf(parameter)?.name;
  const where = [tagIsVariable('plant', 'plant'), tagIs('point', point)];
  const limit = (field: 'limit_min' | 'limit_max', alias: string): Query => ({
    select: `last(${quoted(field)})`,
    from: DERIVED,
    where: [...where, tagIs('period', 'day'), tagIs('parameter', parameter)],
    during: RANGE_AND_DAY_BEFORE,
    alias,
  });
  const shares = [
    { title: { id: 'dari batas atas', en: 'of the upper limit' }, of: NEWEST, by: UPPER },
    { title: { id: 'batas bawah dari nilai', en: 'lower limit of the value' }, of: LOWER, by: NEWEST },
  ].map(({ title, ...share }) => ({ ...share, called: title[language] }));
  return stat(say, {
    title: { id: `${name?.id} terhadap baku mutu`, en: `${name?.en} against the standard` },
    description: {
      id: `Nilai terbaru di titik ${point} dibagi batas atas baku mutu IPAL; batas bawah, bila ada, dibagi nilai itu. Merah: lebih dari 100 %, di luar batas. Kosong tanpa baku mutu, atau bila ${point} bukan titik penaatan. Satu nilai belum berarti pelanggaran.`,
      en: `The newest value at ${point} over the upper limit of the plant's standard; the lower limit, if there is one, over that value. Red: more than 100 %, outside. Empty without a standard, or where ${point} is no compliance point. One value is no violation yet.`,
    },
    width: 6,
    unit: SHARE,
    thresholds: coloursFrom('text', [JUST_ABOVE, 'red']),
    targets: seriesTargets([
      {
        select: `last(${quoted(parameter)})`,
        from: TELEMETRY,
        where: [...where, inFigures(parameter)],
        alias: NEWEST,
      },
      limit('limit_min', LOWER),
      limit('limit_max', UPPER),
    ]),
    transformations: [
      { id: 'concatenate', options: { frameNameMode: 'drop' } },
      ...shares.map(({ of, by, called }) => quotient(of, by, called)),
      { id: 'filterFieldsByName', options: { include: { names: shares.map(({ called }) => called) } } },
    ],
  });
}

function quotient(of: string, by: string, alias: string): DataTransformerConfig {
  const named = (options: string) => ({ matcher: { id: 'byName', options } });
  return {
    id: 'calculateField',
    options: {
      mode: 'binary',
      alias,
      binary: { left: named(of), operator: '/', right: named(by) },
      replaceFields: false,
    },
  };
}
