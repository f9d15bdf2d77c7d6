import { type DerivedFigure, type ReadingBatch, UnavailableError, type WindowMark } from '@banyu/contracts';
import type { StoredEvent } from '@banyu/ingest';
import type { Correction, DeclaredWindow } from '@banyu/registry';
import { type DerivedSpan, type DerivedWriter, openMemoryStore, type Store } from '@banyu/store';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { DerivableStore } from '../src/derived-source.ts';
import type { FigureChange } from '../src/figure-changes.ts';
import { DERIVE_EVERY_MS, type Derived, type DerivedOptions, keepDerived } from '../src/keep-derived.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 6, 1, 10);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A flow of 10 m³/h in the hour that began so many hours ago. */
function flow(hoursAgo: number): ReadingBatch {
  return {
    series: [{ plant: 'ipal-uji', point: 'effluent', device: 'logger', parameter: 'flow' }],
    length: 1,
    seriesIndex: Uint32Array.of(0),
    t: Float64Array.of(NOW - hoursAgo * HOUR_MS),
    value: Float64Array.of(10),
    flag: Uint8Array.of(1),
    tests: new Uint32Array(1),
    settingsVersion: new Uint32Array(1),
    receivedAt: Float64Array.of(NOW),
  };
}

function event(id: number, kind: StoredEvent['kind']): StoredEvent {
  const where = { plant: 'ipal-uji', device: 'logger', parameter: null, note: null, payload: null };
  return { id, kind, t: kind === 'command-reply' ? null : NOW, receivedAt: NOW, ...where };
}

function cleaning(version: number, to: number | null, endedAt: number | null = null): DeclaredWindow {
  const window = { kind: 'cleaning', plant: 'ipal-uji', from: NOW - HOUR_MS, to } as const;
  return { id: 4, version, window, recordedAt: NOW, recordedBy: 'Budi', why: 'lumpur', endedAt };
}

/** Figures kept of a plant, with everything around them at rest; what was written is `written`. */
async function rig(
  readings: readonly ReadingBatch[],
  more: Partial<DerivedOptions> = {},
): Promise<{
  readonly store: Store;
  readonly derived: Derived;
  readonly writer: DerivedWriter;
  readonly day: () => readonly (readonly [t: number, value: number, completeness: number | undefined])[];
  readonly spans: DerivedSpan[];
}> {
  const store = openMemoryStore();
  for (const each of readings) await store.write(each);
  const written: DerivedFigure[] = [];
  const spans: DerivedSpan[] = [];
  const writer: DerivedWriter = {
    async replace(_, over, figures) {
      spans.push(...over);
      written.push(...figures);
    },
    mark: async () => undefined,
    markWindows: async () => undefined,
    close: async () => undefined,
    ...more.writer,
  };
  const derived = keepDerived({
    store,
    events: () => ({ events: [], next: null }),
    windows: async () => [],
    corrections: { layersAsOf: async () => [] },
    changes: async () => [],
    limits: async function* () {},
    timeZone: () => 'UTC',
    clock: Date.now,
    log: { warn: vi.fn() },
    ...more,
    writer,
  });
  onTestFinished(() => derived.close());
  await vi.advanceTimersByTimeAsync(0);
  const day = () =>
    written
      .splice(0)
      .filter(({ period }) => period === 'day')
      .map(({ t, value, completeness }) => [t, value, completeness] as const);
  return { store, derived, writer, day, spans };
}

it('keepDerived() derives all at its start, late readings, events and windows in the next round, and again what could not be written', async () => {
  const store = openMemoryStore();
  await store.write(flow(2));
  const written: (readonly DerivedFigure[])[] = [];
  const marks: string[] = [];
  const windowMarks: WindowMark[] = [];
  let declared = cleaning(1, null);
  let happened: readonly StoredEvent[] = [event(1, 'calibration-begun')];
  let isAway = false;
  const derived = keepDerived({
    store,
    writer: {
      async replace(_plant, _spans, figures) {
        if (isAway) throw new UnavailableError('away');
        written.push(figures);
      },
      async mark(events) {
        if (isAway) throw new UnavailableError('away');
        marks.push(...events.map(({ title }) => title));
      },
      async markWindows(windows) {
        if (isAway) throw new UnavailableError('away');
        windowMarks.push(...windows);
      },
      close: async () => undefined,
    },
    events: () => ({ events: happened, next: null }),
    windows: async (after) => (after < declared.id ? [declared] : []),
    corrections: { layersAsOf: async () => [] },
    changes: async () => [],
    limits: async function* () {},
    timeZone: () => 'UTC',
    clock: Date.now,
    log: { warn: vi.fn() },
  });
  const day = () =>
    written
      .splice(0)
      .flat()
      .filter(({ period }) => period === 'day')
      .map(({ t, value }) => [t, value]);
  await vi.advanceTimersByTimeAsync(0);
  const today = Date.UTC(2026, 6, 1);
  expect(day()).toEqual([[today, 10]]);

  await vi.advanceTimersByTimeAsync(DERIVE_EVERY_MS);
  expect(day()).toEqual([]);

  await store.write(flow(4));
  derived.stored(flow(4));
  declared = cleaning(2, NOW);
  happened = [event(3, 'command-reply'), event(2, 'tamper'), ...happened];
  isAway = true;
  await vi.advanceTimersByTimeAsync(DERIVE_EVERY_MS);
  isAway = false;
  await vi.advanceTimersByTimeAsync(DERIVE_EVERY_MS);
  expect(day()).toEqual([[today, 20]]);
  expect(marks).toEqual([
    'Kalibrasi dimulai / Calibration begun',
    'Perangkat diutak-atik / Device tampered with',
  ]);
  declared = cleaning(2, NOW, NOW);
  await vi.advanceTimersByTimeAsync(DERIVE_EVERY_MS);
  expect(windowMarks.map(({ id, to, isCancelled }) => [id, to, isCancelled])).toEqual([
    [4, null, false],
    [4, NOW, false],
    [4, NOW, true],
  ]);
  expect(windowMarks[0]).toMatchObject({
    title: 'Pembersihan / Cleaning',
    text: 'belum berakhir / not ended · lumpur',
    tags: ['cleaning'],
  });
  await derived.close();
});

const TODAY = Date.UTC(2026, 6, 1);
const YESTERDAY = Date.UTC(2026, 5, 30);

it('keepDerived() lets completeness fall while a plant is silent, and closes the day in which it fell silent', async () => {
  const { day } = await rig([flow(1)]);
  expect(day()).toEqual([[TODAY, 10, 1 / 10]]);
  await vi.advanceTimersByTimeAsync(5 * HOUR_MS);
  expect(day().at(-1)).toEqual([TODAY, 10, 1 / 15]);
  await vi.advanceTimersByTimeAsync(20 * HOUR_MS);
  expect(day().at(-1)).toEqual([TODAY, 10, 1 / 24]);
});

it('keepDerived() derives again from where people changed what is known of the past, also when the store was away', async () => {
  let said: readonly FigureChange[] = [];
  const changes = async () => {
    const now = said;
    said = [];
    return now;
  };
  const { store, day, spans } = await rig([flow(1), flow(30)], { changes });
  expect(day().map(([t]) => t)).toEqual([YESTERDAY, TODAY]);
  said = [
    { plant: 'ipal-uji', since: NOW - 30 * HOUR_MS },
    { plant: 'nobody', since: 0 },
  ];
  const away = vi.spyOn(store, 'coverage').mockRejectedValueOnce(new UnavailableError('away'));
  await vi.advanceTimersByTimeAsync(DERIVE_EVERY_MS);
  away.mockRestore();
  spans.splice(0);
  await vi.advanceTimersByTimeAsync(DERIVE_EVERY_MS);
  expect(day().map(([t]) => t)).toEqual([YESTERDAY, TODAY]);
  // Yesterday was the last day of a semester: each is done on its own.
  const days = spans.filter(({ period }) => period === 'day');
  expect(days.map(({ from, to }) => [from, to])).toEqual([
    [YESTERDAY - 12 * HOUR_MS, TODAY],
    [TODAY - 12 * HOUR_MS, NOW + 2 * DERIVE_EVERY_MS],
  ]);
});

it('keepDerived() asks the store once for hours that both the environment and the limits go by', async () => {
  const asked: string[] = [];
  const store = openMemoryStore();
  await store.write(flow(1));
  const watched: DerivableStore = {
    coverage: (query) => store.coverage(query),
    aggregate: (query) => {
      asked.push(query.series.parameter);
      return store.aggregate(query);
    },
    rawSeries: (query) => store.rawSeries(query),
    received: (query) => store.received(query),
    marks: (query) => store.marks(query),
  };
  const hours: number[] = [];
  await rig([], {
    store: watched,
    limits: async function* (held, { plant, from, to }) {
      const semester = { from: Date.UTC(2026, 6, 1), to };
      const [series] = await held.coverage({ plant, point: 'effluent', parameter: 'flow', ...semester });
      if (series === undefined || from > to) return;
      const { first: _, last: __, total: ___, good: ____, ...key } = series;
      const query = { series: key, ...semester, bucket: '1h', timeZone: 'UTC', quantiles: false } as const;
      hours.push(...(await held.aggregate(query)).map(({ mean }) => mean));
    },
  });
  expect(hours).toEqual([10]);
  expect(asked).toEqual(['flow']);
});

it('keepDerived() derives of readings as corrections leave them, and without estimates', async () => {
  const at = NOW - HOUR_MS;
  const layer = (id: number, what: Correction['what'], from: number, to: number): Correction => ({
    ...{ id, plant: 'ipal-uji', point: 'effluent', device: 'logger', parameter: 'flow', from, to, what },
    ...{ recordedAt: NOW, recordedBy: 'Sari', why: 'probe', withdrawn: null },
  });
  const layers = [
    layer(1, { kind: 'gain', cause: 'calibration-drift', factor: 2 }, at, at + 1),
    layer(2, { kind: 'exclusion' }, at - HOUR_MS, at - HOUR_MS + 1),
  ];
  const { day } = await rig([flow(1), flow(2), flow(3)], { corrections: { layersAsOf: async () => layers } });
  expect(day()).toEqual([[TODAY, 30, 2 / 10]]);
});

it('keepDerived() takes no figure away of which the readings were deleted by age', async () => {
  let said: FigureChange[] = [];
  const { store, spans } = await rig([flow(1), flow(30)], { changes: async () => said.splice(0) });
  await store.retain({ rawBefore: TODAY });
  spans.splice(0);
  said = [{ plant: 'ipal-uji', since: NOW - 30 * HOUR_MS }];
  await vi.advanceTimersByTimeAsync(DERIVE_EVERY_MS);
  expect(new Set(spans.map(({ from }) => from))).toEqual(new Set([TODAY]));
});
