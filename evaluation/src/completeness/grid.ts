import type { ScheduleVersion } from './schedule.ts';

const DAY_MS = 86_400_000;

/** A slot of the version before or after, at the border between two versions. */
interface Neighbour {
  readonly t: number;
  readonly intervalMs: number;
}

/**
 * The slots of one version of a schedule in one UTC day: slot `i` is at `first + i · intervalMs`. Slots are judged
 * stretch by stretch, always whole: so an hour, a month and a semester count the same slots alike.
 */
export interface Stretch {
  readonly version: ScheduleVersion;
  readonly first: number;
  readonly intervalMs: number;
  readonly count: number;
  /** The last slot of the version before, the first of the one after, where the stretch borders on them. */
  readonly before: Neighbour | undefined;
  readonly after: Neighbour | undefined;
}

/**
 * The stretches whose UTC days meet a range [from, to), in order. Versions ascend in `from`; each holds until the
 * next one's `from`. A version without parameters expects nothing.
 */
export function slotsOf(
  versions: readonly ScheduleVersion[],
  range: { readonly from: number; readonly to: number },
): Stretch[] {
  const stretches: Stretch[] = [];
  for (let day = startOfDay(range.from); day < range.to; day += DAY_MS) {
    for (const [i, version] of versions.entries()) {
      if (version.parameters.length === 0) continue;
      const begin = Math.max(day, version.from);
      const next = versions[i + 1];
      const end = Math.min(day + DAY_MS, next?.from ?? Number.POSITIVE_INFINITY);
      const first = slotAtOrAfter(version, begin);
      if (first >= end) continue;
      const { intervalMs } = version;
      const count = Math.ceil((end - first) / intervalMs);
      stretches.push({
        version,
        first,
        intervalMs,
        count,
        before: begin === version.from ? lastSlotBefore(versions[i - 1], version.from) : undefined,
        after: end === next?.from ? firstSlotOf(next) : undefined,
      });
    }
  }
  return stretches;
}

function firstSlotOf(version: ScheduleVersion): Neighbour | undefined {
  if (version.parameters.length === 0) return undefined;
  return { t: slotAtOrAfter(version, version.from), intervalMs: version.intervalMs };
}

/** Beginning of the UTC day. */
export function startOfDay(t: number): number {
  return Math.floor(t / DAY_MS) * DAY_MS;
}

function slotAtOrAfter({ intervalMs, offsetMs }: ScheduleVersion, t: number): number {
  return Math.ceil((t - offsetMs) / intervalMs) * intervalMs + offsetMs;
}

function lastSlotBefore(version: ScheduleVersion | undefined, t: number): Neighbour | undefined {
  if (version === undefined || version.parameters.length === 0) return undefined;
  const last = slotAtOrAfter(version, t) - version.intervalMs;
  return last < version.from ? undefined : { t: last, intervalMs: version.intervalMs };
}

/**
 * The slot that a reading at `t` belongs to: the one whose time is nearest, half an interval away at most; -1 when it
 * is of another stretch, or of none. It depends on the time and the schedule alone.
 */
export function homeSlot(stretch: Stretch, t: number): number {
  const index = Math.round((t - stretch.first) / stretch.intervalMs);
  if (!(index >= 0 && index < stretch.count)) return -1;
  const distance = Math.abs(t - (stretch.first + index * stretch.intervalMs));
  const { before, after } = stretch;
  if (before !== undefined && isNearer(before, t, distance, true)) return -1;
  if (after !== undefined && isNearer(after, t, distance, false)) return -1;
  return index;
}

/** Where two versions meet, the nearer slot has the reading; of two equally near, the earlier one. */
function isNearer(
  { t: slot, intervalMs }: Neighbour,
  t: number,
  distance: number,
  isEarlier: boolean,
): boolean {
  const other = Math.abs(t - slot);
  if (2 * other > intervalMs) return false;
  return other < distance || (other === distance && isEarlier);
}
