import type { GraphicComponentOption } from 'echarts';
import type { Happening } from './happening.ts';
import type { Layout } from './layout.ts';
import { FONT, MARGIN, PAGE, SIZE, widthOf } from './page.ts';
import { BARS, INK } from './palette.ts';
import { clipped, type TimeAxis } from './time-axis.ts';

/** A bar for each thing that goes wrong, above the panels and on their time axis. */
export function timeline(
  happenings: readonly Happening[],
  axis: TimeAxis,
  layout: Layout,
): GraphicComponentOption[] {
  const width = PAGE.width - MARGIN.left - MARGIN.right;
  const x = (ms: number) => MARGIN.left + ((clipped(ms, axis) - axis.from) / (axis.to - axis.from)) * width;
  return happenings.flatMap(({ label, group, fromMs, toMs }, i): GraphicComponentOption[] => {
    const y = layout.barsTop + i * layout.barHeight;
    const left = x(fromMs);
    const right = Math.max(x(toMs), left + 3);
    const fitsRight = right + 8 + widthOf(label, SIZE.note) < PAGE.width - MARGIN.right;
    const fitsLeft = left - 8 - widthOf(label, SIZE.note) > MARGIN.left;
    const place = fitsRight
      ? { x: right + 6, align: 'left' as const }
      : fitsLeft
        ? { x: left - 6, align: 'right' as const }
        : { x: left + 8, align: 'left' as const };
    const shape = { x: left, y: y + 2, width: right - left, height: layout.barHeight - 5 };
    const text = { text: label, y: y + 3, fontSize: SIZE.note, fontFamily: FONT, fill: INK.text };
    return [
      { type: 'rect', shape, style: { fill: BARS[group] } },
      { type: 'text', style: { ...text, ...place } },
    ];
  });
}
