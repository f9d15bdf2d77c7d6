import { ConflictError, InvalidInputError, NotFoundError, TELEMETRY_LIMITS } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { STANDARD_POINTS } from '../src/index.ts';
import { rig } from './support/rig.ts';

describe('plants.add()', () => {
  test('fills in the defaults: Jakarta, 400 days of backfill, no points', async () => {
    const { registry } = await rig({ clock: () => 1_764_000_000_000 });
    const plant = await registry.plants.add({ id: 'ipal-2', name: '  IPAL Dua ' });
    expect(plant).toEqual({
      id: 'ipal-2',
      name: 'IPAL Dua',
      timeZone: 'Asia/Jakarta',
      capacityM3PerDay: null,
      standard: null,
      horizonMs: TELEMETRY_LIMITS.horizonMs,
      points: [],
      createdAt: 1_764_000_000_000,
      updatedAt: 1_764_000_000_000,
    });
    expect(await registry.plants.get('ipal-2')).toEqual(plant);
  });

  test('keeps what it is given, the points in their order', async () => {
    const { registry } = await rig();
    const plant = await registry.plants.add({
      id: 'ipal-2',
      name: 'IPAL Dua',
      timeZone: 'asia/makassar',
      capacityM3PerDay: 450.5,
      standard: 'textile-permenlh-12-2025-100-1000',
      horizonMs: 86_400_000,
      points: [...STANDARD_POINTS].reverse(),
    });
    expect(plant).toMatchObject({
      timeZone: 'Asia/Makassar',
      capacityM3PerDay: 450.5,
      standard: 'textile-permenlh-12-2025-100-1000',
      horizonMs: 86_400_000,
    });
    expect(plant.points.map((point) => point.id)).toEqual(STANDARD_POINTS.map((point) => point.id).reverse());
    expect(await registry.plants.get('ipal-2')).toEqual(plant);
  });

  test('refuses an id that is taken, and changes nothing', async () => {
    const { registry } = await rig();
    const before = await registry.plants.list();
    const again = registry.plants.add({
      id: 'ipal',
      name: 'Another',
      points: [{ id: 'outfall', name: 'Outfall' }],
    });
    await expect(again).rejects.toThrow(
      new ConflictError('Cannot add plant "ipal": there is a plant of that id'),
    );
    expect(await registry.plants.list()).toEqual(before);
  });

  test.each([
    ['timeZone', { timeZone: 'Mars/Olympus' }],
    ['timeZone', { timeZone: '+07:00' }],
    ['timeZone', { timeZone: '2025-01-01T00:00[Asia/Jakarta]' }],
    ['timeZone', { timeZone: '' }],
    ['name', { name: ' ' }],
    ['name', { name: 'two\nlines' }],
    ['id', { id: 'IPAL' }],
    ['capacityM3PerDay', { capacityM3PerDay: 0 }],
    ['capacityM3PerDay', { capacityM3PerDay: Number.NaN }],
    ['horizonMs', { horizonMs: 0.5 }],
    ['horizonMs', { horizonMs: -1 }],
    ['standard', { standard: 'PermenLH 5/2014' }],
    ['points.0.id', { points: [{ id: 'a/b', name: 'x' }] }],
    [
      'points',
      {
        points: [
          { id: 'a', name: 'x' },
          { id: 'a', name: 'y' },
        ],
      },
    ],
    [
      'points',
      {
        points: [
          { id: 'a', name: 'x', compliancePoint: true },
          { id: 'b', name: 'y', compliancePoint: true },
        ],
      },
    ],
  ])('refuses a wrong %s: %j', async (field, fault) => {
    const { registry } = await rig();
    const error = await registry.plants.add({ id: 'new', name: 'New', ...fault }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ field });
    expect(await registry.plants.list()).toHaveLength(1);
  });

  test('names every fault at once, with what came and what was expected', async () => {
    const { registry } = await rig();
    await expect(registry.plants.add({ id: 'I P', name: 'x', timeZone: 'WIB' })).rejects.toThrow(
      'Cannot add a plant: timeZone is "WIB": expected an IANA time zone such as "Asia/Jakarta"; ' +
        'id is "I P": expected 1 to 48 of a-z, 0-9 and "-", beginning with a letter or digit',
    );
  });

  test('refuses a key that is none', async () => {
    const { registry } = await rig();
    const plant = { id: 'new', name: 'New', timezone: 'Asia/Jakarta' };
    await expect(registry.plants.add(plant)).rejects.toThrow(/timezone/);
  });
});

describe('plants.list()', () => {
  test('gives every plant by id, each with its own points', async () => {
    const { registry } = await rig();
    await registry.plants.add({ id: 'a', name: 'A', points: [{ id: 'outfall', name: 'Outfall' }] });
    const plants = await registry.plants.list();
    expect(plants.map((plant) => [plant.id, plant.points.map((point) => point.id)])).toEqual([
      ['a', ['outfall']],
      ['ipal', STANDARD_POINTS.map((point) => point.id)],
    ]);
    expect(plants[1]).toEqual(await registry.plants.get('ipal'));
  });
});

describe('plants.update()', () => {
  test('changes what is given, keeps the rest, and notes the time', async () => {
    let now = 1_000;
    const { registry } = await rig({ clock: () => now });
    const before = await registry.plants.get('ipal');
    now = 2_000;
    const after = await registry.plants.update('ipal', { timeZone: 'Asia/Jayapura', capacityM3PerDay: 10 });
    expect(after).toEqual({ ...before, timeZone: 'Asia/Jayapura', capacityM3PerDay: 10, updatedAt: 2_000 });
    expect(await registry.plants.get('ipal')).toEqual(after);
    expect(await registry.plants.update('ipal', { capacityM3PerDay: null })).toMatchObject({
      capacityM3PerDay: null,
    });
  });

  test('refuses wrong values, an empty change, and an unknown plant', async () => {
    const { registry } = await rig();
    await expect(registry.plants.update('ipal', { timeZone: 'WIB' })).rejects.toBeInstanceOf(
      InvalidInputError,
    );
    await expect(registry.plants.update('ipal', {})).rejects.toBeInstanceOf(InvalidInputError);
    await expect(registry.plants.update('none', { name: 'x' })).rejects.toThrow(
      new NotFoundError('Cannot change plant "none": there is no plant "none"'),
    );
  });
});

describe('plants.remove()', () => {
  test('takes a plant without devices away, with its points', async () => {
    const { registry } = await rig();
    await registry.plants.remove('ipal');
    expect(await registry.plants.list()).toEqual([]);
    await registry.plants.add({ id: 'ipal', name: 'Again' });
    expect(await registry.points.list('ipal')).toEqual([]);
  });

  test('refuses while a device is registered there, even a disabled one', async () => {
    const { registry } = await rig();
    await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
    await registry.devices.setEnabled('logger-1', false);
    await expect(registry.plants.remove('ipal')).rejects.toThrow(
      new ConflictError(
        'Cannot remove plant "ipal": it has 1 device(s), the first is "logger-1"; ' +
          'only a plant without devices can be removed, as readings refer to it',
      ),
    );
    expect(await registry.points.list('ipal')).toHaveLength(STANDARD_POINTS.length);
  });

  test('refuses while something is on record there, even what was cancelled', async () => {
    const { registry } = await rig();
    const signature = { by: 'Budi', why: 'x' };
    const window = { kind: 'shutdown', plant: 'ipal', from: 0, to: 1 } as const;
    const { id } = await registry.windows.declare(window, signature);
    await registry.windows.cancel(id, signature);
    await expect(registry.plants.remove('ipal')).rejects.toThrow(
      new ConflictError('Cannot remove plant "ipal": it has service windows on record, which are kept'),
    );
  });

  test('refuses an unknown plant', async () => {
    const { registry } = await rig();
    await expect(registry.plants.remove('none')).rejects.toBeInstanceOf(NotFoundError);
  });
});
