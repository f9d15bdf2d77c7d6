import type { ExcludedSpan, ServerFacts, Watched } from './facts.ts';
import type { ScheduleVersion } from './schedule.ts';

/** A device whose slots are judged, with what is known of it besides readings, rejects and events. */
export interface DevicePlan {
  readonly device: string;
  readonly point: string;
  /** Ascending in `from`; none: nothing is expected, and nothing is assumed. */
  readonly versions: readonly ScheduleVersion[];
  readonly excluded: readonly ExcludedSpan[];
  readonly connected: Watched | undefined;
}

/** Whose slots are judged, and when. */
export interface SlotPlan {
  readonly plant: string;
  readonly devices: readonly DevicePlan[];
  readonly server: ServerFacts;
}
