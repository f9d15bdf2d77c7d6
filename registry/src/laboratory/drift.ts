// Drift cannot be seen in a sensor's readings themselves: they follow the water, and each resembles the one before,
// which makes these charts cry wolf (at a lag-one autocorrelation of 0.5 nine times as often). They judge differences
// between the sensor and a reference: a standard at a calibration check, a laboratory's result, a second sensor.

/** A sensor's difference from a reference: sensor − reference, canonical unit. */
export interface Difference {
  /** Unix ms. */
  readonly t: number;
  readonly e: number;
}

/** A chart and its limits, in standard deviations of the differences while all is well. */
export type DriftChart =
  | { readonly kind: 'cusum'; readonly k: number; readonly h: number }
  | { readonly kind: 'ewma'; readonly lambda: number; readonly l: number };

/** One-sided sums with k 0.5 and h 5: a false alarm in 466 checks on average, a shift of 1 σ seen after 10. */
export const DEFAULT_CHART: DriftChart = { kind: 'cusum', k: 0.5, h: 5 };

/** Where a chart stands after some checks; `high` and `low` are what it compares with its limits. */
export interface ChartState {
  readonly checks: number;
  readonly high: number;
  readonly low: number;
}

export const CHART_START: ChartState = { checks: 0, high: 0, low: 0 };

/**
 * The chart after one more difference, given in standard deviations. CUSUM: two sums of what exceeds k either way, 0 at
 * least. EWMA: the weighted mean, as `high`, and its negative, as `low`.
 */
export function nextChartState(state: ChartState, z: number, chart: DriftChart): ChartState {
  const checks = state.checks + 1;
  switch (chart.kind) {
    case 'cusum': {
      const high = Math.max(0, state.high + z - chart.k);
      return { checks, high, low: Math.max(0, state.low - z - chart.k) };
    }
    case 'ewma': {
      const mean = chart.lambda * z + (1 - chart.lambda) * state.high;
      return { checks, high: mean, low: -mean };
    }
  }
}

/**
 * What `high` and `low` may reach. Of EWMA it widens with the number of checks, as the mean's variance does
 * (NIST/SEMATECH e-Handbook of Statistical Methods, EWMA control charts).
 */
export function chartLimit(checks: number, chart: DriftChart): number {
  if (chart.kind === 'cusum') return chart.h;
  const { lambda, l } = chart;
  return l * Math.sqrt((lambda / (2 - lambda)) * (1 - (1 - lambda) ** (2 * checks)));
}

/** One check on the chart. */
export interface ChartPoint extends Difference, ChartState {
  readonly limit: number;
  readonly alarm: 'high' | 'low' | null;
}

export interface DriftVerdict {
  readonly points: readonly ChartPoint[];
  /** The first alarm since the newest restart after which there was one: the sensor reads too high, or too low. */
  readonly alarm: { readonly t: number; readonly side: 'high' | 'low' } | null;
  /**
   * The last check before the alarm, and since that restart, at which that side showed nothing: readings since then are
   * candidates for a correction. Null without an alarm, or when it showed from the first check on.
   */
  readonly lastGoodAt: number | null;
}

/**
 * Goes through differences in order of time. `sigma`: their standard deviation while all is well, canonical unit, above
 * 0 (see `movingRangeSigma`); `bias`: the mean that is known and accepted; `restarts`: when the sensor was calibrated,
 * Unix ms, ascending: the chart begins anew with the first difference at or after each, and forgets what was before.
 */
export function judgeDrift(
  differences: readonly Difference[],
  options: {
    readonly sigma: number;
    readonly bias?: number;
    readonly chart?: DriftChart;
    readonly restarts?: readonly number[];
  },
): DriftVerdict {
  const { sigma, bias = 0, chart = DEFAULT_CHART, restarts = [] } = options;
  if (!(sigma > 0)) throw new RangeError(`Cannot judge drift: sigma is ${sigma}, expected more than 0`);
  const runs = runsOf(differences, restarts).map((run) => {
    const points: ChartPoint[] = [];
    let state = CHART_START;
    for (const { t, e } of run) {
      state = nextChartState(state, (e - bias) / sigma, chart);
      const limit = chartLimit(state.checks, chart);
      const alarm = state.high > limit ? 'high' : state.low > limit ? 'low' : null;
      points.push({ t, e, ...state, limit, alarm });
    }
    return points;
  });
  const told = runs.findLast((run) => run.some(({ alarm }) => alarm !== null)) ?? [];
  return { points: runs.flat(), ...firstAlarm(told) };
}

function firstAlarm(points: readonly ChartPoint[]): Pick<DriftVerdict, 'alarm' | 'lastGoodAt'> {
  const at = points.findIndex(({ alarm }) => alarm !== null);
  const first = points[at];
  if (first === undefined || first.alarm === null) return { alarm: null, lastGoodAt: null };
  const side = first.alarm;
  const lastGoodAt = points.slice(0, at).findLast((point) => point[side] <= 0)?.t ?? null;
  return { alarm: { t: first.t, side }, lastGoodAt };
}

/** The differences cut where the chart begins anew. */
function runsOf(
  differences: readonly Difference[],
  restarts: readonly number[],
): readonly (readonly Difference[])[] {
  const before = (t: number) => restarts.filter((restart) => restart <= t).length;
  return [...Map.groupBy(differences, ({ t }) => before(t)).values()];
}

/**
 * The standard deviation of differences from the mean step between neighbours (divided by 1.128, the mean range of two
 * normal values): a slow drift hardly widens it. A step over one of `restarts` is the calibration's, and left out.
 * Undefined without a step, or when all are equal.
 */
export function movingRangeSigma(
  differences: readonly Difference[],
  restarts: readonly number[] = [],
): number | undefined {
  let sum = 0;
  let steps = 0;
  for (const run of runsOf(differences, restarts)) {
    for (const [i, { e }] of run.entries()) {
      const before = run[i - 1];
      if (before === undefined) continue;
      sum += Math.abs(e - before.e);
      steps += 1;
    }
  }
  const sigma = sum / steps / 1.128;
  return sigma > 0 ? sigma : undefined;
}
