import { ConflictError, InvalidInputError, NotFoundError } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import type { Registry } from '../../src/index.ts';
import { rig } from '../support/rig.ts';

const HOUR = 3_600_000;
const start = Date.UTC(2026, 0, 31);
const signature = { by: 'Budi', why: 'pH probe 7.00 and 4.01 buffers', evidence: 'FORM-12' };

async function plantWithDevice(): Promise<{ registry: Registry; tick: (ms: number) => void }> {
  let now = start;
  const { registry } = await rig({ clock: () => now, argon2id: async () => new Uint8Array(32) });
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  return {
    registry,
    tick: (ms) => {
      now += ms;
    },
  };
}

describe('a service window', () => {
  test('is declared for a plant, point, device or parameter, open or with an end, and signed', async () => {
    const { windows, audit } = (await plantWithDevice()).registry;
    const declared = await windows.declare(
      { kind: 'calibration', plant: 'ipal', device: 'logger-1', parameter: 'ph', from: start, to: null },
      signature,
    );
    expect(declared).toEqual({
      id: 1,
      version: 1,
      window: {
        kind: 'calibration',
        plant: 'ipal',
        point: 'effluent',
        device: 'logger-1',
        parameter: 'ph',
        from: start,
        to: null,
      },
      recordedAt: start,
      recordedBy: 'Budi',
      why: signature.why,
      endedAt: null,
    });
    const plantWide = { kind: 'shutdown', plant: 'ipal', from: start, to: start + HOUR } as const;
    await windows.declare(plantWide, signature);
    expect((await windows.list({ plant: 'ipal' })).map(({ window }) => window)).toEqual([
      declared.window,
      plantWide,
    ]);
    const [entry] = await audit.list({ subject: 'window/1' });
    expect(entry).toMatchObject({ action: 'window.declare', who: 'Budi', evidence: 'FORM-12', before: null });
    expect(JSON.parse(entry?.after ?? '')).toEqual(declared);
  });

  test('is among the newest of all plants as it was left, page by page, cancelled or not', async () => {
    const { registry, tick } = await plantWithDevice();
    const { windows } = registry;
    await registry.plants.add({ id: 'other', name: 'Other' });
    expect(await windows.newest()).toEqual([]);
    const open = { kind: 'cleaning', plant: 'ipal', from: start, to: null } as const;
    await windows.declare(open, signature);
    await windows.declare({ ...open, plant: 'other' }, signature);
    await windows.declare(open, signature);
    tick(HOUR);
    await windows.end(1, start + HOUR, signature);
    await windows.cancel(2, signature);
    const found = await windows.newest({ limit: 2 });
    expect(found.map(({ id, version, window, endedAt }) => [id, version, window.to, endedAt])).toEqual([
      [1, 2, start + HOUR, null],
      [2, 1, null, start + HOUR],
    ]);
    expect((await windows.newest({ after: 2 })).map(({ id }) => id)).toEqual([3]);
  });

  test('is ended, given another end, and cancelled; what was stays on record', async () => {
    const { registry, tick } = await plantWithDevice();
    const { windows } = registry;
    const { id } = await windows.declare(
      { kind: 'cleaning', plant: 'ipal', from: start, to: null },
      signature,
    );
    tick(HOUR);
    await windows.end(id, start + HOUR, { by: 'Budi', why: 'done' });
    tick(HOUR);
    await windows.end(id, start + 2 * HOUR, { by: 'Sri', why: 'It took longer' });
    tick(HOUR);
    await windows.cancel(id, { by: 'Sri', why: 'It was the other plant' });
    expect(await windows.list({ plant: 'ipal' })).toEqual([]);
    expect((await windows.history(id)).map(({ version, window }) => [version, window.to])).toEqual([
      [1, null],
      [2, start + HOUR],
      [3, start + 2 * HOUR],
    ]);
    const asOf = async (t: number) => (await windows.list({ plant: 'ipal', asOf: t }))[0]?.window.to;
    expect(await asOf(start - 1)).toBeUndefined();
    expect(await asOf(start)).toBeNull();
    expect(await asOf(start + HOUR)).toBe(start + HOUR);
    expect(await asOf(start + 3 * HOUR - 1)).toBe(start + 2 * HOUR);
    await expect(windows.cancel(id, signature)).rejects.toBeInstanceOf(ConflictError);
    await expect(windows.end(id, start + 1, signature)).rejects.toBeInstanceOf(ConflictError);
  });

  test('is listed with those that overlap a time and concern a series', async () => {
    const { windows } = (await plantWithDevice()).registry;
    const declare = async (from: number, to: number | null, scope: object = {}) =>
      (await windows.declare({ kind: 'maintenance', plant: 'ipal', from, to, ...scope }, signature)).id;
    const plantWide = await declare(start, start + 2 * HOUR);
    const open = await declare(start + HOUR, null, { point: 'effluent' });
    const elsewhere = await declare(start + HOUR, start + 3 * HOUR, { point: 'influent', parameter: 'cod' });
    const list = async (query: object) =>
      (await windows.list({ plant: 'ipal', ...query })).map(({ id }) => id);
    expect(await list({})).toEqual([plantWide, open, elsewhere]);
    expect(await list({ from: start + 2 * HOUR })).toEqual([open, elsewhere]);
    expect(await list({ to: start + HOUR })).toEqual([plantWide]);
    expect(await list({ point: 'effluent', parameter: 'ph' })).toEqual([plantWide, open]);
    expect(await list({ point: 'influent', parameter: 'ph' })).toEqual([plantWide]);
    expect(await list({ device: 'logger-1' })).toEqual([plantWide, open]);
    await expect(windows.list({ plant: 'none' })).rejects.toBeInstanceOf(NotFoundError);
  });

  test('is refused without a reason, for what is not there, or when it ends before it begins', async () => {
    const { windows } = (await plantWithDevice()).registry;
    const window = { kind: 'cleaning', plant: 'ipal', from: start, to: start + HOUR } as const;
    const refused = async (input: object, by: object = {}) =>
      await windows
        .declare({ ...window, ...input }, { ...signature, ...by })
        .catch((error: unknown) => error);
    expect(await refused({}, { why: ' ' })).toMatchObject({ name: 'InvalidInputError', field: 'why' });
    expect(await refused({ to: start })).toMatchObject({ name: 'InvalidInputError', field: 'to' });
    expect(await refused({ from: start + 401 * 24 * HOUR, to: null })).toMatchObject({ field: 'from' });
    expect(await refused({ plant: 'none' })).toBeInstanceOf(NotFoundError);
    expect(await refused({ point: 'none' })).toBeInstanceOf(NotFoundError);
    expect(await refused({ device: 'none' })).toBeInstanceOf(NotFoundError);
    expect(await refused({ device: 'logger-1', point: 'influent' })).toBeInstanceOf(InvalidInputError);
    expect(await refused({ parameter: 'mood' })).toBeInstanceOf(InvalidInputError);
    await expect(windows.end(9, start, signature)).rejects.toBeInstanceOf(NotFoundError);
    await expect(windows.history(9)).rejects.toBeInstanceOf(NotFoundError);
  });
});
