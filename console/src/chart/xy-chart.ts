import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** One set of points over the chart's x; null where it has none. */
export interface XyLine {
  readonly values: readonly (number | null)[];
  /** A colour of the page's style, e.g. `--accent`. */
  readonly colour: string;
  readonly look: 'dots' | 'rings' | 'line' | 'dashes';
}

export interface XyChartOptions {
  /** Ascending; Unix ms when `timeZone` is given. */
  readonly x: readonly number[];
  readonly lines: readonly XyLine[];
  /** IANA zone; absent: x is a number like y. */
  readonly timeZone?: string;
  readonly writeX: (x: number) => string;
  readonly writeY: (y: number) => string;
}

const FONT = '12px system-ui, sans-serif';
const DIGIT_PX = 8;
const HOUR_MS = 3_600_000;

/** A few points on a canvas that nobody moves through; colours come from the page's style. */
export class XyChart {
  readonly #plot: uPlot;
  readonly #observer: ResizeObserver;

  constructor(parent: HTMLElement, { x, lines, timeZone, writeX, writeY }: XyChartOptions) {
    const style = getComputedStyle(parent);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis: uPlot.Axis = {
      stroke: colour('--muted'),
      font: FONT,
      grid: { stroke: colour('--grid'), width: 1 },
      ticks: { show: false },
      gap: 6,
    };
    const size = () => ({ width: Math.max(parent.clientWidth, 1), height: Math.max(parent.clientHeight, 1) });
    this.#plot = new uPlot(
      {
        ...size(),
        ms: 1,
        ...(timeZone !== undefined && { tzDate: (t: number) => uPlot.tzDate(new Date(t), timeZone) }),
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: {
            time: timeZone !== undefined,
            range: (_, low, high) => roomy(low, high, timeZone !== undefined),
          },
          y: { range: (_, low, high) => roomy(low, high, false) },
        },
        axes: [
          { ...axis, size: 30, space: 72, values: (_, splits) => splits.map(writeX) },
          {
            ...axis,
            space: 36,
            size: (_, values) => 14 + DIGIT_PX * Math.max(2, ...(values ?? []).map((text) => text.length)),
            values: (_, splits) => splits.map(writeY),
          },
        ],
        series: [{}, ...lines.map(({ colour: name, look }) => seriesOf(colour(name), look))],
      },
      [[...x], ...lines.map(({ values }) => [...values])],
      parent,
    );
    this.#observer = new ResizeObserver(() => this.#plot.setSize(size()));
    this.#observer.observe(parent);
  }

  close(): void {
    this.#observer.disconnect();
    this.#plot.destroy();
  }
}

function seriesOf(stroke: string, look: XyLine['look']): uPlot.Series {
  if (look === 'line')
    return { stroke, width: 1.75, spanGaps: true, points: { show: true, size: 4, fill: stroke } };
  if (look === 'dashes')
    return { stroke, width: 1.25, dash: [5, 4], spanGaps: true, points: { show: false } };
  // Rings and dots are told apart without their colour.
  const fill = look === 'dots' ? { fill: stroke } : { fill: 'transparent', width: 2 };
  return {
    stroke,
    width: 0,
    paths: () => null,
    points: { show: true, size: look === 'dots' ? 7 : 9, ...fill },
  };
}

/** The range with air around it; of all equal values, an hour or a unit to either side. */
function roomy(low: number | null, high: number | null, time: boolean): [number, number] {
  if (low === null || high === null) return [0, 1];
  const air = high > low ? (high - low) * 0.06 : time ? HOUR_MS : Math.max(Math.abs(high) * 0.1, 0.1);
  return [low - air, high + air];
}
