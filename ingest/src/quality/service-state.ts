import type { ServiceKind, ServiceWindow } from '@banyu/contracts';
import type { CompiledSettings } from './compiled-settings.ts';

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

/** The periods that windows make for one parameter, by rank, the stronger first; `recoveryMs` at the end of a window. */
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
  return periods.sort((a, b) => RANK[b.state] - RANK[a.state]);
}

/** The state at a time; undefined when the sensor just measures. */
export function serviceStateAt(periods: readonly ServicePeriod[], t: number): ServiceState | undefined {
  for (const { from, to, state } of periods) {
    if (t >= from && t < to) return state;
  }
  return undefined;
}
