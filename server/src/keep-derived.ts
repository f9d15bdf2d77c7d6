import { type DerivedFigure, type ReadingBatch, UnavailableError } from '@banyu/contracts';
import { deriveEnvironment, type EnvironmentQuery, type HoursSource } from '@banyu/evaluation';
import type { EventPage, EventQuery } from '@banyu/ingest';
import type { DerivedWriter } from '@banyu/store';
import type { Logger } from 'pino';
import { eventMark } from './event-mark.ts';
import { type MarkWindowsOptions, markWindows } from './mark-windows.ts';

const DAY_MS = 86_400_000;

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
  readonly store: HoursSource;
  readonly writer: DerivedWriter;
  /** What happened at devices, newest first. */
  readonly events: (query: EventQuery) => EventPage;
  /** What people declared; see there. */
  readonly windows: MarkWindowsOptions['windows'];
  /** What speaks of the plant's limits; nothing for one without. */
  readonly limits: (query: EnvironmentSpan) => AsyncIterable<readonly DerivedFigure[]>;
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
  const markDeclared = markWindows({ windows, writer });
  let isFirst = true;
  /** Number of the newest event that is marked. */
  let marked = 0;
  let isClosed = false;

  const round = async (): Promise<void> => {
    const now = clock();
    if (isFirst) {
      for (const { plant, first } of await store.coverage({ from: now - ANEW_MS, to: now }))
        remember(plant, first);
      isFirst = false;
    }
    for (const [plant, from] of [...unknownSince]) {
      if (isClosed) return;
      unknownSince.delete(plant);
      try {
        const query = { plant, from, to: now, now };
        const environment = deriveEnvironment(store, { ...query, timeZone: timeZone(plant) });
        for await (const figures of environment) await writer.write(figures);
        for await (const figures of limits(query)) await writer.write(figures);
      } catch (error) {
        remember(plant, from);
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
