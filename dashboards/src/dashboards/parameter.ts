import { eventAnnotation, windowAnnotation } from '../annotations.ts';
import { type Edition, type HouseDashboard, houseDashboard } from '../dashboard.ts';
import {
  BY_INTERVAL,
  rawVariable,
  tagAmongVariable,
  tagIsVariable,
  variableText,
} from '../influxql/macros.ts';
import { quoted } from '../influxql/select.ts';
import { seriesTargets, tableTargets } from '../influxql/target.ts';
import { flagOf, inFigures, isGood, TELEMETRY } from '../influxql/telemetry.ts';
import { flagMappings } from '../panels/flags.ts';
import { limitLines } from '../panels/limit-lines.ts';
import { stat } from '../panels/stat.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { table } from '../panels/table.ts';
import { trend } from '../panels/trend.ts';
import { COUNT, NO_UNIT, SHARE } from '../unit.ts';
import { parameterVariable, plantVariable, pointVariable } from '../variables.ts';

const PARAMETER = rawVariable('parameter');
const NAME = variableText('parameter');
const VALUE = quoted(PARAMETER);
const SCOPE = [tagIsVariable('plant', 'plant'), tagAmongVariable('point', 'point')];
const SERIES = ['"point"', '"device"'];
const SERIES_NAME = '$tag_point · $tag_device';

/** One parameter in depth: its values, how far they may be trusted, and what each figure stands on. */
export function parameterDashboard(edition: Edition): HouseDashboard {
  const { say, language } = edition;
  return houseDashboard(edition, {
    name: 'parameter',
    title: say({ id: 'Banyu: satu parameter', en: 'Banyu: one parameter' }),
    description: say({
      id: 'Satu parameter secara mendalam: nilai, bendera mutu, dan berapa bacaan di baliknya.',
      en: 'One parameter in depth: values, quality flags, and how many readings stand behind them.',
    }),
    from: 'now-24h',
    refresh: '1m',
    variables: [plantVariable(say), pointVariable(say), parameterVariable(language, say)],
    annotations: [eventAnnotation(say), windowAnnotation(say)],
    sections: [
      {
        title: NAME,
        panels: [
          values(edition),
          extremes(edition),
          newestValue(edition),
          goodShare(edition),
          readings(edition),
        ],
      },
      {
        title: say({ id: 'Mutu data', en: 'Data quality' }),
        panels: [worstFlag(edition), goodShareTrend(edition)],
      },
      { title: say({ id: 'Bacaan', en: 'Readings' }), panels: [lastReadings(edition)] },
    ],
  });
}

function values(edition: Edition) {
  const { say } = edition;
  return trend(say, {
    title: { id: `${NAME}: rata-rata`, en: `${NAME}: means` },
    description: {
      id: 'Rata-rata per selang waktu. Nilai yang gagal uji mutu (bendera 4) atau tidak ada (9) tidak dihitung.',
      en: 'Means by interval. Values that failed quality control (flag 4) or are missing (9) are left out.',
    },
    width: 16,
    height: 10,
    unit: NO_UNIT,
    targets: seriesTargets([
      {
        select: `mean(${VALUE})`,
        from: TELEMETRY,
        where: [...SCOPE, inFigures(PARAMETER)],
        groupBy: [BY_INTERVAL, ...SERIES],
        fill: 'null',
        alias: SERIES_NAME,
      },
      ...limitLines(edition, {
        name: NAME,
        where: [tagIsVariable('parameter', 'parameter'), tagAmongVariable('point', 'point')],
      }),
    ]),
  });
}

function extremes({ say }: Edition) {
  const of = (what: string) => ({
    select: `${what}(${VALUE})`,
    from: TELEMETRY,
    where: [...SCOPE, inFigures(PARAMETER)],
    groupBy: [BY_INTERVAL, ...SERIES],
    fill: 'null' as const,
    alias: `${what} · ${SERIES_NAME}`,
  });
  return trend(say, {
    title: { id: `${NAME}: terendah dan tertinggi`, en: `${NAME}: lowest and highest` },
    description: {
      id: 'Nilai terendah dan tertinggi per selang waktu: rata-rata menyembunyikan puncak.',
      en: 'Lowest and highest value by interval: a mean hides peaks.',
    },
    width: 8,
    height: 10,
    unit: NO_UNIT,
    targets: seriesTargets([of('min'), of('max')]),
  });
}

function newestValue({ say }: Edition) {
  return stat(say, {
    title: { id: 'Nilai terbaru', en: 'Newest value' },
    description: {
      id: 'Nilai terbaru tiap perangkat yang tidak gagal uji mutu.',
      en: 'The newest value of each device that did not fail quality control.',
    },
    width: 8,
    height: 6,
    unit: NO_UNIT,
    targets: seriesTargets([
      {
        select: `last(${VALUE})`,
        from: TELEMETRY,
        where: [...SCOPE, inFigures(PARAMETER)],
        groupBy: SERIES,
        alias: SERIES_NAME,
      },
    ]),
  });
}

function goodShare({ say }: Edition) {
  return stat(say, {
    title: { id: 'Bagian bacaan baik', en: 'Share of good readings' },
    description: {
      id: 'Bacaan berbendera 1 dibagi semua bacaan, termasuk yang gagal dan tidak ada nilainya. Slot yang tak pernah diisi tidak terhitung.',
      en: 'Readings of flag 1 over all readings, failed and missing ones included. Slots that were never filled do not count.',
    },
    width: 8,
    height: 6,
    unit: SHARE,
    targets: seriesTargets([
      {
        select: `mean("good")`,
        from: TELEMETRY,
        each: `${isGood(PARAMETER)} AS "good"`,
        where: SCOPE,
        groupBy: SERIES,
        alias: SERIES_NAME,
      },
    ]),
  });
}

function readings({ say }: Edition) {
  return stat(say, {
    title: { id: 'Jumlah bacaan', en: 'Readings' },
    description: {
      id: 'Semua bacaan dalam rentang waktu, apa pun benderanya.',
      en: 'All readings of the range, whatever their flag.',
    },
    width: 8,
    height: 6,
    unit: COUNT,
    targets: seriesTargets([
      {
        select: `count(${flagOf(PARAMETER)})`,
        from: TELEMETRY,
        where: SCOPE,
        groupBy: SERIES,
        alias: SERIES_NAME,
      },
    ]),
  });
}

function worstFlag({ say }: Edition) {
  return stateTimeline(say, {
    title: { id: 'Bendera terburuk', en: 'Worst flag' },
    description: {
      id: 'Bendera terburuk per selang waktu, paling pendek 15 menit (9: sensor tidak memberi nilai). Kosong: tidak ada bacaan.',
      en: 'The worst flag by interval, of at least 15 minutes (9: the sensor gave no value). Empty: no reading.',
    },
    mappings: flagMappings(say),
    targets: seriesTargets([
      {
        select: `max(${flagOf(PARAMETER)})`,
        from: TELEMETRY,
        where: SCOPE,
        groupBy: [BY_INTERVAL, ...SERIES],
        fill: 'null',
        alias: SERIES_NAME,
      },
    ]),
  });
}

function goodShareTrend({ say }: Edition) {
  return trend(say, {
    title: { id: 'Bagian bacaan baik per selang waktu', en: 'Share of good readings by interval' },
    description: {
      id: 'Bacaan berbendera 1 dibagi semua bacaan, per selang waktu.',
      en: 'Readings of flag 1 over all readings, by interval.',
    },
    width: 24,
    unit: SHARE,
    range: { min: 0, max: 1 },
    targets: seriesTargets([
      {
        select: `mean("good")`,
        from: TELEMETRY,
        each: `${isGood(PARAMETER)} AS "good"`,
        where: SCOPE,
        groupBy: [BY_INTERVAL, ...SERIES],
        fill: 'null',
        alias: SERIES_NAME,
      },
    ]),
  });
}

function lastReadings({ say }: Edition) {
  const flag = `${PARAMETER}_flag`;
  return table(say, {
    title: { id: '100 bacaan terakhir', en: 'The last 100 readings' },
    description: {
      id: 'Bacaan apa adanya beserta benderanya, yang terbaru di atas.',
      en: 'Readings as they are, with their flags, the newest first.',
    },
    width: 24,
    height: 10,
    columns: [
      { field: 'Time', title: say({ id: 'Waktu', en: 'Time' }) },
      { field: 'point', title: say({ id: 'Titik pantau', en: 'Sampling point' }) },
      { field: 'device', title: say({ id: 'Perangkat', en: 'Device' }) },
      { field: 'value', title: say({ id: 'Nilai', en: 'Value' }) },
      { field: 'flag', title: say({ id: 'Bendera', en: 'Flag' }) },
    ],
    targets: tableTargets([
      {
        select: `${VALUE} AS "value", ${quoted(flag)} AS "flag", "point", "device"`,
        from: TELEMETRY,
        where: SCOPE,
        orderBy: 'time DESC',
        limit: 100,
      },
    ]),
  });
}
