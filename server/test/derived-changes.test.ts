import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DerivedFigure, ReadingBatch } from '@banyu/contracts';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';
import { openMemoryStore } from '@banyu/store';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { figureChanges } from '../src/figure-changes.ts';
import { DERIVE_EVERY_MS, keepDerived } from '../src/keep-derived.ts';
import { derivedLimits } from '../src/limits/derived-limits.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 6, 1, 10);
const sari = { by: 'Sari', why: 'probe' };

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A COD of 90 mg/L in each of the last three hours. */
const READINGS: ReadingBatch = {
  series: [{ plant: 'ipal', point: 'effluent', device: 'logger', parameter: 'cod' }],
  length: 3,
  seriesIndex: new Uint32Array(3),
  t: Float64Array.from([3, 2, 1], (hoursAgo) => NOW - hoursAgo * HOUR_MS),
  value: Float64Array.of(90, 90, 90),
  flag: Uint8Array.of(1, 1, 1),
  tests: new Uint32Array(3),
  settingsVersion: new Uint32Array(3),
  receivedAt: Float64Array.of(NOW, NOW, NOW),
};

it('a changed standard, an exclusion and a service window show in the figures of the next round, without new readings', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-derived-changes-'));
  const registry = await openRegistry({ path: join(directory, 'registry.db'), clock: () => NOW });
  const store = openMemoryStore();
  await store.write(READINGS);
  const { plants, devices, corrections, windows } = registry;
  await plants.add({
    ...{ id: 'ipal', name: 'IPAL', timeZone: 'Asia/Jakarta', capacityM3PerDay: 50 },
    ...{ standard: 'domestic-permen-lhk-p68-2016', points: STANDARD_POINTS },
  });
  await devices.add({ id: 'logger', plant: 'ipal', point: 'effluent' });
  let written: readonly DerivedFigure[] | undefined;
  const derived = keepDerived({
    ...{ store, corrections, log: { warn: vi.fn() } },
    writer: {
      replace: async (_plant, _spans, figures) => {
        written = figures;
      },
      mark: async () => undefined,
      markWindows: async () => undefined,
      close: async () => undefined,
    },
    events: () => ({ events: [], next: null }),
    windows: async () => [],
    changes: figureChanges(registry.audit),
    limits: derivedLimits(registry),
    timeZone: () => 'Asia/Jakarta',
    clock: Date.now,
  });
  onTestFinished(async () => {
    await derived.close();
    await registry.close();
    await rm(directory, { recursive: true, force: true });
  });
  /** What the next round says of COD today. */
  const cod = async () => {
    await vi.waitFor(() => expect(written).toBeDefined(), { timeout: 30_000 });
    const today = (written ?? []).filter(({ period, parameter }) => period === 'day' && parameter === 'cod');
    written = undefined;
    return Object.fromEntries(today.map(({ figure, value }) => [figure, value]));
  };
  const next = () => vi.advanceTimersByTimeAsync(DERIVE_EVERY_MS);

  const inside = { hours_inside: 3, hours_outside: 0, hours_undecided: 0, limit_max: 100 };
  expect(await cod()).toEqual(inside);

  const at = (hoursAgo: number) => ({ from: NOW - hoursAgo * HOUR_MS, to: NOW - hoursAgo * HOUR_MS + 1 });
  const series = { plant: 'ipal', point: 'effluent', device: 'logger', parameter: 'cod' } as const;
  await corrections.add({ ...series, ...at(2), what: { kind: 'exclusion' } }, sari);
  await next();
  expect(await cod()).toEqual({ ...inside, hours_inside: 2 });

  await windows.declare({ kind: 'cleaning', plant: 'ipal', ...at(3) }, sari);
  await next();
  expect(await cod()).toEqual({ ...inside, hours_inside: 1 });

  await plants.update('ipal', { standard: 'general-perda-jateng-5-2012-group-2' });
  await next();
  expect(await cod()).toEqual({ ...inside, hours_inside: 1, limit_max: 250 });
});
