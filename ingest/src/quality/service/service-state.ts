import type { ServiceKind, ServiceWindow } from '@banyu/contracts';
import type { CompiledSettings } from '../settings/compiled-settings.ts';

/** What service says of a reading: somebody works on the sensor, it settles after, or the production stands. */
export type ServiceState = 'service' | 'recovery' | 'no_flow';

/** A time in one state: from ≤ t < to, Unix ms. */
export interface ServicePeriod {
  readonly from: number;
  readonly to: number;
  readonly state: ServiceState;
}

/** What stands still in a pipe without flow is still its amount: only concentrations are no effluent then. */
const NO_CONCENTRATION: ReadonlySet<string> = new Set(['flow', 'volume', 'level']);

/** Which of two states counts, where both are. */
const RANK: Readonly<Record<ServiceState, number>> = { service: 3, no_flow: 2, recovery: 1 };

const RECOVERS: ReadonlySet<ServiceKind> = new Set<ServiceKind>(['calibration', 'cleaning']);

/** The periods that windows make for one parameter, apart and in order of time; `recoveryMs` at the end of a window. */
export function servicePeriods(
  windows: readonly Pick<ServiceWindow, 'kind' | 'from' | 'to'>[],
  parameter: string,
  recoveryMs: (t: number) => CompiledSettings['recoveryMs'],
): ServicePeriod[] {
  const periods: ServicePeriod[] = [];
  for (const { kind, from, to: end } of windows) {
    const to = end ?? Number.POSITIVE_INFINITY;
    if (kind === 'shutdown') {
      if (!NO_CONCENTRATION.has(parameter)) periods.push({ from, to, state: 'no_flow' });
      continue;
    }
    periods.push({ from, to, state: 'service' });
    if (end !== null && RECOVERS.has(kind)) {
      periods.push({ from: end, to: end + recoveryMs(end), state: 'recovery' });
    }
  }
  return apart(periods);
}

/** The same states without any overlap: where there are two, the stronger one. */
function apart(periods: readonly ServicePeriod[]): ServicePeriod[] {
  const times = [...new Set(periods.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const waiting = periods.toSorted((a, b) => a.from - b.from);
  let begun: ServicePeriod[] = [];
  let next = 0;
  const found: ServicePeriod[] = [];
  for (const [i, from] of times.entries()) {
    begun = begun.filter(({ to }) => to > from);
    for (let period = waiting[next]; period !== undefined && period.from <= from; period = waiting[next]) {
      if (period.to > from) begun.push(period);
      next += 1;
    }
    const to = times[i + 1];
    const [first, ...others] = begun;
    if (to === undefined || first === undefined) continue;
    const { state } = others.reduce(
      (best, each) => (RANK[each.state] > RANK[best.state] ? each : best),
      first,
    );
    found.push({ from, to, state });
  }
  return found;
}

/** The state at a time, of periods as `servicePeriods` gives them; undefined when the sensor just measures. */
export function serviceStateAt(periods: readonly ServicePeriod[], t: number): ServiceState | undefined {
  let low = 0;
  let high = periods.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((periods[middle] as ServicePeriod).from <= t) low = middle + 1;
    else high = middle;
  }
  const period = periods[low - 1];
  return period !== undefined && t < period.to ? period.state : undefined;
}
