import { demoStations } from '@banyu/firmware-sim';
import { type Registry, STANDARD_POINTS } from '@banyu/registry';
import { DEMO_CAPACITY_M3_PER_DAY, DEMO_DEVICE_PREFIX, DEMO_PLANT, DEMO_STANDARD } from './demo-plant.ts';

/**
 * Registers the demo plant and its devices where they are missing. `secretOf` gives a device's secret, which lies
 * nowhere: one that was registered before gets a new one. `fresh` are the devices that were not.
 */
export async function registerDemo(
  registry: Registry,
): Promise<{ readonly fresh: ReadonlySet<string>; secretOf(device: string): Promise<string> }> {
  const plants = await registry.plants.list();
  const demo = plants.find(({ id }) => id === DEMO_PLANT);
  if (demo === undefined) {
    await registry.plants.add({
      id: DEMO_PLANT,
      name: 'IPAL Banyurip (simulasi)',
      timeZone: 'Asia/Jakarta',
      capacityM3PerDay: DEMO_CAPACITY_M3_PER_DAY,
      standard: DEMO_STANDARD,
      points: STANDARD_POINTS,
    });
  } else if (demo.standard === null) {
    await registry.plants.update(DEMO_PLANT, { standard: DEMO_STANDARD });
  }
  const known = new Set((await registry.devices.list({ plant: DEMO_PLANT })).map(({ id }) => id));
  const fresh = new Map<string, string>();
  for (const { device: id, point, name } of demoStations(DEMO_DEVICE_PREFIX)) {
    if (known.has(id)) continue;
    fresh.set(id, (await registry.devices.add({ id, plant: DEMO_PLANT, point, name })).secret);
  }
  return {
    fresh: new Set(fresh.keys()),
    async secretOf(device) {
      return fresh.get(device) ?? (await registry.devices.rotateSecret(device));
    },
  };
}

/**
 * Sets that the demo's devices are expected to sample so often from then on (Unix ms), as they are made to do. Where
 * `unlessExpected`, a schedule that holds then stays, whatever its interval. Nothing is stored yet of `fresh` devices.
 */
export async function expectOfDemo(
  registry: Registry,
  {
    from,
    intervalMs,
    unlessExpected = false,
    fresh = new Set(),
  }: { from: number; intervalMs: number; unlessExpected?: boolean; fresh?: ReadonlySet<string> },
): Promise<void> {
  const set = await registry.schedules.list({ plant: DEMO_PLANT });
  const signature = { by: 'banyu', why: 'what the simulated device is made to do', from: 'demo' };
  for (const { device, parameters } of demoStations(DEMO_DEVICE_PREFIX)) {
    const holding = set.findLast((each) => each.device === device && each.schedule.from <= from)?.schedule;
    const isSame = holding?.intervalMs === intervalMs && holding.parameters.join() === parameters.join();
    if (isSame || (unlessExpected && holding !== undefined)) continue;
    const first = Math.ceil(from / intervalMs) * intervalMs;
    const schedule = { from: first, parameters: [...parameters], intervalMs };
    await registry.schedules.set(device, schedule, signature, { nothingStored: fresh.has(device) });
  }
}
