import type { Companion } from './companion.ts';
import { CONTROL_STEP_DAYS, DefaultControl } from './control.ts';
import { type Evaluation, Evaluator } from './evaluation.ts';
import { constantInfluent, type InfluentSeries, rowDays, setInflow } from './influent-series.ts';
import { Bsm1Plant, DEFAULT_STEP_DAYS } from './plant.ts';

export interface BenchmarkOptions {
  /** The weather to be judged. */
  readonly influent: InfluentSeries;
  /** What the plant is run in with after its steady state, usually dry weather; default: the same. */
  readonly before?: InfluentSeries;
  /** The default control of oxygen and nitrate instead of fixed aeration and recycle. */
  readonly closedLoop?: boolean;
  /** Noise of the control's sensors while the influent varies; without a seed there is none. */
  readonly noiseSeed?: number;
  /** Longest step, d; default 60 s, or 15 s with control. */
  readonly stepDays?: number;
  readonly solver?: 'exponential' | 'explicit';
}

export interface BenchmarkProgress {
  /** Of the whole run, 0 to 1. */
  readonly done: number;
  readonly phase: 'steady state' | 'running in' | 'judged';
}

/** Constant influent until nothing moves. */
const STEADY_DAYS = 200;
/** The first week of what is judged does not count, where it is longer than that. */
export const JUDGED_FROM_DAY = 7;
/** Time between two reports of progress. */
const REPORT_DAYS = 1;

/**
 * The benchmark's procedure: to the steady state with constant influent, through the weather before, then through the
 * weather that is judged, from its day 7 on. Yields its progress about every simulated day and returns the figures;
 * whoever iterates may stop at any time.
 */
export function* runBenchmark(options: BenchmarkOptions): Generator<BenchmarkProgress, Evaluation> {
  const { influent, before = influent, closedLoop = false, noiseSeed, solver = 'exponential' } = options;
  const stepDays = options.stepDays ?? (closedLoop ? CONTROL_STEP_DAYS : DEFAULT_STEP_DAYS);
  const control = closedLoop ? new DefaultControl() : undefined;
  const companions: readonly Companion[] = control === undefined ? [] : [control];
  const plant = new Bsm1Plant({ companions, solver });
  const evaluator = new Evaluator(plant);
  const length = (series: InfluentSeries) => series.endDays - series.times[0]!;
  const total = STEADY_DAYS + length(before) + length(influent);
  const countsFrom = length(influent) > JUDGED_FROM_DAY ? JUDGED_FROM_DAY : 0;

  const phases = [
    { phase: 'steady state', series: constantInfluent(STEADY_DAYS) },
    { phase: 'running in', series: before },
    { phase: 'judged', series: influent },
  ] as const;
  let reported = 0;
  for (const { phase, series } of phases) {
    if (phase === 'running in') control?.setNoise(noiseSeed);
    for (let row = 0; row < series.times.length; row++) {
      setInflow(plant.inflow, series, row);
      const days = rowDays(series, row);
      if (phase === 'judged' && series.times[row]! - series.times[0]! >= countsFrom - 1e-6)
        evaluator.sample(days);
      for (let left = days; left > 0; left -= REPORT_DAYS) {
        plant.advance(Math.min(left, REPORT_DAYS), stepDays);
        if (plant.days - reported < REPORT_DAYS - 1e-6) continue;
        reported = plant.days;
        yield { done: Math.min(plant.days / total, 1), phase };
      }
    }
  }
  return evaluator.result();
}
