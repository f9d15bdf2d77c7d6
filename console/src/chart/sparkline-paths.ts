import type { Curve } from '../history.ts';
import { columnsOf } from './columns.ts';

/** SVG path data in a box 100 wide and 40 high. */
export interface SparklinePaths {
  readonly band: string;
  readonly line: string;
  /** Along the foot, where readings failed or were missing. */
  readonly untrusted: string;
  /** The newest mean: a point, drawn by its round ends. */
  readonly head: string;
}

const WIDTH = 100;
/** The line keeps off the edges, and the foot below it is for the marks. */
const TOP = 4;
const BOTTOM = 33;
const FOOT = 38;

/** The paths of a curve between two times in ms. Less than `leastSpan` between lowest and highest is not blown up. */
export function sparklinePaths(curve: Curve, from: number, to: number, leastSpan: number): SparklinePaths {
  const { t, low, high, mean, marks } = columnsOf(curve, to);
  const [bottom, top] = extent([...low, ...high], leastSpan);
  const x = (at: number) => round(((at - from) / (to - from)) * WIDTH);
  const y = (value: number) => round(BOTTOM - ((value - bottom) / (top - bottom)) * (BOTTOM - TOP));

  let line = '';
  let band = '';
  let head = '';
  for (const [begin, end] of runsOf(mean)) {
    const there: string[] = [];
    const back: string[] = [];
    const middle: string[] = [];
    for (let i = begin; i < end; i += 1) {
      const at = x(t[i] ?? from);
      there.push(`${at} ${y(high[i] ?? bottom)}`);
      back.push(`${at} ${y(low[i] ?? bottom)}`);
      middle.push(`${at} ${y(mean[i] ?? bottom)}`);
    }
    // A lone point has no line: drawn onto itself, its round ends make a dot.
    line += `M${middle.join('L')}${middle.length === 1 ? `L${middle[0]}` : ''}`;
    band += `M${there.join('L')}L${back.reverse().join('L')}Z`;
    if (end === mean.length) head = `M${middle.at(-1)}L${middle.at(-1)}`;
  }
  const untrusted = marks
    .filter((mark) => mark.kind === 'untrusted')
    .map((mark) => `M${x(mark.from)} ${FOOT}L${x(mark.to)} ${FOOT}`)
    .join('');
  return { band, line, untrusted, head };
}

/** Lowest and highest value, at least so far apart. */
function extent(values: readonly (number | null)[], leastSpan: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  const air = Math.max(0, leastSpan - (high - low)) / 2;
  return [low - air, high + air];
}

/** Half-open index ranges of values without a gap. */
function runsOf(values: readonly (number | null)[]): [number, number][] {
  const runs: [number, number][] = [];
  let begin = -1;
  for (let i = 0; i <= values.length; i += 1) {
    const present = i < values.length && values[i] !== null;
    if (present && begin < 0) begin = i;
    if (!present && begin >= 0) {
      runs.push([begin, i]);
      begin = -1;
    }
  }
  return runs;
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
