import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Columns } from './columns.ts';
import { type ChartLimit, drawLimit } from './draw-limit.ts';
import { drawMarks } from './draw-marks.ts';

/** How the chart writes and what it tells. */
export interface TrendChartOptions {
  /** IANA zone in which hours and days are cut. */
  readonly timeZone: string;
  /** A time on the axis; `dayOnly` where the marks lie days apart. */
  readonly tick: (t: number, dayOnly: boolean) => string;
  readonly value: (value: number, decimals: number) => string;
  /** The parameter's own; the axis never writes more. */
  readonly decimals: number;
  /** The least from bottom to top. */
  readonly leastSpan: number;
  /** Of the effluent standard, where one holds. */
  readonly limit: ChartLimit | undefined;
  /** The row under the cursor; undefined when it left. */
  readonly onCursor: (index: number | undefined) => void;
}

const DAY_MS = 86_400_000;
const FONT = '12px system-ui, sans-serif';
/** Room for one digit of the axis' font. */
const DIGIT_PX = 8;

/** A large trend on a canvas: band from lowest to highest, mean, gaps, marks. Colours come from the page's style. */
export class TrendChart {
  readonly #plot: uPlot;
  readonly #observer: ResizeObserver;
  #columns: Columns;
  #window: readonly [from: number, to: number];

  constructor(
    parent: HTMLElement,
    columns: Columns,
    window: readonly [from: number, to: number],
    options: TrendChartOptions,
  ) {
    this.#columns = columns;
    this.#window = window;
    const colour = colours(parent);
    const axis: uPlot.Axis = {
      stroke: colour('--muted'),
      font: FONT,
      grid: { stroke: colour('--grid'), width: 1 },
      ticks: { show: false },
    };
    const silent = { show: true, width: 0, points: { show: false } };
    this.#plot = new uPlot(
      {
        ...sizeOf(parent),
        ms: 1,
        tzDate: (t) => uPlot.tzDate(new Date(t), options.timeZone),
        padding: [8, 26, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: false, y: false },
          points: { size: 9, width: 2, fill: colour('--surface') },
        },
        scales: {
          x: { time: true, range: () => [this.#window[0], this.#window[1]] },
          y: { range: (_, low, high) => roomyRange(low, high, options.leastSpan) },
        },
        axes: [
          {
            ...axis,
            gap: 6,
            size: 30,
            space: 64,
            values: (_, splits, __, ___, step) => splits.map((t) => options.tick(t, step >= DAY_MS)),
          },
          {
            ...axis,
            gap: 6,
            space: 36,
            incrs: steps(options.decimals),
            size: (_, values) => 14 + DIGIT_PX * Math.max(2, ...(values ?? []).map((text) => text.length)),
            values: (_, splits, __, ___, step) => {
              const decimals = Math.min(options.decimals, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
              return splits.map((value) => options.value(value, decimals));
            },
          },
        ],
        series: [
          {},
          { ...silent, stroke: 'transparent' },
          { ...silent, stroke: 'transparent' },
          {
            stroke: colour('--accent'),
            width: 1.75,
            points: { size: 4, fill: colour('--accent'), filter: (plot) => loners(plot.data[3]) },
          },
          {
            stroke: colour('--accent'),
            width: 1.75,
            dash: [4, 4],
            points: { size: 4, stroke: colour('--accent'), filter: (plot) => loners(plot.data[4]) },
          },
        ],
        bands: [{ series: [1, 2], fill: colour('--band') }],
        hooks: {
          draw: [
            (plot) => {
              if (options.limit !== undefined) drawLimit(plot, options.limit, colour('--bad'));
            },
            (plot) =>
              drawMarks(plot, this.#columns, {
                untrusted: colour('--bad'),
                suspect: colour('--warn'),
                corrected: colour('--accent'),
              }),
          ],
          setCursor: [(plot) => options.onCursor(plot.cursor.idx ?? undefined)],
        },
      },
      dataOf(columns),
      parent,
    );
    this.#observer = new ResizeObserver(() => this.#plot.setSize(sizeOf(parent)));
    this.#observer.observe(parent);
    this.#plot.over.style.touchAction = 'pan-y';
    this.#plot.over.addEventListener('pointermove', (event) => {
      if (event.pointerType !== 'touch') return;
      const { left } = this.#plot.over.getBoundingClientRect();
      this.#moveCursorTo(event.clientX - left);
    });
  }

  /** Shows other data over another window (ms); the cursor stays where it is. */
  update(columns: Columns, window: readonly [from: number, to: number]): void {
    this.#columns = columns;
    this.#window = window;
    this.#plot.setData(dataOf(columns), true);
  }

  /** Puts the cursor on a row. */
  point(index: number): void {
    const t = this.#columns.t[index];
    if (t !== undefined) this.#moveCursorTo(this.#plot.valToPos(t, 'x'));
  }

  close(): void {
    this.#observer.disconnect();
    this.#plot.destroy();
  }

  #moveCursorTo(left: number): void {
    this.#plot.setCursor({ left, top: this.#plot.over.clientHeight / 2 });
  }
}

function dataOf({ t, high, low, mean, estimate }: Columns): uPlot.AlignedData {
  return [[...t], [...high], [...low], [...mean], [...estimate]];
}

function sizeOf(parent: HTMLElement): { width: number; height: number } {
  return { width: Math.max(parent.clientWidth, 1), height: Math.max(parent.clientHeight, 1) };
}

/** The values' range with air around it, and with room at the foot for the marks. */
function roomyRange(low: number | null, high: number | null, leastSpan: number): [number, number] {
  if (low === null || high === null) return [0, leastSpan];
  const air = Math.max(0, leastSpan - (high - low)) / 2;
  const span = Math.max(leastSpan, high - low);
  return [low - air - span * 0.14, high + air + span * 0.1];
}

/** Steps of an axis: 1, 2 and 5 in each power of ten, none finer than the last decimal. */
function steps(decimals: number): number[] {
  const powers = Array.from({ length: 15 + decimals }, (_, i) => i - decimals);
  return powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
}

/** Rows between two gaps: without a dot they would not be seen. */
function loners(values: ArrayLike<number | null | undefined> | undefined): number[] {
  if (values === undefined) return [];
  return Array.from(values).flatMap((value, i) => {
    const alone = (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null;
    return value !== null && value !== undefined && alone ? [i] : [];
  });
}

function colours(element: HTMLElement): (name: string) => string {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(name).trim();
}
