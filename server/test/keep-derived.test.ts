import { type DerivedFigure, type ReadingBatch, UnavailableError, type WindowMark } from '@banyu/contracts';
import type { StoredEvent } from '@banyu/ingest';
import type { DeclaredWindow } from '@banyu/registry';
import { openMemoryStore } from '@banyu/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DERIVE_EVERY_MS, keepDerived } from '../src/keep-derived.ts';

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
      async write(figures) {
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
