const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ticks that people can read off: at most so many. */
const MOST_TICKS = 14;
const TICKS_MS = [1, 2, 3, 6, 12, 24, 48, 96].map((hours) => hours * HOUR_MS);

/** Local time from one tick to another, as milliseconds of the plant's clocks: what the picture counts in. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  readonly tickMs: number;
  readonly midnights: readonly number[];
  readonly local: (ms: number) => number;
  /** What stands under a tick: the time, and the date where it is new. */
  readonly label: (local: number) => string;
}

/** An axis that holds both instants, Unix ms. */
export function timeAxis(fromMs: number, toMs: number, utcOffsetMs: number, language: string): TimeAxis {
  const tickMs = TICKS_MS.find((each) => (toMs - fromMs) / each <= MOST_TICKS) ?? 4 * DAY_MS;
  const from = Math.floor((fromMs + utcOffsetMs) / tickMs) * tickMs;
  const to = Math.ceil((toMs + utcOffsetMs) / tickMs) * tickMs;
  const midnights: number[] = [];
  for (let day = Math.ceil(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS) midnights.push(day);
  const date = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  return {
    from,
    to,
    tickMs,
    midnights,
    local: (ms) => ms + utcOffsetMs,
    label: (local) => {
      const day = date.format(local).replace(',', '');
      if (tickMs >= DAY_MS) return day;
      return local % DAY_MS === 0 || local === from ? `${clock(local)}\n${day}` : clock(local);
    },
  };
}

/** `15:40` */
export function clock(local: number): string {
  return new Date(local).toISOString().slice(11, 16);
}

/** An instant, Unix ms, on the plant's clocks, kept inside the picture. */
export function clipped(ms: number, { from, to, local }: TimeAxis): number {
  return Math.min(to, Math.max(from, local(ms)));
}
