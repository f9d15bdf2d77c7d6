import { setImmediate as turn } from 'node:timers/promises';
import type { Broker } from '@banyu/broker';
import { ConfigurationError } from '@banyu/contracts';
import { demoDevices, type Fleet, startFleet, systemClock } from '@banyu/firmware-sim';
import type { Registry } from '@banyu/registry';
import type { Disturbance, Plant } from '@banyu/simulator';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createDemoPlant, DEMO_DEVICE_PREFIX, DEMO_PLANT, readDemoRecipe } from './demo-plant.ts';
import { pathsIn } from './paths.ts';
import { expectOfDemo, registerDemo } from './register-demo.ts';
import { findScenario } from './scenario/library.ts';
import { scheduleOf } from './scenario/schedule.ts';

/** Simulated in one go, so that the rest of the process gets its turns. */
const SIMULATED_AT_ONCE_MS = 86_400_000;

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
  const { seed, intervalSeconds, scenario } = config.demo;
  const schedule = scenario === undefined ? undefined : scheduleOf(findScenario(scenario), Date.now());
  const paths = pathsIn(config.dataDirectory);
  const devices = demoDevices({
    plant: DEMO_PLANT,
    simulated: await plantOfNow(paths.demoPlant, { seed, disturbances: schedule?.disturbances ?? [] }, log),
    intervalMs: intervalSeconds * 1_000,
    devicePrefix: DEMO_DEVICE_PREFIX,
    seed,
    faults: schedule?.sensorFaults ?? {},
  });
  const { secretOf } = await registerDemo(registry);
  await expectOfDemo(registry, { from: Date.now(), intervalMs: Math.round(intervalSeconds * 1_000) });
  const withSecrets = [];
  for (const device of devices) {
    const faults = schedule?.deviceFaults[device.device.slice(DEMO_DEVICE_PREFIX.length)] ?? [];
    withSecrets.push({ ...device, secret: await secretOf(device.device), faults });
  }
  return startFleet(
    {
      url: `mqtt://${tcp.host}:${tcp.port}`,
      backlogPath: paths.simulatedDevices,
      devices: withSecrets,
    },
    { clock: systemClock, random: Math.random, log: log.child({ part: 'devices' }, { level: 'warn' }) },
  );
}

/** The plant that the history was made of, as it is now; where there is none, a new one. */
async function plantOfNow(
  path: string,
  { seed, disturbances }: { readonly seed: number; readonly disturbances: readonly Disturbance[] },
  log: Logger,
): Promise<Plant> {
  const recipe = readDemoRecipe(path);
  if (recipe === undefined) return createDemoPlant({ seed, simulatedFromMs: Date.now() }, disturbances);
  if (recipe.seed !== seed) {
    log.warn(
      { seed, historyHas: recipe.seed },
      'demo.seed is not that of the history: another plant goes on',
    );
    return createDemoPlant({ seed, simulatedFromMs: Date.now() }, disturbances);
  }
  const plant = createDemoPlant(recipe, disturbances);
  for (let t = plant.nowMs; t < Date.now(); t += SIMULATED_AT_ONCE_MS) {
    plant.advance(t);
    await turn();
  }
  plant.advance(Date.now());
  return plant;
}
