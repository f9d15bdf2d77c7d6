import type { GraphicComponentOption } from 'echarts';
import { FONT, MARGIN, PAGE, SIZE, widthOf } from './page.ts';
import { INK } from './palette.ts';
import type { Panel } from './panel.ts';

/** A line of text at a place of the page. */
export function textAt(
  text: string,
  x: number,
  y: number,
  fontSize: number,
  more: { readonly fontWeight?: 'bold'; readonly align?: 'right'; readonly fill?: string } = {},
): GraphicComponentOption {
  return { type: 'text', style: { text, x, y, fontSize, fontFamily: FONT, fill: INK.text, ...more } };
}

const SAMPLE = 22;
const GAP = 22;

/** Above a panel: what it shows and in which unit, and its curves by their hues. */
export function panelHead({ title, unit, curves }: Panel, panelTop: number): GraphicComponentOption[] {
  const head = unit === '' ? title : `${title}, ${unit}`;
  const y = panelTop - 22;
  return [
    textAt(head, MARGIN.text, y, SIZE.panel, { fontWeight: 'bold' }),
    ...(curves.length < 2 ? [] : legend(curves, y)),
  ];
}

/** From the right edge to the left: a piece of the curve, a dot where a sensor measures it, its name. */
function legend(curves: Panel['curves'], y: number): GraphicComponentOption[] {
  let right = PAGE.width - MARGIN.right;
  return curves.toReversed().flatMap(({ name, hue, measured }): GraphicComponentOption[] => {
    const textX = right - widthOf(name, SIZE.note);
    const x = textX - SAMPLE - 6;
    right = x - GAP;
    const middle = y + 8;
    const sample: GraphicComponentOption = {
      type: 'line',
      shape: { x1: x, y1: middle, x2: x + SAMPLE, y2: middle },
      style: { stroke: hue, lineWidth: 2 },
    };
    const dot: GraphicComponentOption = {
      type: 'circle',
      shape: { cx: x + SAMPLE / 2, cy: middle, r: 4 },
      style: { fill: hue },
    };
    const text = textAt(name, textX, y + 1, SIZE.note, { fill: hue });
    return measured === undefined ? [sample, text] : [sample, dot, text];
  });
}
