import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Influxd, startInfluxd } from '../store/test/support/influxd.ts';
import { type DeviceIdentity, PublishingDevices } from './support/devices.ts';
import { faults, readBack } from './support/read-back.ts';
import { registerDevices } from './support/register.ts';
import { eventually, freePort, type ServerOptions, type ServerRig, startServer } from './support/server.ts';

const PLANT = 'ipal-uji';

let directory: string;
let influxd: Influxd;
let options: ServerOptions;
let devices: readonly DeviceIdentity[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-store-away-'));
  influxd = await startInfluxd();
  options = {
    dataDirectory: directory,
    mqttPort: await freePort(),
    httpPort: await freePort(),
    env: { BANYU_STORE_KIND: 'influx', BANYU_STORE_INFLUX_URL: influxd.url, BANYU_JOURNAL_MAX_MB: '16' },
  };
  devices = await registerDevices(directory, PLANT, 6);
});

afterEach(async () => {
  await influxd.remove();
  await rm(directory, { recursive: true, force: true });
});

async function ready(server: ServerRig): Promise<{ ok: boolean; text: string }> {
  const response = await fetch(`${server.http}/readyz`);
  return { ok: response.ok, text: await response.text() };
}

/** Reads everything back until nothing promised is missing; what is still wrong when time is up. */
async function finallyStored(server: ServerRig, load: PublishingDevices): Promise<string[]> {
  let wrong: string[] = [];
  await eventually(
    'every promised reading in the store',
    async () => {
      const stored = await readBack(server.http, PLANT).catch(() => []);
      wrong = faults(load.promised, stored);
      return wrong.length === 0 ? true : undefined;
    },
    60_000,
  ).catch(() => undefined);
  return wrong.slice(0, 10);
}

describe('with InfluxDB as the store', () => {
  it('goes on acknowledging while influxd is killed and away, and loses nothing when it is back', async () => {
    const server = await startServer(options);
    const load = new PublishingDevices(options.mqttPort, devices, { window: 2 });
    try {
      for (let outage = 0; outage < 3; outage++) {
        await eventually('acknowledgements', async () =>
          load.promised.length > outage * 300 + 100 ? true : undefined,
        );
        await influxd.kill();
        const promised = load.promised.length;
        await eventually('acknowledgements without a store', async () =>
          load.promised.length > promised + 100 ? true : undefined,
        );
        expect(await ready(server)).toMatchObject({ ok: false, text: expect.stringContaining('store') });
        await influxd.start();
      }
      await load.drain(60_000);
      expect(await finallyStored(server, load)).toEqual([]);
      await server.stop();
    } finally {
      await load.close();
      await server.kill();
    }
  }, 300_000);

  it('refuses messages when the journal’s bound is reached, says so, and takes them when there is room again', async () => {
    await influxd.kill();
    const server = await startServer({ ...options, until: '/healthz' });
    const load = new PublishingDevices(options.mqttPort, devices, { window: 20, bytes: 16_384 });
    try {
      const full = await eventually(
        'the journal full',
        async () => {
          const { text } = await ready(server);
          return /takes no messages, full/.test(text) ? text : undefined;
        },
        60_000,
      );
      expect(full).toContain('100 %');
      expect(load.promised.length).toBeGreaterThan(0);

      await influxd.start();
      await load.drain(60_000);
      expect(await finallyStored(server, load)).toEqual([]);
      expect(await ready(server)).toMatchObject({ ok: true });
      await server.stop();
    } finally {
      await load.close();
      await server.kill();
    }
  }, 300_000);
});
