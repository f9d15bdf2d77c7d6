import type { ScheduleVersion } from './schedule.ts';

const DAY_MS = 86_400_000;

/** All slots of one version of a schedule: from `first` to `last`, which is Infinity when no version follows. */
interface VersionSlots {
  readonly first: number;
  readonly last: number;
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
  /** The slots of the version, of which these are a day's. */
  readonly own: VersionSlots;
  /** Those of other versions that may be nearer to a reading than a slot of this stretch. */
  readonly rivals: readonly VersionSlots[];
}

/**
 * The stretches whose UTC days meet a range [from, to), in order. Versions ascend in `from`; each holds until the
 * next one's `from`. A version without parameters expects nothing.
 */
export function slotsOf(
  versions: readonly ScheduleVersion[],
  range: { readonly from: number; readonly to: number },
): Stretch[] {
  const held = versions.flatMap((version, i) => {
    const own = slotsOfVersion(version, versions[i + 1]);
    return own === undefined ? [] : [{ version, own }];
  });
  const stretches: Stretch[] = [];
  for (let day = startOfDay(range.from); day < range.to; day += DAY_MS) {
    for (const { version, own } of held) {
      const { intervalMs } = version;
      const first = slotAtOrAfter(version, Math.max(day, version.from));
      const last = Math.min(own.last, slotAtOrAfter(version, day + DAY_MS) - intervalMs);
      if (first > last) continue;
      const count = (last - first) / intervalMs + 1;
      const rivals = held
        .map((each) => each.own)
        .filter((other) => other !== own && canCompete(other, { first, last, intervalMs }));
      stretches.push({ version, first, intervalMs, count, own, rivals });
    }
  }
  return stretches;
}

/** Undefined when the version expects nothing, or gives way to the next one before its first slot. */
function slotsOfVersion(
  version: ScheduleVersion,
  next: ScheduleVersion | undefined,
): VersionSlots | undefined {
  if (version.parameters.length === 0) return undefined;
  const { intervalMs } = version;
  const first = slotAtOrAfter(version, version.from);
  const last = next === undefined ? Number.POSITIVE_INFINITY : slotAtOrAfter(version, next.from) - intervalMs;
  return first > last ? undefined : { first, last, intervalMs };
}

/** Whether a reading can be half an interval or less from a slot of each. */
function canCompete(a: VersionSlots, b: VersionSlots): boolean {
  const reach = (a.intervalMs + b.intervalMs) / 2;
  return a.first - reach <= b.last && b.first - reach <= a.last;
}

/** Beginning of the UTC day. */
export function startOfDay(t: number): number {
  return Math.floor(t / DAY_MS) * DAY_MS;
}

function slotAtOrAfter({ intervalMs, offsetMs }: ScheduleVersion, t: number): number {
  return Math.ceil((t - offsetMs) / intervalMs) * intervalMs + offsetMs;
}

/**
 * The slot that a reading at `t` belongs to: of all versions' slots the one whose time is nearest, half of its interval
 * away at most; -1 when it is of another stretch, or there is none. It depends on the time and the schedule alone, and
 * no two stretches have the same reading.
 */
export function homeSlot({ own, rivals, first, intervalMs, count }: Stretch, t: number): number {
  const slot = nearestSlot(own, t);
  const index = (slot - first) / intervalMs;
  if (!(index >= 0 && index < count)) return -1;
  const distance = Math.abs(t - slot);
  if (2 * distance > intervalMs) return -1;
  for (const rival of rivals) {
    const other = nearestSlot(rival, t);
    const otherDistance = Math.abs(t - other);
    if (2 * otherDistance > rival.intervalMs) continue;
    // Of two equally near, the earlier one.
    if (otherDistance < distance || (otherDistance === distance && other < slot)) return -1;
  }
  return index;
}

function nearestSlot({ first, last, intervalMs }: VersionSlots, t: number): number {
  return Math.min(last, first + Math.max(0, Math.round((t - first) / intervalMs)) * intervalMs);
}
