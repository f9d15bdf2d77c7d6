import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConflictError, InvalidInputError, NotFoundError, UnavailableError } from '@banyu/contracts';
import type { Requalified, RequalifyQuery } from '@banyu/ingest';
import { openRegistry, type Registry } from '@banyu/registry';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { RequalifyDesk } from '../src/requalify-desk.ts';

const NOW = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const OUTCOME: Requalified = {
  readings: 720,
  changes: [{ parameter: 'ph', before: { flag: 3, tests: 1 }, after: { flag: 1, tests: 0 }, readings: 12 }],
  restamped: 708,
};
const REQUEST = { dryRun: false, by: 'Sari', why: 'span of the new probe' } as const;

const directories: string[] = [];
let registry: Registry;
let desk: RequalifyDesk;
let asked: RequalifyQuery[];
let work: PromiseWithResolvers<Requalified>;

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-requalify-'));
  directories.push(directory);
  registry = await openRegistry({ path: join(directory, 'registry.db'), clock: () => NOW });
  await registry.plants.add({ id: 'ipal', name: 'IPAL', points: [{ id: 'effluent', name: 'Effluent' }] });
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  asked = [];
  work = Promise.withResolvers();
  desk = new RequalifyDesk({
    requalifications: registry.requalifications,
    data: {
      requalify: (query) => {
        asked.push(query);
        return work.promise;
      },
      requalifyProgress: async () => ({ done: 100, all: 720 }),
    },
    clock: () => NOW,
  });
  return () => registry.close();
});
afterAll(() => Promise.all(directories.map((each) => rm(each, { recursive: true, force: true }))));

async function ended(id: string) {
  const job = async () => {
    const found = await desk.get('ipal', id);
    return found.status === 'running' ? undefined : found;
  };
  return await vi.waitUntil(job, { timeout: 30_000, interval: 5 });
}

async function trail() {
  const entries = await registry.audit.list({ plant: 'ipal' });
  return entries.filter(({ action }) => action.startsWith('readings.'));
}

describe('judging stored readings again', () => {
  test('is in the audit trail before the first flag changes, and again with what came of it', async () => {
    const { id } = await desk.start('ipal', { ...REQUEST, device: 'logger-1', from: NOW - HOUR }, 'HTTP');
    expect(await trail()).toMatchObject([
      { action: 'readings.requalify', who: 'Sari', why: REQUEST.why, subject: 'device/logger-1' },
    ]);
    expect(await desk.get('ipal', id)).toMatchObject({ status: 'running', done: 100, all: 720 });

    work.resolve(OUTCOME);
    expect(await ended(id)).toMatchObject({
      status: 'done',
      done: 720,
      changes: [
        {
          parameter: 'ph',
          before: { flag: 3, tests: ['gross_range'] },
          after: { flag: 1, tests: [] },
          readings: 12,
        },
      ],
      restamped: 708,
    });
    const query = { plant: 'ipal', point: 'effluent', device: 'logger-1', from: NOW - HOUR, to: NOW };
    expect(asked).toEqual([{ ...query, dryRun: false }]);
    const actions = (await trail()).map(({ action }) => action);
    expect(actions.toSorted()).toEqual(['readings.requalified', 'readings.requalify']);
    expect(await registry.audit.verify()).toMatchObject({ status: 'intact' });
  });

  test('leaves no trace when it only looks', async () => {
    work.resolve(OUTCOME);
    const { id } = await desk.start('ipal', { ...REQUEST, dryRun: true }, 'HTTP');
    expect(await ended(id)).toMatchObject({ status: 'done', dryRun: true, restamped: 708 });
    expect(await trail()).toEqual([]);
  });

  test('says why it failed, and lets others begin', async () => {
    work.reject(new UnavailableError('the store is away'));
    const { id } = await desk.start('ipal', REQUEST, 'HTTP');
    expect(await ended(id)).toMatchObject({ status: 'failed', problem: 'the store is away' });
    await expect.poll(trail).toHaveLength(2);
    await expect(desk.start('ipal', REQUEST, 'HTTP')).resolves.toMatchObject({ status: 'running' });
  });

  test('is refused while another one runs, for what is not there, and for a time that ends before it begins', async () => {
    await expect(desk.start('ipal', { ...REQUEST, device: 'nobody' }, 'HTTP')).rejects.toThrow(NotFoundError);
    const backwards = { ...REQUEST, from: NOW, to: NOW - HOUR };
    await expect(desk.start('ipal', backwards, 'HTTP')).rejects.toThrow(InvalidInputError);
    await desk.start('ipal', REQUEST, 'HTTP');
    await expect(desk.start('ipal', REQUEST, 'HTTP')).rejects.toThrow(ConflictError);
    work.resolve(OUTCOME);
  });

  test('is refused where something is approved, but may be looked at', async () => {
    const period = {
      plant: 'ipal',
      point: 'effluent',
      parameter: 'ph',
      from: NOW - 2 * HOUR,
      to: NOW - HOUR,
    } as const;
    await registry.reviews.submit(period, { by: 'Budi', why: 'checked' });
    await registry.reviews.approve(period, { by: 'Sri', why: 'agreed' });
    work.resolve(OUTCOME);
    await expect(desk.start('ipal', { ...REQUEST, parameter: 'cod' }, 'HTTP')).rejects.toThrow(
      /ph at effluent is approved from .*; set it back first/,
    );
    const { id } = await desk.start('ipal', { ...REQUEST, dryRun: true }, 'HTTP');
    expect(await ended(id)).toMatchObject({ status: 'done' });
    await expect(desk.start('ipal', { ...REQUEST, from: NOW - HOUR }, 'HTTP')).resolves.toBeDefined();
  });
});
