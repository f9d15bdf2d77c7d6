import type { MarkPointComponentOption, SeriesOption } from 'echarts';
import type { Happening } from './happening.ts';
import { FONT } from './page.ts';
import { INK, SHADES, SIGNAL } from './palette.ts';
import { isShown, type Panel } from './panel.ts';
import type { Run } from './record.ts';
import type { Expectation, Rehearsal } from './rehearsal.ts';
import { clipped, type TimeAxis } from './time-axis.ts';

export interface Picture {
  readonly rehearsal: Rehearsal;
  readonly run: Run;
  readonly happenings: readonly Happening[];
  readonly axis: TimeAxis;
}

interface Axes {
  readonly xAxisIndex: number;
  readonly yAxisIndex: number;
  readonly silent: true;
}

/** All that is drawn into a panel, from the back to the front. */
export function panelSeries(panel: Panel, index: number, picture: Picture): SeriesOption[] {
  const axes: Axes = { xAxisIndex: index, yAxisIndex: index, silent: true };
  return [
    backdrop(panel, axes, picture),
    ...dots(panel, axes, picture),
    ...lines(panel, axes, picture),
    ...signals(panel, axes, picture),
  ];
}

/** The shade of when something is wrong that this panel could show, and the midnights. */
function backdrop({ shows }: Panel, axes: Axes, { happenings, axis }: Picture): SeriesOption {
  const here = happenings.filter(({ at }) => at === undefined || at.some((shown) => isShown(shows, shown)));
  return {
    ...axes,
    type: 'line',
    data: [],
    markArea: {
      silent: true,
      data: here.map(({ group, fromMs, toMs }) => [
        { xAxis: clipped(fromMs, axis), itemStyle: { color: SHADES[group] } },
        { xAxis: clipped(toMs, axis) },
      ]),
    },
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: INK.day, type: 'solid', width: 0.8 },
      data: axis.midnights.map((xAxis) => ({ xAxis })),
    },
  };
}

function dots({ curves }: Panel, axes: Axes, { run, axis }: Picture): SeriesOption[] {
  return curves.flatMap(({ measured, hue }): SeriesOption[] => {
    if (measured === undefined) return [];
    const data = run.times.flatMap((t, i) => {
      const value = measured[i];
      return value === null || value === undefined ? [] : [[axis.local(t), value]];
    });
    return [{ ...axes, type: 'scatter', symbolSize: 3.4, itemStyle: { color: hue, opacity: 0.45 }, data }];
  });
}

function lines({ curves }: Panel, axes: Axes, { run, axis }: Picture): SeriesOption[] {
  return curves.map(({ truth, hue }) => ({
    ...axes,
    type: 'line',
    showSymbol: false,
    lineStyle: { color: hue, width: 1.7 },
    data: run.times.map((t, i) => [axis.local(t), truth[i] ?? null]),
  }));
}

/** What is expected in a panel: its time, at its limit where it has one, its number, and when it was first seen. */
function signals({ shows }: Panel, axes: Axes, { rehearsal, run, axis }: Picture): SeriesOption[] {
  const { expectations, verdicts } = rehearsal;
  const badges = new Map<number, number>();
  return expectations.flatMap((expectation, i): SeriesOption[] => {
    const { point, parameter, fromMs, toMs } = expectation;
    if (!isShown(shows, { point, quantity: parameter })) return [];
    const level = levelOf(expectation, run);
    const besides = badges.get(fromMs) ?? 0;
    badges.set(fromMs, besides + 1);
    const [from, to] = [axis.local(fromMs), axis.local(toMs)];
    const seenMs = verdicts[i]?.atMs;
    const marks = [badge(i + 1, [from, level], besides)];
    if (seenMs !== undefined)
      marks.push(diamond([axis.local(seenMs), seenAt(expectation, seenMs, level, run)]));
    return [
      {
        ...axes,
        type: 'line',
        showSymbol: false,
        lineStyle: { color: SIGNAL, width: 1.4, type: [5, 4] },
        data: [
          [from, level],
          [to, level],
        ],
        markPoint: { silent: true, data: marks, z: 6 },
        z: 4,
      },
    ];
  });
}

type Mark = NonNullable<MarkPointComponentOption['data']>[number];

/** A number in a circle, left of where the time begins; those of one time stand side by side. */
function badge(number: number, coord: [number, number], besides: number): Mark {
  return {
    name: '',
    coord,
    symbol: 'circle',
    symbolSize: 17,
    symbolOffset: [-11 - 19 * besides, 0],
    itemStyle: { color: '#fff', borderColor: SIGNAL, borderWidth: 1.3 },
    label: { show: true, formatter: String(number), fontSize: 11, fontFamily: FONT, color: SIGNAL },
  };
}

function diamond(coord: [number, number]): Mark {
  return {
    name: '',
    coord,
    symbol: 'diamond',
    symbolSize: 12,
    itemStyle: { color: SIGNAL },
    label: { show: false },
  };
}

/** A value that is off is marked where it is; what reached a limit, at the limit. */
function seenAt({ sees, point, parameter }: Expectation, seenMs: number, level: number, run: Run): number {
  if (sees.sign !== 'off by') return level;
  return run.measured(point, parameter)?.[run.times.findIndex((t) => t >= seenMs)] ?? level;
}

/** Where in its panel an expectation is drawn: at its limit, else where the curve is when its time begins. */
function levelOf({ sees, point, parameter, fromMs }: Expectation, run: Run): number {
  if (sees.sign === 'above' || sees.sign === 'below') return sees.by;
  const values = run.measured(point, parameter) ?? run.truth(point, parameter);
  const begin = run.times.findIndex((t) => t >= fromMs);
  const before = values.slice(0, Math.max(1, begin)).findLast((value) => value !== null) ?? 0;
  if (sees.sign === 'rises by') return before + sees.by;
  return sees.sign === 'falls by' ? before - sees.by : before;
}
