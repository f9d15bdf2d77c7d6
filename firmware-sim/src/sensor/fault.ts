import type { ParameterId } from '@banyu/contracts';

/** When it is there: from an instant on, and until before another; Unix ms. Without `to` it stays. */
interface Span {
  readonly from: number;
  readonly to?: number;
}

interface AtProbe extends Span {
  readonly parameter: ParameterId;
}

/** What an instrument shows while people work at it: its last value, or one it is given, e.g. a buffer's pH. */
export type ShownInService = 'held' | number;

/** What can be wrong with a probe, its signal or its wiring. Values are in the parameter's canonical unit. */
export type SensorFault =
  /** Away from the truth by `perDay` each day, or in random steps whose standard deviation after a day is that. */
  | (AtProbe & { readonly fault: 'drift'; readonly shape: 'linear' | 'random-walk'; readonly perDay: number })
  /**
   * A film F grows on the probe, dF/dt = `ratePerDay` (1 − F): the lag becomes (1 + F) times as long, the signal is
   * damped by `damping` F and shifted by `bias` F. A wiper takes it off each `wipedEveryMs`, a cleaning at its end.
   */
  | (AtProbe & {
      readonly fault: 'fouling';
      readonly ratePerDay: number;
      readonly damping: number;
      readonly bias?: number;
      readonly wipedEveryMs?: number;
    })
  | (AtProbe & { readonly fault: 'bias'; readonly offset: number })
  | (AtProbe & { readonly fault: 'gain'; readonly factor: number })
  /** The last value, without its noise. */
  | (AtProbe & { readonly fault: 'stuck' })
  /** Up or down by `height`, so many times an hour on average, for `lastsMs` (default 1 000). */
  | (AtProbe & {
      readonly fault: 'spikes';
      readonly perHour: number;
      readonly height: number;
      readonly lastsMs?: number;
    })
  /**
   * No signal: always, or so many times a day on average for `lastsMs` (default 5 000). A 4–20 mA input then shows
   * nothing, or, taken for a value, what 3.5 mA stands for.
   */
  | (AtProbe & {
      readonly fault: 'dropout';
      readonly perDay?: number;
      readonly lastsMs?: number;
      readonly shows: 'nothing' | 'low-current';
    })
  /** It cannot show less or more than this. */
  | (AtProbe & { readonly fault: 'saturation'; readonly min?: number; readonly max?: number })
  /** Set to another unit after service: see `WRONG_UNITS`. */
  | (AtProbe & { readonly fault: 'wrong-unit'; readonly unit: string })
  /** Work at the probe. At its end bias, gain error and drift are gone, and it is off by `offsetAfter` (default 0). */
  | (AtProbe & {
      readonly fault: 'calibration';
      readonly to: number;
      readonly shows: ShownInService;
      readonly offsetAfter?: number;
    })
  /** Work at the probe. At its end no film is left. */
  | (AtProbe & { readonly fault: 'cleaning'; readonly to: number; readonly shows: ShownInService })
  /** Two probes on each other's 4–20 mA input: each shows the other's share of its own range. */
  | (Span & { readonly fault: 'swapped'; readonly parameters: readonly [ParameterId, ParameterId] });

export type SensorFaultKind = SensorFault['fault'];
export type FaultOf<Kind extends SensorFaultKind> = Extract<SensorFault, { readonly fault: Kind }>;

/** A fault of one probe, which is all but a swap. */
export type ProbeFault = Exclude<SensorFault, FaultOf<'swapped'>>;

/** Work at a probe: a span that people know of. */
export type Work = FaultOf<'calibration'> | FaultOf<'cleaning'>;

/** The work on a timeline of what is wrong. */
export function worksOf(faults: readonly SensorFault[]): Work[] {
  return faults.filter((fault): fault is Work => fault.fault === 'calibration' || fault.fault === 'cleaning');
}

/** Whether it is there at an instant. */
export function isThere({ from, to }: Span, t: number): boolean {
  return t >= from && (to === undefined || t < to);
}
