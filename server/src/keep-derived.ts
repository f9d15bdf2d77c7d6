import { DERIVED_PERIODS, type DerivedFigure, type ReadingBatch, UnavailableError } from '@banyu/contracts';
import { deriveEnvironment, type EnvironmentQuery, periodsOf } from '@banyu/evaluation';
import type { EventPage, EventQuery } from '@banyu/ingest';
import type { Registry } from '@banyu/registry';
import type { DerivedSpan, DerivedWriter } from '@banyu/store';
import type { Logger } from 'pino';
import { correctedHours, type DerivableStore, readOnce } from './derived-source.ts';
import { eventMark } from './event-mark.ts';
import type { FigureChange } from './figure-changes.ts';
import { type MarkWindowsOptions, markWindows } from './mark-windows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Figures change by the hour: they need not follow each reading. */
export const DERIVE_EVERY_MS = 15 * 60_000;

/** At a start everything younger is derived anew: nobody remembers what came late before it. The longest horizon. */
const ANEW_MS = 400 * DAY_MS;

/** So many of the newest events are marked at a start, page by page. */
const EVENT_PAGE = 1_000;
const EVENT_PAGES = 10;

/** Every period that meets a range, up to now; Unix ms. */
export type EnvironmentSpan = Omit<EnvironmentQuery, 'timeZone'>;

export interface DerivedOptions {
  readonly store: DerivableStore;
  readonly writer: DerivedWriter;
  /** What happened at devices, newest first. */
  readonly events: (query: EventQuery) => EventPage;
  /** What people declared; see there. */
  readonly windows: MarkWindowsOptions['windows'];
  readonly corrections: Pick<Registry['corrections'], 'layersAsOf'>;
  /** What was said of the past since the last time that it was asked for. */
  readonly changes: () => Promise<readonly FigureChange[]>;
  /** What speaks of the plant's limits; nothing for one without. */
  readonly limits: (store: DerivableStore, query: EnvironmentSpan) => AsyncIterable<readonly DerivedFigure[]>;
  /** IANA zone of a plant. */
  readonly timeZone: (plant: string) => string;
  readonly clock: () => number;
  readonly log: Pick<Logger, 'warn'>;
}

export interface Derived {
  /** Told of readings that were stored, late ones too: their days are derived again in the next round. */
  stored(batch: ReadingBatch): void;
  /** Ends after what is being written. */
  close(): Promise<void>;
}

/** Keeps the derived figures up to date in rounds; what cannot be written is tried again in the next one. */
export function keepDerived({
  store,
  writer,
  events,
  windows,
  corrections,
  changes,
  limits,
  timeZone,
  clock,
  log,
}: DerivedOptions): Derived {
  /** By plant: the oldest reading that the figures do not know, Unix ms. */
  const unknownSince = new Map<string, number>();
  const remember = (plant: string, t: number): void => {
    unknownSince.set(plant, Math.min(t, unknownSince.get(plant) ?? t));
  };
  /** By plant: from when on people said something of its past that is not looked at yet, Unix ms. */
  const saidSince = new Map<string, number>();
  /** By plant: when its figures were derived, Unix ms. */
  const derivedAt = new Map<string, number>();
  const markDeclared = markWindows({ windows, writer });
  let isFirst = true;
  /** Number of the newest event that is marked. */
  let marked = 0;
  let isClosed = false;

  const findUnknown = async (now: number): Promise<void> => {
    for (const { plant, since } of await changes())
      saidSince.set(plant, Math.min(since, saidSince.get(plant) ?? since));
    for (const [plant, since] of saidSince) {
      const firsts = (await store.coverage({ plant, from: since, to: now })).map(({ first }) => first);
      if (firsts.length > 0) remember(plant, Math.max(since, Math.min(...firsts)));
      saidSince.delete(plant);
    }
    if (isFirst) {
      for (const { plant, first } of await store.coverage({ from: now - ANEW_MS, to: now }))
        remember(plant, first);
      isFirst = false;
    }
    // Time passes for a plant that is silent, too: its figures stand on less and less.
    for (const [plant, t] of derivedAt) if (now - t >= HOUR_MS) remember(plant, t);
  };
  /** One semester at a time, so that no more than its hours are in memory. */
  const derive = async (plant: string, since: number, now: number): Promise<void> => {
    const zone = timeZone(plant);
    for (const semester of periodsOf('semester', { from: since, to: now }, zone)) {
      if (isClosed) return;
      const from = Math.max(since, semester.from);
      await deriveWithin({ plant, from, to: Math.min(semester.to, now), now }, zone);
    }
    derivedAt.set(plant, now);
  };
  const deriveWithin = async (query: EnvironmentSpan, zone: string): Promise<void> => {
    const held = readOnce(store);
    const figures: DerivedFigure[] = [];
    const hours = correctedHours(held, corrections);
    for await (const some of deriveEnvironment(hours, { ...query, timeZone: zone })) figures.push(...some);
    for await (const some of limits(held, query)) figures.push(...some);
    const nothing = { from: 0, to: 0, receivedFrom: 0, receivedTo: 0 };
    const { heldFrom } = await held.received({ plant: query.plant, device: '', ...nothing });
    await writer.replace(query.plant, spansDerived(query, zone, heldFrom), figures);
  };
  const round = async (): Promise<void> => {
    const now = clock();
    await findUnknown(now);
    for (const [plant, since] of [...unknownSince]) {
      if (isClosed) return;
      unknownSince.delete(plant);
      try {
        // A device's clock may be ahead.
        await derive(plant, Math.min(since, now - 1), now);
      } catch (error) {
        remember(plant, since);
        complain(error);
      }
    }
  };
  const markEvents = async (): Promise<void> => {
    let newest = marked;
    for (let page = 0, before: number | undefined; page < EVENT_PAGES; page++) {
      const { events: found, next } = events({ limit: EVENT_PAGE, ...(before !== undefined && { before }) });
      const fresh = found.filter(({ id }) => id > marked);
      await writer.mark(fresh.map(eventMark).filter((mark) => mark !== undefined));
      newest = Math.max(newest, ...fresh.map(({ id }) => id));
      if (next === null || fresh.length < found.length) break;
      before = next;
    }
    marked = newest;
  };
  const complain = (error: unknown): void => {
    const reason = error instanceof UnavailableError ? error.message : error;
    log.warn({ err: reason }, 'what dashboards show could not be written; tried again in the next round');
  };
  const next = async (): Promise<void> => {
    await round().catch(complain);
    await markEvents().catch(complain);
    await markDeclared().catch(complain);
  };

  let working = next();
  const timer = setInterval(() => {
    working = working.then(next);
  }, DERIVE_EVERY_MS).unref();
  return {
    stored({ series, length, seriesIndex, t }) {
      for (let row = 0; row < length; row++) {
        const plant = series[seriesIndex[row] as number]?.plant;
        if (plant !== undefined) remember(plant, t[row] as number);
      }
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await working;
      await writer.close();
    },
  };
}

/**
 * By length: where the periods begin that were derived, and in which figures that readings do not give are wrong. Where
 * readings were deleted by age (before `heldFrom`), such a figure may be all that is left of them.
 */
function spansDerived(
  { from, to }: EnvironmentSpan,
  timeZone: string,
  heldFrom: number,
): readonly DerivedSpan[] {
  return DERIVED_PERIODS.flatMap((period) => {
    const first = periodsOf(period, { from, to }, timeZone)[0];
    // Periods of a time zone that the plant had before begin some hours earlier.
    const begin = first === undefined ? to : Math.max(first.from - DAY_MS / 2, heldFrom);
    return begin < to ? [{ period, from: begin, to }] : [];
  });
}
