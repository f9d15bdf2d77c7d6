import { demoStations } from '@banyu/firmware-sim';
import { type Registry, STANDARD_POINTS } from '@banyu/registry';
import { DEMO_CAPACITY_M3_PER_DAY, DEMO_DEVICE_PREFIX, DEMO_PLANT } from './demo-plant.ts';

/**
 * Registers the demo plant and its devices where they are missing. `secretOf` gives a device's secret, which lies
 * nowhere: one that was registered before gets a new one.
 */
export async function registerDemo(
  registry: Registry,
): Promise<{ secretOf(device: string): Promise<string> }> {
  const plants = await registry.plants.list();
  if (!plants.some(({ id }) => id === DEMO_PLANT)) {
    await registry.plants.add({
      id: DEMO_PLANT,
      name: 'IPAL Banyurip (simulasi)',
      timeZone: 'Asia/Jakarta',
      capacityM3PerDay: DEMO_CAPACITY_M3_PER_DAY,
      points: STANDARD_POINTS,
    });
  }
  const known = new Set((await registry.devices.list({ plant: DEMO_PLANT })).map(({ id }) => id));
  const fresh = new Map<string, string>();
  for (const { device: id, point, name } of demoStations(DEMO_DEVICE_PREFIX)) {
    if (known.has(id)) continue;
    fresh.set(id, (await registry.devices.add({ id, plant: DEMO_PLANT, point, name })).secret);
  }
  return {
    async secretOf(device) {
      return fresh.get(device) ?? (await registry.devices.rotateSecret(device));
    },
  };
}
