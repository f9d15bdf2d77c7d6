import type { ClimatologyPeriod } from '@banyu/contracts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Local days kept: readings come mostly of one day, a backlog of several. */
const DAYS_KEPT = 64;

type DayParts = Readonly<Record<Exclude<ClimatologyPeriod, 'hour'>, number>>;

/** Parts of instants in a time zone, remembered: readings come by the thousand of the same few days. */
export class LocalCalendar {
  readonly #timeZone: string;
  readonly #days = new Map<number, DayParts>();
  /** The offset holds from `#from` up to `#to`. */
  #offsetMs = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  /** IANA zone. */
  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  /** The part of an instant (Unix ms): month and quarter from 1, ISO week, Monday 0, hour of the day from 0. */
  part(t: number, period: ClimatologyPeriod): number {
    const local = t + this.#offsetAt(t);
    const day = Math.floor(local / DAY_MS);
    if (period === 'hour') return Math.floor((local - day * DAY_MS) / HOUR_MS);
    return (this.#days.get(day) ?? this.#addDay(day))[period];
  }

  #offsetAt(t: number): number {
    if (t < this.#from || t >= this.#to) {
      const at = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(this.#timeZone);
      this.#offsetMs = at.offsetNanoseconds / 1e6;
      // A change at the very instant is a change before it.
      this.#from =
        at.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ??
        Number.NEGATIVE_INFINITY;
      this.#to = at.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    }
    return this.#offsetMs;
  }

  #addDay(day: number): DayParts {
    const date = new Temporal.PlainDate(1970, 1, 1).add({ days: day });
    const parts = {
      month: date.month,
      quarter: Math.ceil(date.month / 3),
      dayofyear: date.dayOfYear,
      week: date.weekOfYear ?? 0,
      dayofweek: date.dayOfWeek - 1,
      year: date.year,
    };
    for (const oldest of this.#days.keys()) {
      if (this.#days.size < DAYS_KEPT) break;
      this.#days.delete(oldest);
    }
    this.#days.set(day, parts);
    return parts;
  }
}
