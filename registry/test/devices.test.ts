import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConflictError, InvalidInputError, NotFoundError } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { rig } from './support/rig.ts';

const logger = { id: 'logger-1', plant: 'ipal', point: 'effluent' };

describe('devices.add()', () => {
  test('returns the device, enabled and named after its id unless told otherwise', async () => {
    const { registry } = await rig({ clock: () => 5 });
    const { device } = await registry.devices.add(logger);
    expect(device).toEqual({ ...logger, name: 'logger-1', enabled: true, createdAt: 5, updatedAt: 5 });
    expect(await registry.devices.get('logger-1')).toEqual(device);
    const named = await registry.devices.add({ ...logger, id: 'logger-2', name: 'pH-meter efluen' });
    expect(named.device.name).toBe('pH-meter efluen');
  });

  test('gives each device its own secret, which is kept nowhere in plain', async () => {
    const { registry, path } = await rig();
    const first = await registry.devices.add(logger);
    const second = await registry.devices.add({ ...logger, id: 'logger-2' });
    const rotated = await registry.devices.rotateSecret('logger-2');
    const secrets = [first.secret, second.secret, rotated];
    expect(new Set(secrets).size).toBe(3);
    const files = (await readdir(dirname(path))).map((name) => join(dirname(path), name));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const content = await readFile(file, 'latin1');
      for (const secret of secrets) expect(content).not.toContain(secret);
    }
  });

  test('refuses an id that is taken, whichever plant has it', async () => {
    const { registry } = await rig();
    await registry.devices.add(logger);
    await registry.plants.add({ id: 'other', name: 'Other', points: [{ id: 'outfall', name: 'Outfall' }] });
    await expect(registry.devices.add({ ...logger, plant: 'other', point: 'outfall' })).rejects.toThrow(
      new ConflictError(
        'Cannot add device "logger-1" at other/outfall: there is a device of that id at ipal/effluent; ' +
          'a device id is unique in the installation',
      ),
    );
  });

  test('refuses a plant or point that is none, and names those there are', async () => {
    const { registry } = await rig();
    await expect(registry.devices.add({ ...logger, plant: 'none' })).rejects.toThrow(
      new NotFoundError('Cannot add device "logger-1" at none/effluent: there is no plant "none"'),
    );
    await expect(registry.devices.add({ ...logger, point: 'efluent' })).rejects.toThrow(
      new NotFoundError(
        'Cannot add device "logger-1" at ipal/efluent: the plant has no such sampling point, only: ' +
          'influent, equalization, aeration, effluent, river-upstream, river-downstream',
      ),
    );
    expect(await registry.devices.list()).toEqual([]);
  });

  test('refuses a wrong id', async () => {
    const { registry } = await rig();
    await expect(registry.devices.add({ ...logger, id: 'a+b' })).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe('devices.list()', () => {
  test('gives all devices, or those of a plant', async () => {
    const { registry } = await rig();
    await registry.plants.add({ id: 'other', name: 'Other', points: [{ id: 'outfall', name: 'Outfall' }] });
    await registry.devices.add(logger);
    await registry.devices.add({ id: 'a', plant: 'other', point: 'outfall' });
    expect((await registry.devices.list()).map((device) => device.id)).toEqual(['a', 'logger-1']);
    expect((await registry.devices.list({ plant: 'ipal' })).map((device) => device.id)).toEqual(['logger-1']);
  });

  test('tells a plant without devices from no plant', async () => {
    const { registry } = await rig();
    expect(await registry.devices.list({ plant: 'ipal' })).toEqual([]);
    await expect(registry.devices.list({ plant: 'none' })).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe('devices.setEnabled()', () => {
  test('disables and enables, and notes the time of a change only', async () => {
    let now = 1;
    const { registry } = await rig({ clock: () => now });
    await registry.devices.add(logger);
    now = 2;
    expect(await registry.devices.setEnabled('logger-1', false)).toMatchObject({
      enabled: false,
      updatedAt: 2,
    });
    now = 3;
    expect(await registry.devices.setEnabled('logger-1', false)).toMatchObject({
      enabled: false,
      updatedAt: 2,
    });
    expect(await registry.devices.setEnabled('logger-1', true)).toMatchObject({
      enabled: true,
      updatedAt: 3,
    });
  });
});

test('what is asked of an unknown device is refused', async () => {
  const { registry } = await rig();
  await expect(registry.devices.get('none')).rejects.toBeInstanceOf(NotFoundError);
  await expect(registry.devices.rotateSecret('none')).rejects.toBeInstanceOf(NotFoundError);
  await expect(registry.devices.setEnabled('none', false)).rejects.toBeInstanceOf(NotFoundError);
});
