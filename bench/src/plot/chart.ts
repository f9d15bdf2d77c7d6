import type { EChartsOption } from 'echarts';
import { expectationLines, listText } from './expectation-list.ts';
import { happeningsOf } from './happening.ts';
import { panelHead, textAt } from './heads.ts';
import { layoutOf } from './layout.ts';
import { FONT, MARGIN, PAGE, SIZE, wrapped } from './page.ts';
import { INK } from './palette.ts';
import { panelsOf } from './panel.ts';
import { panelSeries } from './panel-series.ts';
import type { Run } from './record.ts';
import type { Language, Rehearsal } from './rehearsal.ts';
import type { TimeAxis } from './time-axis.ts';
import { timeline } from './timeline.ts';
import { wordOf } from './words.ts';

const INTRO_CHARACTERS = 140;

/** A page with the whole of a run: what went wrong, the plant from influent to river, what should be seen of it. */
export function chartOf(rehearsal: Rehearsal, run: Run, axis: TimeAxis, language: Language): EChartsOption {
  const happenings = happeningsOf(rehearsal, language);
  const panels = panelsOf(run, rehearsal.expectations, language);
  const intro = wrapped(rehearsal.text[language], INTRO_CHARACTERS);
  const list = expectationLines(rehearsal, axis, language);
  const layout = layoutOf({
    intro: intro.length,
    bars: happenings.length,
    panels: panels.length,
    list: list.length,
  });
  const { introTop, introLineHeight, barsTop, panelTops, panelHeight, listTop } = layout;
  const right = PAGE.width - MARGIN.right;
  return {
    animation: false,
    backgroundColor: '#fff',
    textStyle: { fontFamily: FONT, color: INK.text },
    grid: panelTops.map((top) => ({ left: MARGIN.left, right: MARGIN.right, top, height: panelHeight })),
    xAxis: panels.map((_, i) => xAxis(axis, i, i === panels.length - 1)),
    yAxis: panels.map(({ fromZero }, gridIndex) => ({
      type: 'value',
      gridIndex,
      scale: !fromZero,
      splitNumber: 3,
      axisLabel: { fontSize: SIZE.tick, color: INK.text, formatter: plainNumber },
      splitLine: { lineStyle: { color: INK.grid } },
    })),
    series: panels.flatMap((panel, i) => panelSeries(panel, i, { rehearsal, run, happenings, axis })),
    graphic: [
      textAt(rehearsal.title[language], MARGIN.text, MARGIN.top, SIZE.title, { fontWeight: 'bold' }),
      ...intro.map((line, i) => textAt(line, MARGIN.text, introTop + i * introLineHeight, SIZE.text)),
      textAt(wordOf('wrong', language), MARGIN.text, barsTop - 26, SIZE.panel, { fontWeight: 'bold' }),
      textAt(wordOf('legend', language), right, barsTop - 25, SIZE.note, { align: 'right', fill: INK.faint }),
      ...timeline(happenings, axis, layout),
      ...panels.flatMap((panel, i) => panelHead(panel, panelTops[i] ?? 0)),
      textAt(wordOf('expected', language), MARGIN.text, listTop, SIZE.panel, { fontWeight: 'bold' }),
      ...listText(list, layout),
    ],
  };
}

/** `1 200`, in any language. */
function plainNumber(value: number): string {
  return value.toLocaleString('en').replaceAll(',', '\u202f');
}

function xAxis({ from, to, tickMs, label }: TimeAxis, gridIndex: number, isLast: boolean) {
  return {
    type: 'value' as const,
    gridIndex,
    min: from,
    max: to,
    interval: tickMs,
    axisLine: { onZero: false, lineStyle: { color: INK.day } },
    axisTick: { show: isLast },
    axisLabel: {
      show: isLast,
      fontSize: SIZE.tick,
      lineHeight: 17,
      color: INK.text,
      formatter: label,
      hideOverlap: true,
    },
    splitLine: { lineStyle: { color: INK.grid } },
  };
}
