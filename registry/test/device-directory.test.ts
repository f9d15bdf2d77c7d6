import { ConfigurationError } from '@banyu/contracts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type DeviceDirectory, openDeviceDirectory } from '../src/index.ts';
import { inAnotherProcess, rig, temporaryPath } from './support/rig.ts';

const horizonMs = 400 * 86_400_000;
const logger = { id: 'logger-1', plant: 'ipal', point: 'effluent' };

function directoryAt(path: string, clock: () => number = () => 0): DeviceDirectory {
  const directory = openDeviceDirectory({ path, clock });
  onTestFinished(() => directory.close());
  return directory;
}

describe('DeviceDirectory.find()', () => {
  test('tells where a device is and how far back its plant takes samples', async () => {
    const { registry, path } = await rig();
    await registry.devices.add(logger);
    const entry = { device: 'logger-1', plant: 'ipal', point: 'effluent', horizonMs };
    expect(directoryAt(path).find('logger-1')).toEqual(entry);
  });

  test('knows disabled devices: what was acknowledged before still has to be stored', async () => {
    const { registry, path } = await rig();
    await registry.devices.add(logger);
    const directory = directoryAt(path);
    await registry.devices.setEnabled('logger-1', false);
    expect(directory.find('logger-1')).toBeDefined();
    expect(directoryAt(path).find('logger-1')).toBeDefined();
  });

  test('finds at once what another process has just added', async () => {
    const { path } = await rig();
    const directory = directoryAt(path);
    expect(directory.find('logger-9')).toBeUndefined();
    await inAnotherProcess('change.ts', path, 'add', 'logger-9');
    expect(directory.find('logger-9')).toMatchObject({ device: 'logger-9', point: 'effluent' });
  });

  test('sees what another process changed after 200 ms', async () => {
    let now = 0;
    const { registry, path } = await rig();
    await registry.devices.add(logger);
    const directory = directoryAt(path, () => now);
    expect(directory.find('logger-1')?.horizonMs).toBe(horizonMs);
    await inAnotherProcess('change.ts', path, 'horizon', 'ipal', '60000');
    now = 199;
    expect(directory.find('logger-1')?.horizonMs).toBe(horizonMs);
    now = 200;
    expect(directory.find('logger-1')?.horizonMs).toBe(60_000);
  });

  test('sees what another connection of this process changed', async () => {
    let now = 0;
    const { registry, path } = await rig();
    await registry.devices.add(logger);
    const directory = directoryAt(path, () => now);
    await registry.plants.update('ipal', { horizonMs: 1_000 });
    now = 200;
    expect(directory.find('logger-1')?.horizonMs).toBe(1_000);
  });

  test.each(['', '__proto__', 'constructor', "x' or '1'='1", 'a\0b', '\ud800'])(
    'knows no device %j',
    async (id) => {
      const { registry, path } = await rig();
      await registry.devices.add(logger);
      expect(directoryAt(path).find(id)).toBeUndefined();
    },
  );

  test('goes on when the registry is closed and opened by others', async () => {
    const { registry, path } = await rig();
    await registry.devices.add(logger);
    await registry.close();
    const directory = directoryAt(path);
    await inAnotherProcess('change.ts', path, 'add', 'logger-2');
    expect(directory.find('logger-1')).toBeDefined();
    expect(directory.find('logger-2')).toBeDefined();
  });
});

test('openDeviceDirectory() refuses a registry that does not exist, and creates none', async () => {
  const path = await temporaryPath();
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(() => openDeviceDirectory({ path })).toThrow(ConfigurationError);
  }
});
