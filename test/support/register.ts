import { join } from 'node:path';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';
import type { DeviceIdentity } from './devices.ts';

/** A plant with `count` devices at its effluent, written into the registry of a data directory. */
export async function registerDevices(
  dataDirectory: string,
  plant: string,
  count: number,
): Promise<DeviceIdentity[]> {
  const registry = await openRegistry({ path: join(dataDirectory, 'registry.db') });
  try {
    await registry.plants.add({ id: plant, name: 'IPAL Uji', points: STANDARD_POINTS });
    const devices: DeviceIdentity[] = [];
    for (let i = 1; i <= count; i++) {
      const id = `${plant}-logger-${i}`;
      const { secret } = await registry.devices.add({ id, plant, point: 'effluent' });
      devices.push({ plant, device: id, secret });
    }
    return devices;
  } finally {
    await registry.close();
  }
}
