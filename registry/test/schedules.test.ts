import { ConflictError, InvalidInputError, NotFoundError } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { rig } from './support/rig.ts';

const start = Date.UTC(2026, 9, 5);
const DAY = 86_400_000;
const signature = { by: 'Sari', why: 'the logger was set to two minutes' };
const TWO_MINUTES = { intervalMs: 120_000, offsetMs: 0, sendsEveryMs: 0, lateAfterMs: 900_000 };

async function device() {
  let now = start;
  const { registry } = await rig({ clock: () => now, argon2id: async () => new Uint8Array(32) });
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  const tick = (ms: number): void => {
    now += ms;
  };
  return { registry, tick };
}

describe('a schedule', () => {
  test('has the intervals of SPARING where nothing else is said, and its entry in the audit trail', async () => {
    const { schedules, audit } = (await device()).registry;
    const set = await schedules.set('logger-1', { from: start, parameters: ['ph', 'cod'] }, signature);
    expect(set).toEqual({
      device: 'logger-1',
      schedule: { from: start, parameters: ['ph', 'cod'], ...TWO_MINUTES },
      recordedAt: start,
      recordedBy: 'Sari',
      why: signature.why,
    });
    expect(await schedules.list({ plant: 'ipal' })).toEqual([set]);
    const [entry] = await audit.list({ subject: 'device/logger-1' });
    expect(entry).toMatchObject({ action: 'schedule.set', plant: 'ipal', who: 'Sari', before: null });
    expect(JSON.parse(entry?.after ?? '')).toEqual(set);
  });

  test('holds from its date on: those before stay, whenever they were written down', async () => {
    const { registry, tick } = await device();
    const { schedules } = registry;
    await schedules.set('logger-1', { from: start, parameters: ['ph'] }, signature);
    tick(1_000);
    await schedules.set('logger-1', { from: start + 9 * DAY, parameters: [] }, signature);
    await schedules.set(
      'logger-1',
      { from: start + 5 * DAY, parameters: ['ph'], intervalMs: 60_000 },
      signature,
    );
    const list = await schedules.list({ plant: 'ipal', device: 'logger-1' });
    expect(list.map(({ schedule }) => [(schedule.from - start) / DAY, schedule.intervalMs])).toEqual([
      [0, 120_000],
      [5, 60_000],
      [9, 120_000],
    ]);
    expect(await schedules.list({ plant: 'ipal', asOf: start })).toHaveLength(1);
  });

  test('is superseded for the same date, and withdrawn; what was can be asked for as of then', async () => {
    const { registry, tick } = await device();
    const { schedules, audit } = registry;
    const first = await schedules.set('logger-1', { from: start, parameters: ['ph'] }, signature);
    tick(DAY);
    const second = await schedules.set('logger-1', { from: start, parameters: ['cod'] }, signature);
    expect(await schedules.list({ plant: 'ipal' })).toEqual([second]);
    expect(await schedules.list({ plant: 'ipal', asOf: start })).toEqual([first]);
    const [entry] = await audit.list({ subject: 'device/logger-1' });
    expect(JSON.parse(entry?.before ?? '')).toEqual(first);
    tick(DAY);
    await schedules.withdraw('logger-1', start, signature);
    expect(await schedules.list({ plant: 'ipal' })).toEqual([]);
    expect(await schedules.list({ plant: 'ipal', asOf: start + DAY })).toEqual([second]);
    await expect(schedules.withdraw('logger-1', start, signature)).rejects.toThrow(NotFoundError);
    await schedules.set('logger-1', { from: start, parameters: ['tss'] }, signature);
    expect(await schedules.list({ plant: 'ipal' })).toHaveLength(1);
  });

  test('is refused without a reason, for an unknown device, and where it makes no sense', async () => {
    const { schedules } = (await device()).registry;
    const set = (change: object, by: object = signature) =>
      schedules.set('logger-1', { from: start, parameters: ['ph'], ...change }, by as typeof signature);
    await expect(set({}, { by: 'Sari' })).rejects.toThrow(InvalidInputError);
    await expect(set({ parameters: ['ph', 'ph'] })).rejects.toThrow('a parameter twice');
    await expect(set({ offsetMs: 120_000 })).rejects.toThrow('below intervalMs');
    await expect(set({ intervalMs: 10 })).rejects.toThrow('intervalMs');
    await expect(schedules.set('nobody', { from: start, parameters: [] }, signature)).rejects.toThrow(
      NotFoundError,
    );
    await expect(schedules.list({ plant: 'nowhere' })).rejects.toThrow(NotFoundError);
  });

  test('does not change what was approved', async () => {
    const { registry, tick } = await device();
    const { schedules, reviews } = registry;
    await schedules.set('logger-1', { from: start, parameters: ['ph'] }, signature);
    tick(3 * DAY);
    const period = {
      plant: 'ipal',
      point: 'effluent',
      parameter: 'ph',
      from: start,
      to: start + DAY,
    } as const;
    await reviews.submit(period, { by: 'Budi', why: 'checked' });
    await reviews.approve(period, { by: 'Tini', why: 'checked again' });
    const change = { from: start, parameters: ['ph'], intervalMs: 60_000 } as const;
    await expect(schedules.set('logger-1', change, signature)).rejects.toThrow(ConflictError);
    await expect(schedules.withdraw('logger-1', start, signature)).rejects.toThrow(ConflictError);
    await schedules.set('logger-1', { ...change, from: start + DAY }, signature);
  });
});
