import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';
import { expect, it, onTestFinished } from 'vitest';
import { figureChanges } from '../src/figure-changes.ts';

const NOW = Date.UTC(2026, 6, 1, 10);
const DAY_MS = 86_400_000;
const sari = { by: 'Sari', why: 'probe' };

it('figureChanges() names what people said of the past since the last time, and nothing else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-figure-changes-'));
  const registry = await openRegistry({ path: join(directory, 'registry.db'), clock: () => NOW });
  onTestFinished(async () => {
    await registry.close();
    await rm(directory, { recursive: true, force: true });
  });
  const { plants, devices, corrections, windows, schedules } = registry;
  await plants.add({ id: 'ipal', name: 'IPAL', points: STANDARD_POINTS });
  await devices.add({ id: 'logger', plant: 'ipal', point: 'effluent' });
  const changes = figureChanges(registry.audit);
  expect(await changes()).toEqual([]);
  const since = async (work: () => Promise<unknown>) => {
    await work();
    return (await changes()).map((each) => [each.plant, each.since]);
  };
  const from = NOW - 3 * DAY_MS;

  expect(await since(() => plants.update('ipal', { name: 'IPAL Baru' }))).toEqual([]);
  const standard = 'domestic-permen-lhk-p68-2016';
  expect(await since(() => plants.update('ipal', { standard }))).toEqual([['ipal', 0]]);
  expect(await since(() => plants.update('ipal', { timeZone: 'Asia/Makassar' }))).toEqual([['ipal', 0]]);

  const series = { plant: 'ipal', point: 'effluent', device: 'logger', parameter: 'cod' } as const;
  const exclusion = { ...series, from, to: NOW, what: { kind: 'exclusion' } } as const;
  expect(await since(() => corrections.add(exclusion, sari))).toEqual([['ipal', from]]);
  expect(await since(() => corrections.withdraw(1, sari))).toEqual([['ipal', from]]);

  const window = { kind: 'cleaning', plant: 'ipal', from, to: null } as const;
  expect(await since(() => windows.declare(window, sari))).toEqual([['ipal', from]]);
  expect(await since(() => windows.end(1, from + DAY_MS, sari))).toEqual([['ipal', from]]);
  expect(await since(() => windows.cancel(1, sari))).toEqual([['ipal', from]]);

  const schedule = { from, intervalMs: 60_000, parameters: ['cod' as const] };
  expect(await since(() => schedules.set('logger', schedule, sari))).toEqual([['ipal', from]]);
  expect(await since(() => schedules.withdraw('logger', from, sari))).toEqual([['ipal', from]]);
  expect(await since(() => devices.rotateSecret('logger'))).toEqual([]);
});
