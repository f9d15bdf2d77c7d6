import { describe, expect, test } from 'vitest';
import type { Registry } from '../../src/index.ts';
import { rig } from '../support/rig.ts';

const HOUR = 3_600_000;
const RECOVERY = 600_000;
const now = Date.UTC(2026, 0, 31);
const sri = { by: 'Sri', why: 'probe cleaned' };

async function open(clock: () => number = () => now): Promise<Registry> {
  const { registry } = await rig({ clock, argon2id: async () => new Uint8Array(32) });
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  return registry;
}

const window = { kind: 'cleaning', plant: 'ipal', device: 'logger-1', parameter: 'ph' } as const;

describe('what is declared for the past', () => {
  test('is due to be judged again, with the recovery after it, in the name of who declared it', async () => {
    const { windows, requalificationQueue: queue } = await open();
    const { id } = await windows.declare({ ...window, from: now - 3 * HOUR, to: now - 2 * HOUR }, sri);
    expect(await queue.list('ipal')).toEqual([
      {
        id: 1,
        scope: { plant: 'ipal', point: 'effluent', device: 'logger-1', parameter: 'ph' },
        from: now - 3 * HOUR,
        to: now - 2 * HOUR + RECOVERY,
        cause: `window/${id}`,
        at: now,
        by: 'Sri',
        why: 'probe cleaned',
        attempts: 0,
        nextAt: now + 1_000,
        problem: null,
      },
    ]);
  });

  test('is due between its two ends when it is given another one, and as a whole when it is taken back', async () => {
    const { windows, requalificationQueue: queue } = await open();
    const { id } = await windows.declare({ ...window, from: now - 5 * HOUR, to: now - 2 * HOUR }, sri);
    await windows.end(id, now - 4 * HOUR, sri);
    await windows.end(id, now - 3 * HOUR, sri);
    await windows.cancel(id, sri);
    expect((await queue.list()).slice(1).map(({ from, to }) => [now - from, now - (to ?? now)])).toEqual([
      [4 * HOUR, 2 * HOUR - RECOVERY],
      [4 * HOUR, 3 * HOUR - RECOVERY],
      [5 * HOUR, 3 * HOUR - RECOVERY],
    ]);
  });

  test('is due up to the time it is done while it lasts, and not at all before it begins', async () => {
    const { windows, requalificationQueue: queue } = await open();
    await windows.declare({ ...window, from: now - HOUR, to: null }, sri);
    const { id } = await windows.declare({ ...window, from: now + HOUR, to: now + 2 * HOUR }, sri);
    await windows.end(id, now + 3 * HOUR, sri);
    await windows.cancel(id, sri);
    expect(await queue.list()).toMatchObject([{ from: now - HOUR, to: null }]);
  });

  test('is due for backdated settings up to the next ones of the same scope, and for the longest recovery set', async () => {
    const { settings, windows, requalificationQueue: queue } = await open();
    const scope = { plant: 'ipal', parameter: 'ph' } as const;
    const recovery = { recoverySeconds: 7_200 };
    const backdated = { scope, settings: recovery, backdated: true };
    await settings.set({ ...backdated, validFrom: now - HOUR }, sri);
    await settings.set({ ...backdated, validFrom: now - 2 * HOUR }, sri);
    await settings.set({ scope, settings: recovery, backdated: false }, sri);
    await windows.declare({ ...window, from: now - 6 * HOUR, to: now - 5 * HOUR }, sri);
    expect((await queue.list()).map(({ cause, from, to }) => [cause, from, to])).toEqual([
      ['settings/1000', now - HOUR, null],
      ['settings/1001', now - 2 * HOUR, now - HOUR],
      ['window/1', now - 6 * HOUR, now - 3 * HOUR],
    ]);
  });

  test('is due of a device from the time on from which its interval is another one, up to its next schedule', async () => {
    const { schedules, requalificationQueue: queue } = await open();
    const set = (
      hoursAgo: number,
      parameters: readonly ('ph' | 'cod')[],
      intervalMs = 60_000,
      offsetMs = 0,
    ) => schedules.set('logger-1', { from: now - hoursAgo * HOUR, parameters, intervalMs, offsetMs }, sri);
    const due = async () =>
      (await queue.list()).map(({ cause, scope, from, to }) => [
        [cause, scope.point, scope.device, scope.parameter],
        [from, to].map((t) => (t === null ? null : (now - t) / HOUR)),
      ]);
    const logger = ['device/logger-1', 'effluent', 'logger-1', undefined];
    await set(-1, ['cod']);
    expect(await due()).toEqual([]);
    await set(3, ['cod']);
    await set(8, ['cod'], 30_000);
    await set(6, ['cod', 'ph'], 30_000);
    await schedules.withdraw('logger-1', now - 8 * HOUR, sri);
    expect(await due()).toEqual([
      [logger, [3, null]],
      [logger, [8, 3]],
      [logger, [6, 3]],
      [logger, [8, 6]],
    ]);
    // None of these counts by another interval, or has readings.
    await set(5, ['cod', 'ph'], 30_000, 1_000);
    await set(5, ['ph', 'cod'], 30_000);
    await schedules.withdraw('logger-1', now - 5 * HOUR, sri);
    const empty = { from: now - 9 * HOUR, parameters: ['ph' as const], intervalMs: 10_000 };
    await schedules.set('logger-1', empty, sri, { nothingStored: true });
    expect(await due()).toHaveLength(4);
  });

  test('waits a moment, is put off when it fails, and is due until it is done', async () => {
    const { windows, requalificationQueue: queue } = await open();
    for (const hours of [3, 2]) await windows.declare({ ...window, from: now - hours * HOUR, to: now }, sri);
    expect(await queue.next(now)).toBeUndefined();
    const first = await queue.next(now + 1_000);
    if (first === undefined) throw new Error('nothing is due');
    await queue.failed(first, 'the store is away', now + HOUR);
    expect(await queue.next(now + 1_000)).toMatchObject({ id: 2 });
    const again = { id: 1, attempts: 1, problem: 'the store is away' };
    expect(await queue.next(now + HOUR)).toMatchObject(again);
    await queue.done(1, now + HOUR);
    expect([await queue.count(), (await queue.list()).map(({ id }) => id)]).toEqual([1, [2]]);
  });

  test('is not due when the change itself was refused', async () => {
    const { windows, reviews, requalificationQueue: queue } = await open();
    const period = {
      plant: 'ipal',
      point: 'effluent',
      parameter: 'ph',
      from: now - 2 * HOUR,
      to: now,
    } as const;
    await reviews.submit(period, { by: 'Budi', why: 'checked' });
    await reviews.approve(period, { by: 'Sri', why: 'agreed' });
    await expect(windows.declare({ ...window, from: now - HOUR, to: now }, sri)).rejects.toThrow(/approved/);
    expect(await queue.count()).toBe(0);
  });
});
