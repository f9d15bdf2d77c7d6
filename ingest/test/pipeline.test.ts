import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DEFAULT_SETTINGS_VERSION, type ReadingBatch, UnavailableError } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { STATE_FILE } from '../src/state/database.ts';
import { appendAll } from './support/append-all.ts';
import { delivery, directoryOf, NOW, telemetry } from './support/messages.ts';
import { quietLog } from './support/quiet-log.ts';
import { allReadings, openRig, testStore } from './support/rig.ts';
import { rowsOf } from './support/rows.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';
import { until } from './support/until.ts';

const message = (seq: number, t: number, values: Record<string, unknown>) =>
  delivery(telemetry(seq, [{ t, ...values }]));

/** Retries at once. */
const impatient = { retry: { firstMs: 1, maxMs: 2 } };

describe('Pipeline', () => {
  it('stores readings at their own time, with point, flag and the time they were received', async () => {
    const rig = await openRig();
    const store = testStore();
    const pipeline = await rig.pipeline({ store });
    await appendAll(rig.journal, [
      message(1, NOW - 86_400_000, { ph: 15, cod: null }),
      message(2, NOW, { ph: 7 }),
    ]);
    await pipeline.idle();
    const common = {
      settingsVersion: DEFAULT_SETTINGS_VERSION,
      plant: 'ipal-banyurip',
      point: 'effluent',
      device: 'effluent-1',
      receivedAt: NOW,
    };
    expect(await allReadings(store)).toEqual([
      { ...common, parameter: 'cod', t: NOW - 86_400_000, value: Number.NaN, flag: 9, tests: 0 },
      { ...common, parameter: 'ph', t: NOW - 86_400_000, value: 15, flag: 4, tests: 1 },
      { ...common, parameter: 'ph', t: NOW, value: 7, flag: 1, tests: 0 },
    ]);
  });

  it('finds what is new by itself, without a call, and lets the journal go', async () => {
    const rig = await openRig();
    const store = testStore();
    const pipeline = await rig.pipeline({ store });
    await appendAll(rig.journal, [message(1, NOW, { ph: 7 })]);
    await until(() => pipeline.statistics().storedReadings === 1, 'stored');
    await until(() => rig.journal.state().messages === 0, 'released');
  });

  it('tells of each batch that was stored', async () => {
    const rig = await openRig();
    const told: ReadingBatch[] = [];
    const pipeline = await rig.pipeline({ store: testStore(), onStored: (batch) => told.push(batch) });
    await appendAll(rig.journal, [message(1, NOW, { ph: 7, cod: 80 })]);
    await pipeline.idle();
    expect(told.flatMap(rowsOf)).toMatchObject([
      { parameter: 'ph', value: 7 },
      { parameter: 'cod', value: 80 },
    ]);
  });

  it('counts a message that came before, and stores its readings once', async () => {
    const rig = await openRig();
    const store = testStore();
    const pipeline = await rig.pipeline({ store });
    await appendAll(rig.journal, [message(1, NOW, { ph: 7 }), message(1, NOW, { ph: 7 })]);
    await pipeline.idle();
    await appendAll(rig.journal, [message(1, NOW, { ph: 7 })]);
    await pipeline.idle();
    expect(pipeline.statistics()).toMatchObject({
      messages: 3,
      repeatedMessages: 2,
      signedMessages: 0,
      storedReadings: 1,
      duplicateReadings: 2,
    });
    expect(pipeline.deviceStates()).toMatchObject([{ device: 'effluent-1', messages: 3, repeated: 2 }]);
    expect(await allReadings(store)).toHaveLength(1);
  });

  it('stores the readings of a device that uses a number again by mistake', async () => {
    const rig = await openRig();
    const store = testStore();
    const pipeline = await rig.pipeline({ store });
    await appendAll(rig.journal, [message(1, NOW - 1, { ph: 7 }), message(1, NOW, { ph: 8 })]);
    await pipeline.idle();
    expect(await allReadings(store)).toMatchObject([{ value: 7 }, { value: 8 }]);
  });

  it('keeps the first of two values, and the second as a reject that names both', async () => {
    const rig = await openRig();
    const store = testStore();
    const told: ReadingBatch[] = [];
    const pipeline = await rig.pipeline({ store, onStored: (batch) => told.push(batch) });
    await appendAll(rig.journal, [message(1, NOW, { ph: 7, cod: 80 }), message(2, NOW, { ph: 7.5 })]);
    await pipeline.idle();
    expect(await allReadings(store)).toMatchObject([{ parameter: 'cod' }, { parameter: 'ph', value: 7 }]);
    expect(pipeline.rejects({ limit: 10 }).rejects).toMatchObject([
      {
        scope: 'value',
        reason: 'conflict',
        parameter: 'ph',
        t: NOW,
        payload: '7.5',
        detail: 'stored is 7, then came 7.5',
      },
    ]);
    expect(told.flatMap(rowsOf).map(({ value }) => value)).toEqual([7, 80]);
  });

  it('rejects messages of devices that nobody registered, or of another plant', async () => {
    const rig = await openRig();
    const pipeline = await rig.pipeline({ store: testStore() });
    const text = telemetry(1, [{ t: NOW, ph: 7 }]);
    await appendAll(rig.journal, [
      delivery(text, { device: 'stranger' }),
      delivery(text, { plant: 'other' }),
    ]);
    await pipeline.idle();
    expect(pipeline.rejects({ limit: 10 }).rejects).toMatchObject([
      { plant: 'other', device: 'effluent-1', scope: 'message', reason: 'unknown-device', payload: text },
      { plant: 'ipal-banyurip', device: 'stranger', scope: 'message', reason: 'unknown-device' },
    ]);
    expect(pipeline.statistics().storedReadings).toBe(0);
  });

  it('goes on after a message that it has a fault with, and keeps that one as a reject', async () => {
    const rig = await openRig();
    const store = testStore();
    const directory = {
      find(device: string) {
        return {
          plant: 'ipal-banyurip',
          point: 'effluent',
          device,
          get horizonMs(): number {
            if (device === 'broken') throw new Error('a fault');
            return 86_400_000;
          },
        };
      },
    };
    const pipeline = await rig.pipeline({ store, directory });
    const text = telemetry(1, [{ t: NOW, ph: 7 }]);
    await appendAll(
      rig.journal,
      ['broken', 'sound'].map((device) => delivery(text, { device })),
    );
    await pipeline.idle();
    expect(await allReadings(store)).toMatchObject([{ device: 'sound' }]);
    expect(pipeline.rejects({ limit: 1 }).rejects).toMatchObject([{ device: 'broken', payload: text }]);
  });

  it('waits when the directory cannot answer, and judges then', async () => {
    const rig = await openRig();
    const store = testStore();
    const sound = directoryOf('effluent-1');
    let failures = 1;
    const directory = {
      find(device: string) {
        failures -= 1;
        if (failures >= 0) throw new Error('not now');
        return sound.find(device);
      },
    };
    await appendAll(rig.journal, [message(1, NOW, { ph: 7, cod: 'x' })]);
    const pipeline = await rig.pipeline({ store, directory });
    await pipeline.idle();
    expect(await allReadings(store)).toMatchObject([{ value: 7 }]);
    expect(pipeline.rejectCounts()).toMatchObject([{ count: 1 }]);
    expect(pipeline.statistics()).toMatchObject({ messages: 1, waitingEntries: { live: 0 }, problems: [] });
  });

  it('keeps events and command replies, and rejects what is no event', async () => {
    const rig = await openRig();
    const pipeline = await rig.pipeline({ store: testStore() });
    await appendAll(rig.journal, [
      delivery('{"v":1,"t":5,"kind":"calibration-begun","parameter":"ph"}', { channel: 'event' }),
      delivery('{"v":1,"t":5,"kind":"party"}', { channel: 'event' }),
      delivery(`{"v":1,"t":${NOW + 300_001},"kind":"cleaning-begun"}`, { channel: 'event' }),
      delivery('{"v":1,"t":5,"kind":"cleaning-begun","parameter":"pH"}', { channel: 'event' }),
      delivery('any text: "é"', { channel: 'command/reply', receivedAt: NOW + 1 }),
    ]);
    await pipeline.idle();
    expect(pipeline.events({ limit: 10 })).toEqual({
      next: null,
      events: [
        {
          id: 2,
          receivedAt: NOW + 1,
          plant: 'ipal-banyurip',
          device: 'effluent-1',
          kind: 'command-reply',
          t: null,
          parameter: null,
          note: null,
          payload: 'any text: "é"',
        },
        {
          id: 1,
          receivedAt: NOW,
          plant: 'ipal-banyurip',
          device: 'effluent-1',
          kind: 'calibration-begun',
          t: 5,
          parameter: 'ph',
          note: null,
          payload: null,
        },
      ],
    });
    expect(pipeline.rejects({ limit: 10 }).rejects).toMatchObject([
      { reason: 'unknown-parameter', detail: 'event: the contract has no parameter "pH"' },
      { reason: 'time-ahead', detail: "event: 301 s ahead of the server's clock; at most 300 s are taken" },
      { reason: 'not-the-contract', detail: expect.stringContaining('kind') },
    ]);
  });

  it('knows the last status of a device, and when it was last heard', async () => {
    const rig = await openRig();
    const pipeline = await rig.pipeline({ store: testStore() });
    const status = (state: string, receivedAt: number) =>
      delivery(JSON.stringify({ v: 1, state, firmware: '2.1' }), { channel: 'status', receivedAt });
    await appendAll(rig.journal, [status('online', NOW), message(1, NOW, { ph: 7 })]);
    await pipeline.idle();
    await appendAll(rig.journal, [
      status('offline', NOW + 60_000),
      delivery('', { channel: 'status', receivedAt: NOW + 60_001 }),
    ]);
    await pipeline.idle();
    expect(pipeline.deviceStates()).toEqual([
      {
        plant: 'ipal-banyurip',
        device: 'effluent-1',
        messages: 4,
        repeated: 0,
        lastMessageAt: NOW,
        status: { v: 1, state: 'offline', firmware: '2.1' },
        statusAt: NOW + 60_000,
      },
    ]);
    expect(pipeline.rejects({ limit: 10 }).rejects).toMatchObject([{ reason: 'not-json', payload: '' }]);
  });
});

describe('Pipeline and a store that does not take everything', () => {
  it('stores all that is good of a batch with poisoned rows, and keeps those with the reason', async () => {
    const rig = await openRig();
    const store = testStore(async (batch, next) => {
      const refused = [...batch.value.subarray(0, batch.length).keys()]
        .filter((row) => batch.value[row] === 666)
        .map((row) => ({ row, reason: 'poison' }));
      const outcome = await next(batch);
      return outcome.status === 'stored' ? { ...outcome, refused } : outcome;
    });
    const told: ReadingBatch[] = [];
    const pipeline = await rig.pipeline({ store, onStored: (batch) => told.push(batch) });
    await appendAll(rig.journal, [message(1, NOW, { cod: 666, tss: 24 }), message(2, NOW, { bod: 30 })]);
    await pipeline.idle();
    expect(pipeline.rejects({ limit: 10 }).rejects).toMatchObject([
      { scope: 'value', reason: 'refused-by-store', parameter: 'cod', payload: '666', detail: 'poison' },
    ]);
    expect(told.flatMap(rowsOf).map(({ value }) => value)).toEqual([24, 30]);
  });

  it('waits for a store that is away, and loses nothing and stores nothing twice', async () => {
    const rig = await openRig();
    let away = true;
    let answerLost = true;
    const store = testStore(async (batch, next) => {
      if (away) return { status: 'retry', reason: 'away' };
      const outcome = await next(batch);
      if (!answerLost) return outcome;
      answerLost = false;
      throw new Error('the connection broke');
    });
    const pipeline = await rig.pipeline({ store, limits: impatient });
    for (let seq = 0; seq < 20; seq += 1) await appendAll(rig.journal, [message(seq, NOW + seq, { ph: 7 })]);
    await until(() => pipeline.statistics().retries > 3, 'some retries');
    expect(pipeline.statistics().problems).toEqual(['away']);
    expect(rig.journal.state().messages).toBe(20);
    away = false;
    await pipeline.idle();
    expect((await allReadings(store)).map(({ t }) => t)).toEqual(
      Array.from({ length: 20 }, (_, i) => NOW + i),
    );
    expect(pipeline.statistics().problems).toEqual([]);
    expect(pipeline.rejectCounts()).toEqual([]);
  });

  it('can be closed while the store is away; the next pipeline goes on', async () => {
    const rig = await openRig();
    const first = await rig.pipeline({
      store: testStore(async () => ({ status: 'retry', reason: 'away', retryAfterMs: 3_600_000 })),
    });
    await appendAll(rig.journal, [message(1, NOW, { ph: 7 })]);
    await until(() => first.statistics().retries > 0, 'a retry');
    const waiting = expect(first.idle()).rejects.toThrow(UnavailableError);
    await first.close();
    await waiting;
    const store = testStore();
    const second = await rig.pipeline({ store });
    await second.idle();
    expect(await allReadings(store)).toHaveLength(1);
  });

  it('reads no more than it may hold: the rest waits in the journal', async () => {
    const rig = await openRig();
    const ten = { rows: 10, payloadBytes: 1_000_000, ageMs: 1 };
    const pipeline = await rig.pipeline({
      store: testStore(async () => ({ status: 'retry', reason: 'away' })),
      limits: { ...impatient, live: ten },
    });
    for (let seq = 0; seq < 60; seq += 1) await appendAll(rig.journal, [message(seq, NOW + seq, { ph: 7 })]);
    await until(() => pipeline.statistics().retries > 10, 'many retries');
    expect(pipeline.statistics().waitingEntries.live).toBeGreaterThanOrEqual(40);
    expect(pipeline.statistics().messages).toBe(0);
  });
});

describe('Pipeline and a fault', () => {
  it('goes on when a listener to stored readings throws, and logs it once', async () => {
    const rig = await openRig();
    const store = testStore();
    const errors: string[] = [];
    const pipeline = await rig.pipeline({
      store,
      log: { ...quietLog, error: (_, text) => errors.push(text) },
      onStored: () => {
        throw new Error('a fault');
      },
    });
    for (const seq of [1, 2]) {
      await appendAll(rig.journal, [message(seq, NOW + seq, { ph: 7 })]);
      await pipeline.idle();
    }
    await until(() => errors.length > 0, 'logged');
    expect(await allReadings(store)).toHaveLength(2);
    expect(pipeline.statistics()).toMatchObject({ batches: 2, halted: false, problems: [] });
    expect(errors).toEqual(['the listener to stored readings fails; storing goes on']);
  });

  it('says that a lane is halted by any other fault; the data waits in the journal', async () => {
    const rig = await openRig();
    const store = testStore(async (batch, next) => {
      const outcome = await next(batch);
      if (outcome.status !== 'stored') return outcome;
      return { ...outcome, refused: [{ row: 1e9, reason: 'no such row' }] };
    });
    const pipeline = await rig.pipeline({ store });
    expect(pipeline.statistics().halted).toBe(false);
    await appendAll(rig.journal, [message(1, NOW, { ph: 7 })]);
    await until(() => pipeline.statistics().halted, 'halted');
    expect(pipeline.statistics()).toMatchObject({
      waitingEntries: { live: 1 },
      problems: [expect.stringContaining('row 1000000000')],
    });
    expect(rig.journal.state().messages).toBe(1);
  });
});

describe('Pipeline after a restart', () => {
  it('lets a full journal go of what was stored before a crash and not released', async () => {
    const rig = await openRig({ maxBytes: 100_000 });
    const first = await rig.pipeline({ store: testStore(), onCursor: () => undefined }); // It ends before the release.
    const big = delivery('x'.repeat(10_000));
    for (let n = 0; n < 9; n += 1) await appendAll(rig.journal, [big]);
    await expect(appendAll(rig.journal, [big])).rejects.toThrow(UnavailableError);
    await first.idle();
    await first.close();
    expect(rig.journal.state().level).toBe('full');

    const second = await rig.pipeline({ store: testStore() });
    await until(() => rig.journal.state().level === 'ok', 'room again');
    expect(rig.journal.state()).toMatchObject({ messages: 0, bytes: 0 });
    await appendAll(rig.journal, [big]);
    await second.idle();
  });

  it('says nothing of a cursor when nothing was stored yet', async () => {
    const rig = await openRig();
    const told: unknown[] = [];
    const pipeline = await rig.pipeline({ store: testStore(), onCursor: (cursor) => told.push(cursor) });
    await pipeline.idle();
    expect(told).toEqual([]);
  });

  it('begins at its checkpoint: nothing is written again, counts go on', async () => {
    const rig = await openRig();
    const store = testStore();
    const first = await rig.pipeline({ store, onCursor: () => undefined }); // The journal keeps everything.
    await appendAll(rig.journal, [message(1, NOW, { ph: 'x' })]);
    await first.idle();
    await first.close();
    const second = await rig.pipeline({ store });
    await appendAll(rig.journal, [message(2, NOW, { ph: 'y', cod: 80 })]);
    await second.idle();
    expect(second.statistics()).toMatchObject({ messages: 1, storedReadings: 1, duplicateReadings: 0 });
    expect(second.rejectCounts()).toMatchObject([{ reason: 'value-not-a-number', count: 2 }]);
    expect(second.deviceStates()).toMatchObject([{ messages: 2 }]);
  });

  it('repeats what was stored and not checkpointed: the store changes nothing, rejects and counts come once', async () => {
    const rig = await openRig();
    const store = testStore();
    const first = await rig.pipeline({ store });
    const blocker = new DatabaseSync(join(rig.stateDirectory, STATE_FILE));
    blocker.exec('BEGIN IMMEDIATE'); // No checkpoint can be kept now.
    await appendAll(rig.journal, [message(1, NOW, { ph: 7, cod: 'x' }), message(2, NOW, { ph: 8 })]);
    await until(() => first.statistics().problems.length > 0, 'the checkpoint fails');
    const before = await allReadings(store);
    expect(before).toMatchObject([{ value: 7 }]);
    await first.close();
    blocker.exec('ROLLBACK');
    blocker.close();

    const second = await rig.pipeline({ store });
    await second.idle();
    expect(second.statistics()).toMatchObject({ storedReadings: 0, duplicateReadings: 1, conflicts: 1 });
    expect(await allReadings(store)).toEqual(before);
    expect(second.rejects({ limit: 10 }).rejects.map(({ reason }) => reason)).toEqual([
      'conflict',
      'value-not-a-number',
    ]);
    expect(second.rejectCounts().map(({ count }) => count)).toEqual([1, 1]);
    expect(second.deviceStates()).toMatchObject([{ messages: 2 }]);
  });

  it('judges a late replay by the time of receipt, not by now', async () => {
    const rig = await openRig();
    const longAgo = NOW - 500 * 86_400_000;
    await appendAll(rig.journal, [
      delivery(telemetry(1, [{ t: longAgo, ph: 7 }]), { receivedAt: longAgo }),
      delivery(telemetry(2, [{ t: NOW, ph: 7 }]), { receivedAt: longAgo }),
    ]);
    const store = testStore();
    const pipeline = await rig.pipeline({ store });
    await pipeline.idle();
    expect(await allReadings(store)).toMatchObject([{ t: longAgo }]);
    expect(pipeline.rejects({ limit: 10 }).rejects).toMatchObject([{ reason: 'time-ahead', t: NOW }]);
  });

  it('does not take the cursor of another journal for its own', async () => {
    const old = await openRig();
    const first = await old.pipeline({ store: testStore() });
    await appendAll(old.journal, [message(1, NOW, { ph: 7 })]);
    await first.idle();
    await first.close();

    const fresh = await openRig();
    const store = testStore();
    await appendAll(fresh.journal, [message(2, NOW, { ph: 8 })]);
    const second = await fresh.pipeline({ store, stateDirectory: old.stateDirectory });
    await second.idle();
    expect(await allReadings(store)).toMatchObject([{ value: 8 }]);
  });

  it('without its state stores everything that the journal still has', async () => {
    const rig = await openRig();
    const store = testStore();
    const first = await rig.pipeline({ store, onCursor: () => undefined });
    await appendAll(rig.journal, [message(1, NOW, { ph: 7 })]);
    await first.idle();
    await first.close();
    await rm(rig.stateDirectory, { recursive: true });
    const second = await rig.pipeline({ store, stateDirectory: await temporaryDirectory() });
    await second.idle();
    expect(second.statistics()).toMatchObject({ storedReadings: 0, duplicateReadings: 1 });
  });
});

describe('Pipeline.rejects()', () => {
  it('keeps the newest, counts all, and gives them page by page', async () => {
    const rig = await openRig();
    const pipeline = await rig.pipeline({ store: testStore(), limits: { rejects: 5 } });
    for (let n = 0; n < 8; n += 1) {
      const device = n % 2 === 0 ? 'effluent-1' : 'effluent-2';
      await appendAll(rig.journal, [delivery(`no json ${n}`, { device })]);
      await pipeline.idle();
    }
    const first = pipeline.rejects({ limit: 3 });
    const payloads = first.rejects.map(({ payload }) => payload);
    expect(payloads).toEqual(['no json 7', 'no json 6', 'no json 5']);
    const second = pipeline.rejects({ limit: 3, ...(first.next === null ? {} : { before: first.next }) });
    expect(second.rejects.map(({ payload }) => payload)).toEqual(['no json 4', 'no json 3']);
    expect(second.next).toBeNull();
    expect(pipeline.rejects({ limit: 9, device: 'effluent-2', reason: 'not-json' }).rejects).toHaveLength(3);
    expect(pipeline.rejects({ limit: 9, plant: 'other' }).rejects).toEqual([]);
    expect(pipeline.rejectCounts()).toMatchObject([
      { device: 'effluent-1', count: 4 },
      { device: 'effluent-2', count: 4 },
    ]);
  });
});
