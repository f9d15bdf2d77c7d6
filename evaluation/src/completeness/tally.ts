import { SLOT_STATUSES, type SlotCause, type SlotStatus } from '@banyu/contracts';
import type { Calendar } from './calendar.ts';
import type { Stretch } from './grid.ts';
import type { JudgedSlots } from './judge-slots.ts';
import { causeOf, SLOT_CODES, slotCode, statusOf } from './slot-code.ts';

/**
 * An hour, and a day, stand for their time when at least so much of it is valid: 75 % of the readings, 18 of 24 hours.
 * The rule of European and British air quality law (2008/50/EC; The Air Quality Standards Regulations 2007, Schedule
 * 12, Part 2). Indonesian rules for continuous effluent monitoring give no number.
 */
export const VALID_SHARE = 0.75;

/** How many of the hours, or days, with slots stand for their time; those that are open yet are in neither number. */
export interface ValidParts {
  readonly valid: number;
  readonly total: number;
}

/** The slots of one series in one bucket. */
export interface BucketCounts {
  readonly from: number;
  readonly to: number;
  /** Slots whose time has come; the counts add up to it. */
  readonly expected: number;
  readonly counts: Readonly<Record<SlotStatus, number>>;
  /** What was not received, by status and cause, the most first. */
  readonly causes: readonly {
    readonly status: SlotStatus;
    readonly cause: SlotCause;
    readonly count: number;
  }[];
  /** Readings that belong to a slot that another one fills. */
  readonly extra: number;
  readonly hours: ValidParts;
  readonly days: ValidParts;
}

const HOUR_MS = 3_600_000;

const RECEIVED = slotCode('received') >> 4;
const LATE = slotCode('late') >> 4;
const PENDING = slotCode('pending') >> 4;

/** Counts the slots of one series, stretch by stretch in order of time, into the buckets of a calendar. */
export class Tally {
  readonly #calendar: Calendar;
  readonly #now: number;
  readonly #bucket: { codes: Uint32Array; extra: number; hours: Parts; days: Parts }[];
  #at = 0;
  /** Slots and valid ones of the hour and the day that are being counted. */
  readonly #hour: Part;
  readonly #day: Part;

  /** `now`, Unix ms: later slots only keep their hour and day open. */
  constructor(calendar: Calendar, now: number) {
    this.#calendar = calendar;
    this.#now = now;
    const buckets = Math.max(0, calendar.edges.length - 1);
    this.#bucket = Array.from({ length: buckets }, () => ({
      codes: new Uint32Array(SLOT_CODES),
      extra: 0,
      hours: { valid: 0, total: 0 },
      days: { valid: 0, total: 0 },
    }));
    this.#hour = { at: 0, slots: 0, valid: 0, isOpen: false };
    this.#day = { at: 0, slots: 0, valid: 0, isOpen: false };
  }

  /** Slots outside of the calendar, and those before `knownFrom` (Unix ms), are not counted. */
  add({ first, intervalMs, count }: Stretch, { code, extra }: JudgedSlots, knownFrom = 0): void {
    const { edges, hours } = this.#calendar;
    const begin = Math.max(edges[0] ?? 0, knownFrom);
    const end = edges.at(-1) ?? 0;
    for (let i = 0; i < count; i++) {
      const t = first + i * intervalMs;
      if (t < begin || t >= end) continue;
      while (t >= (hours[this.#hour.at + 1] as number)) this.#nextHour();
      this.#hour.slots += 1;
      if (t > this.#now) {
        this.#hour.isOpen = true;
        continue;
      }
      while (t >= (edges[this.#at + 1] as number)) this.#at += 1;
      const bucket = this.#bucket[this.#at];
      if (bucket === undefined) continue;
      const slot = code[i] as number;
      bucket.codes[slot] = (bucket.codes[slot] as number) + 1;
      bucket.extra += extra[i] as number;
      const status = slot >> 4;
      if (status === RECEIVED || status === LATE) this.#hour.valid += 1;
      else if (status === PENDING) this.#hour.isOpen = true;
    }
  }

  /** The buckets that have slots. Ends the counting. */
  counts(): BucketCounts[] {
    while (this.#hour.at + 1 < this.#calendar.hours.length) this.#nextHour();
    return this.#bucket.flatMap(({ codes, extra, hours, days }, i) => {
      const expected = codes.reduce((sum, count) => sum + count, 0);
      if (expected === 0) return [];
      const from = this.#calendar.edges[i] as number;
      const to = this.#calendar.edges[i + 1] as number;
      return [{ from, to, expected, ...countsOf(codes), extra, hours: { ...hours }, days: { ...days } }];
    });
  }

  /** Closes the hour, with it the day when it was its last one. */
  #nextHour(): void {
    const hour = this.#hour;
    const day = this.#day;
    const { hours, days } = this.#calendar;
    const isValid = hour.slots > 0 && hour.valid >= VALID_SHARE * hour.slots;
    this.#note('hours', hours[hour.at] as number, hour, isValid);
    day.slots += hour.slots;
    day.isOpen ||= hour.isOpen && !isValid;
    if (isValid) day.valid += 1;
    next(hour);
    const dayEnd = days[day.at + 1];
    if (dayEnd === undefined || (hours[hour.at] as number) < dayEnd) return;
    const begin = days[day.at] as number;
    this.#note('days', begin, day, day.valid >= VALID_SHARE * ((dayEnd - begin) / HOUR_MS));
    next(day);
  }

  #note(parts: 'hours' | 'days', begin: number, { slots, isOpen }: Part, isValid: boolean): void {
    const counted = this.#bucket[indexOf(this.#calendar.edges, begin)]?.[parts];
    if (counted === undefined || slots === 0 || (isOpen && !isValid)) return;
    counted.total += 1;
    if (isValid) counted.valid += 1;
  }
}

/** The hour or the day that is being counted; for a day, `valid` are hours. */
interface Part {
  at: number;
  slots: number;
  valid: number;
  isOpen: boolean;
}

interface Parts {
  valid: number;
  total: number;
}

function next(part: Part): void {
  part.at += 1;
  part.slots = 0;
  part.valid = 0;
  part.isOpen = false;
}

/** The bucket that holds `t`. */
function indexOf(edges: Float64Array, t: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= t) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What the codes say, in words. */
export function countsOf(codes: Uint32Array): Pick<BucketCounts, 'counts' | 'causes'> {
  const counts = Object.fromEntries(SLOT_STATUSES.map((status) => [status, 0])) as Record<SlotStatus, number>;
  const causes: { status: SlotStatus; cause: SlotCause; count: number }[] = [];
  for (const [code, count] of codes.entries()) {
    if (count === 0) continue;
    const status = statusOf(code);
    counts[status] += count;
    const cause = causeOf(code);
    if (cause !== 'none') causes.push({ status, cause, count });
  }
  return { counts, causes: causes.sort((a, b) => b.count - a.count) };
}
