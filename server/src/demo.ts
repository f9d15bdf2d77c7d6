import type { Broker } from '@banyu/broker';
import { ConfigurationError } from '@banyu/contracts';
import { demoDevices, type Fleet, startFleet, systemClock } from '@banyu/firmware-sim';
import { type Registry, STANDARD_POINTS } from '@banyu/registry';
import { createPlant } from '@banyu/simulator';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { pathsIn } from './paths.ts';

/** The demo plant; its name says that nothing of it is measured. */
export const DEMO_PLANT = 'ipal-banyurip-demo';

const CAPACITY_M3_PER_DAY = 400;

/**
 * Registers the demo plant and its devices where they are missing, and starts the devices: they connect over MQTT
 * like any other. Each start gives them new secrets, so that none lies anywhere.
 */
export async function startDemo(
  config: Config,
  registry: Registry,
  broker: Broker | undefined,
  log: Logger,
): Promise<Fleet> {
  const tcp = broker?.addresses.tcp;
  if (tcp === undefined) throw new ConfigurationError('The demo needs mqtt.tcp: its devices connect over it');
  await registerPlant(registry);
  const simulated = createPlant({
    seed: config.demo.seed,
    startMs: Date.now(),
    flowM3PerDay: CAPACITY_M3_PER_DAY,
    warmUpDays: 1,
  });
  const devices = demoDevices({
    plant: DEMO_PLANT,
    simulated,
    intervalMs: config.demo.intervalSeconds * 1_000,
    devicePrefix: 'demo-',
    seed: config.demo.seed,
  });
  const known = new Set((await registry.devices.list({ plant: DEMO_PLANT })).map(({ id }) => id));
  const withSecrets = [];
  for (const device of devices) {
    const { device: id, point, name } = device;
    const secret = known.has(id)
      ? await registry.devices.rotateSecret(id)
      : (await registry.devices.add({ id, plant: DEMO_PLANT, point, name })).secret;
    withSecrets.push({ ...device, secret });
  }
  return startFleet(
    {
      url: `mqtt://${tcp.host}:${tcp.port}`,
      backlogPath: pathsIn(config.dataDirectory).simulatedDevices,
      devices: withSecrets,
    },
    { clock: systemClock, random: Math.random, log: log.child({ part: 'devices' }, { level: 'warn' }) },
  );
}

async function registerPlant(registry: Registry): Promise<void> {
  const plants = await registry.plants.list();
  if (plants.some(({ id }) => id === DEMO_PLANT)) return;
  await registry.plants.add({
    id: DEMO_PLANT,
    name: 'IPAL Banyurip (simulasi)',
    timeZone: 'Asia/Jakarta',
    capacityM3PerDay: CAPACITY_M3_PER_DAY,
    points: STANDARD_POINTS,
  });
}
