import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeviceIdentity, PublishingDevices } from './support/devices.ts';
import { faults, readBack } from './support/read-back.ts';
import { registerDevices } from './support/register.ts';
import { eventually, freePort, type ServerOptions, startServer } from './support/server.ts';

const KILLS = 20;
const PLANT = 'ipal-uji';

let directory: string;
let options: ServerOptions;
let devices: readonly DeviceIdentity[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-no-loss-'));
  options = { dataDirectory: directory, mqttPort: await freePort(), httpPort: await freePort() };
  devices = await registerDevices(directory, PLANT, 6);
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('the server killed at random moments under load', () => {
  it(`keeps every acknowledged message, once, with its value, over ${KILLS} kills`, async () => {
    const load = new PublishingDevices(options.mqttPort, devices);
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        // Every third one dies while it is still starting, or replaying what the one before left.
        const until = kill % 3 === 2 ? 'spawned' : '/readyz';
        const server = await startServer({ ...options, until });
        await delay(until === 'spawned' ? Math.random() * 2_500 : 50 + Math.random() * 700);
        await server.kill();
      }
      const server = await startServer(options);
      await load.drain(60_000);
      const wanted = load.promised.length * 2;
      expect(wanted).toBeGreaterThan(1_000);
      const stored = await eventually(
        'every promised reading served',
        async () => {
          const readings = await readBack(server.http, PLANT);
          return faults(load.promised, readings).length === 0 ? readings : undefined;
        },
        60_000,
      ).catch(() => readBack(server.http, PLANT));
      expect(faults(load.promised, stored).slice(0, 10)).toEqual([]);
      await server.stop();
    } finally {
      await load.close();
    }
  }, 300_000);
});
