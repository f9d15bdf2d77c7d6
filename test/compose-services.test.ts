import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTopic } from '@banyu/contracts';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  environmentOf,
  makeSecrets,
  type Service,
  startInfluxdb,
  startMosquitto,
  startProxy,
} from './support/compose-services.ts';
import { eventually, freePort, type ServerRig, startServer } from './support/server.ts';

/*
 * The services of docker-compose.yml in one piece, as far as Debian's packages allow: Mosquitto → Banyu → InfluxDB, and
 * the proxy before Banyu, with the secrets that secrets.sh makes.
 */

const PLANT = 'ipal-uji';
const DEVICE = 'logger-satu';

let directory: string;
let secrets: Awaited<ReturnType<typeof makeSecrets>>;
let influxdb: string;
let proxy: string;
let server: ServerRig;
let device: MqttClient;
const services: Service[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-compose-'));
  const data = join(directory, 'data');
  await mkdir(data, { mode: 0o700 });
  secrets = await makeSecrets(directory);
  const registry = await openRegistry({ path: join(data, 'registry.db') });
  await registry.plants.add({ id: PLANT, name: 'IPAL Uji', points: STANDARD_POINTS });
  await registry.devices.add({ id: DEVICE, plant: PLANT, point: 'effluent' });
  await registry.close();

  const database = await startInfluxdb(directory, secrets.folder);
  services.push(database.service);
  influxdb = database.url;
  await usersAsTheImageMakesThem();
  const mosquitto = await startMosquitto(directory, secrets.folder);
  services.push(mosquitto.service);
  const account = { username: 'banyu', password: await secrets.read('mosquitto_banyu') };
  await mosquitto.service.until('Mosquitto', async () => {
    device = await connectAsync(mosquitto.url, { ...account, reconnectPeriod: 0 });
    return true;
  });
  server = await startServer({
    dataDirectory: data,
    mqttPort: await freePort(),
    httpPort: await freePort(),
    env: {
      ...(await environmentOf('banyu')),
      BANYU_STORE_INFLUX_URL: influxdb,
      BANYU_STORE_INFLUX_PASSWORD_FILE: join(secrets.folder, 'influxdb_banyu'),
      BANYU_SOURCE_URL: mosquitto.url,
      BANYU_SOURCE_USERNAME: 'banyu',
      BANYU_SOURCE_PASSWORD_FILE: join(secrets.folder, 'mosquitto_banyu'),
    },
  });
  const before = await startProxy(directory, secrets.folder, server.http);
  services.push(before.service);
  proxy = before.url;
}, 120_000);

afterAll(async () => {
  await device?.endAsync(true);
  await server?.stop();
  for (const service of services) await service.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** Asks InfluxDB as a user whose password is a secret; gives status and text. */
async function asked(user: string, secret: string, statement: string) {
  const password = await secrets.read(secret);
  const response = await fetch(`${influxdb}/query?db=banyu&epoch=ms`, {
    method: 'POST',
    body: new URLSearchParams({ q: statement }),
    headers: { authorization: `Basic ${btoa(`${user}:${password}`)}` },
  });
  return { status: response.status, text: await response.text() };
}

/** What the image's entry point does at its first start; Debian's package has none. */
async function usersAsTheImageMakesThem(): Promise<void> {
  const env = await environmentOf('influxdb');
  const [admin, banyu, grafana] = [env.INFLUXDB_ADMIN_USER, env.INFLUXDB_USER, env.INFLUXDB_READ_USER];
  const made = await fetch(`${influxdb}/query`, {
    method: 'POST',
    body: new URLSearchParams({
      q: `CREATE USER "${admin}" WITH PASSWORD '${await secrets.read('influxdb_admin')}' WITH ALL PRIVILEGES`,
    }),
  });
  expect(made.status).toBe(200);
  const statements = [
    `CREATE DATABASE "${env.INFLUXDB_DB}"`,
    `CREATE USER "${banyu}" WITH PASSWORD '${await secrets.read('influxdb_banyu')}'`,
    `GRANT ALL ON "${env.INFLUXDB_DB}" TO "${banyu}"`,
    `CREATE USER "${grafana}" WITH PASSWORD '${await secrets.read('influxdb_grafana')}'`,
    `GRANT READ ON "${env.INFLUXDB_DB}" TO "${grafana}"`,
  ].join(';');
  expect(await asked('admin', 'influxdb_admin', statements)).toMatchObject({
    status: 200,
    text: expect.not.stringContaining('error'),
  });
}

let seq = 0;
async function publish(ph: number): Promise<void> {
  seq += 1;
  const message = { v: 1, boot: 'b1', seq, samples: [{ t: Date.now(), ph }] };
  await device.publishAsync(buildTopic(PLANT, DEVICE, 'telemetry'), JSON.stringify(message), { qos: 1 });
}

describe('InfluxDB with the environment of docker-compose.yml', () => {
  it('has what came over Mosquitto through Banyu, for Grafana to read and not to write', async () => {
    await publish(7.12);
    await eventually('the reading, as Grafana sees it', async () => {
      const { text } = await asked('grafana', 'influxdb_grafana', 'SELECT ph FROM telemetry');
      return text.includes('7.12') ? true : undefined;
    });
    const write = await fetch(`${influxdb}/write?db=banyu`, {
      method: 'POST',
      body: 'telemetry ph=1',
      headers: { authorization: `Basic ${btoa(`grafana:${await secrets.read('influxdb_grafana')}`)}` },
    });
    expect(write.status).toBe(403);
    expect((await asked('grafana', 'influxdb_grafana', 'DROP MEASUREMENT telemetry')).text).toContain(
      'error',
    );
  });

  it('answers nobody without a log-in, and lets Banyu make no users', async () => {
    expect((await fetch(`${influxdb}/query?db=banyu&q=SHOW+MEASUREMENTS`)).status).toBe(401);
    expect((await asked('banyu', 'influxdb_admin', 'SHOW MEASUREMENTS')).status).toBe(401);
    const { status } = await asked('banyu', 'influxdb_banyu', `CREATE USER "x" WITH PASSWORD 'x'`);
    expect(status).toBe(403);
  });
});

describe('the proxy before the console', () => {
  const authorization = () => ({ authorization: secrets.login });

  it('asks for a log-in before anything but its own health', async () => {
    for (const path of ['/', '/api/v1/plants', '/metrics', '/api/v1/stream', '/proxy-health/../']) {
      const response = await fetch(`${proxy}${path}`);
      expect(response.status, path).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic/);
    }
    const wrong = { authorization: `Basic ${btoa('banyu:guessed')}` };
    expect((await fetch(`${proxy}/`, { headers: wrong })).status).toBe(401);
    const page = await fetch(`${proxy}/`, { headers: authorization() });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).not.toBeNull();
    const plants = await fetch(`${proxy}/api/v1/plants`, { headers: authorization() });
    expect(await plants.json()).toMatchObject({ plants: [{ id: PLANT }] });
  });

  it('passes live readings on as they come, and a client goes on where it stopped', async () => {
    const first = await follow();
    await publish(6.01);
    await first.sees('6.01');
    const last = first.lastId();
    await first.close();
    await publish(6.02);
    const second = await follow({ 'last-event-id': last });
    await second.sees('6.02');
    expect(second.text()).not.toContain('event: reset');
    expect(second.text()).not.toContain('6.01');
    await second.close();
  });

  /** Follows the stream through the proxy, which stays open while what came is looked at. */
  async function follow(headers: Readonly<Record<string, string>> = {}) {
    const stop = new AbortController();
    const response = await fetch(`${proxy}/api/v1/stream`, {
      headers: { ...authorization(), ...headers },
      signal: stop.signal,
    });
    expect(response.status).toBe(200);
    let text = '';
    const decoder = new TextDecoder();
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    })().catch((error: Error) => {
      if (error.name !== 'AbortError') throw error;
    });
    return {
      text: () => text,
      lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '',
      sees: (value: string) =>
        eventually(`${value} in the stream`, async () => (text.includes(value) ? true : undefined)),
      async close() {
        stop.abort();
        await reading;
      },
    };
  }
});
