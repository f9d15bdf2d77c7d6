import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnavailableError } from '@banyu/contracts';
import type { Requalified, RequalifyQuery } from '@banyu/ingest';
import { openRegistry } from '@banyu/registry';
import { expect, onTestFinished, test } from 'vitest';
import { RequalifyDesk } from '../src/requalify-desk.ts';
import { RequalifyWorker } from '../src/requalify-worker.ts';

const NOW = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const NOTHING: Requalified = { readings: 0, changes: [], restamped: 0 };
const sari = { by: 'Sari', why: 'probe cleaned' };

/** A plant in whose past a window was declared twice; `judge` is what the data thread does. */
async function rig(judge: (query: RequalifyQuery) => Promise<Requalified>) {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-requalify-worker-'));
  let now = NOW;
  const clock = () => now;
  const registry = await openRegistry({ path: join(directory, 'registry.db'), clock });
  onTestFinished(async () => {
    await registry.close();
    await rm(directory, { recursive: true, force: true });
  });
  await registry.plants.add({ id: 'ipal', name: 'IPAL', points: [{ id: 'effluent', name: 'Effluent' }] });
  const declare = (from: number, to: number | null) =>
    registry.windows.declare({ kind: 'maintenance', plant: 'ipal', point: 'effluent', from, to }, sari);
  await declare(NOW - 3 * HOUR, NOW - 2 * HOUR);
  await declare(NOW - HOUR, null);
  const asked: RequalifyQuery[] = [];
  const { requalifications, requalificationQueue: queue } = registry;
  const desk = new RequalifyDesk({
    requalifications,
    data: {
      requalify: (query) => {
        asked.push(query);
        return judge(query);
      },
      requalifyProgress: async () => ({ done: 0, all: 0 }),
    },
    clock,
  });
  const state = { isCalm: true };
  const log = { info: () => undefined, warn: () => undefined };
  const worker = () => new RequalifyWorker({ queue, desk, isCalm: async () => state.isCalm, clock, log });
  const pass = (ms: number) => {
    now += ms;
  };
  return { registry, queue, desk, asked, state, worker, pass };
}

test('what is due is judged one after the other, in the name of who declared it', async () => {
  const { registry, queue, desk, asked, worker, pass } = await rig(async () => NOTHING);
  const one = worker();
  expect(await one.step()).toBe(false);
  pass(1_000);
  expect([await one.step(), await one.step(), await one.step()]).toEqual([true, true, false]);
  const where = { plant: 'ipal', point: 'effluent', dryRun: false };
  expect(asked).toEqual([
    { ...where, from: NOW - 3 * HOUR, to: NOW - 2 * HOUR + 600_000 },
    { ...where, from: NOW - HOUR, to: NOW + 1_000 },
  ]);
  expect(await queue.count()).toBe(0);
  const [, , first] = await registry.audit.list({ plant: 'ipal', subject: 'plant/ipal', limit: 3 });
  expect(first).toMatchObject({ who: 'Sari', origin: 'server, by itself' });
  expect((await desk.list('ipal')).map(({ status, why }) => [status, why])).toEqual([
    ['done', 'window/2 concerns stored readings: probe cleaned'],
    ['done', 'window/1 concerns stored readings: probe cleaned'],
  ]);
});

test('it begins nothing while the stream is behind or somebody else judges', async () => {
  const work = Promise.withResolvers<Requalified>();
  const { desk, state, asked, worker, pass } = await rig(() => work.promise);
  const one = worker();
  pass(1_000);
  state.isCalm = false;
  expect(await one.step()).toBe(false);
  state.isCalm = true;
  await desk.start('ipal', { ...sari, dryRun: true }, 'HTTP');
  expect(await one.step()).toBe(false);
  expect(asked).toHaveLength(1);
  work.resolve(NOTHING);
  await desk.idle();
  expect(await one.step()).toBe(true);
});

test('what fails is told and tried again later, and the next one has its turn meanwhile', async () => {
  let isAway = true;
  const { queue, asked, worker, pass } = await rig(async () => {
    if (isAway) throw new UnavailableError('the store is away');
    return NOTHING;
  });
  const one = worker();
  pass(1_000);
  expect([await one.step(), await one.step(), await one.step()]).toEqual([true, true, false]);
  expect(asked).toHaveLength(2);
  expect(await queue.list('ipal')).toMatchObject([
    { attempts: 1, problem: 'the store is away' },
    { attempts: 1, problem: 'the store is away' },
  ]);
  isAway = false;
  pass(10_000);
  expect([await one.step(), await one.step()]).toEqual([true, true]);
  expect(await queue.count()).toBe(0);
});

test('what an end of the process breaks off is still due, and the next process does it', async () => {
  const work = Promise.withResolvers<Requalified>();
  const { queue, asked, worker, pass } = await rig(() => work.promise);
  pass(1_000);
  const dying = worker();
  const step = dying.step();
  await expect.poll(() => asked.length, { timeout: 30_000 }).toBe(1);
  dying.close();
  work.reject(new UnavailableError('The server stops'));
  expect(await step).toBe(false);
  expect(await queue.next(NOW + 1_000)).toMatchObject({ id: 1, attempts: 0, problem: null });
});
