import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTopic } from '@banyu/contracts';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlowNode, NodeRed } from '../node-red/test/support/node-red.ts';
import { readBack } from './support/read-back.ts';
import { eventually, freePort, type ServerRig, startServer } from './support/server.ts';
import { ROOT } from './support/source-files.ts';

/*
 * The palette's example flows as people import them, in a Node-RED with the settings that docker-compose.yml gives it,
 * at a real server and its broker. Changed in them are what the comment in each tells people to change: addresses,
 * secrets, times to wait; and the last node, in whose place stands one that tells the test.
 */

/** The plant and the device that the examples are written for. */
const PLANT = 'ipal-banyurip-demo';
const PROBE = { plant: 'ipal-contoh', device: 'contoh-probe-1' };
const ADMIN = { username: 'admin', password: 'the-password-of-a-test' };

interface Told {
  readonly flow: string;
  readonly topic: string;
  readonly payload: string | boolean;
  readonly reason?: string;
}

let directory: string;
let server: ServerRig;
let nodeRed: NodeRed;
let sink: Server;
let level: MqttClient;
let effluent: MqttClient;
let probeSecret: string;
const told: Told[] = [];
const toldBy = (flow: string) => told.filter((each) => each.flow === flow);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-examples-'));
  const secrets = join(directory, 'secrets');
  await mkdir(secrets);
  await writeFile(join(secrets, 'node_red_admin'), ADMIN.password);
  await writeFile(join(secrets, 'node_red_credentials'), 'another-secret-of-a-test');
  const registry = await openRegistry({ path: join(directory, 'registry.db') });
  const points = STANDARD_POINTS;
  const judged = { standard: 'textile-permen-lh-12-2025', capacityM3PerDay: 400 };
  await registry.plants.add({ id: PLANT, name: 'IPAL Uji', points, ...judged });
  await registry.plants.add({ id: PROBE.plant, name: 'IPAL Contoh', points });
  const add = async (id: string, plant: string, point: string) =>
    (await registry.devices.add({ id, plant, point })).secret;
  const levelSecret = await add('level', PLANT, 'equalization');
  const effluentSecret = await add('effluent', PLANT, 'effluent');
  probeSecret = await add(PROBE.device, PROBE.plant, 'effluent');
  await registry.close();

  sink = createHttpServer(async (request, response) => {
    told.push(JSON.parse((await request.toArray()).join('')));
    response.end();
  });
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
  [server, nodeRed] = await Promise.all([
    startServer({ dataDirectory: directory, mqttPort: await freePort(), httpPort: await freePort() }),
    NodeRed.start({
      settings: {
        file: join(ROOT, 'deploy/compose/node-red-settings.cjs'),
        env: { SECRETS_FOLDER: secrets },
      },
      admin: ADMIN,
    }),
  ]);
  const logIn = (id: string, password: string) =>
    connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, { clientId: id, username: id, password });
  level = await logIn('level', levelSecret);
  effluent = await logIn('effluent', effluentSecret);
}, 90_000);

afterAll(async () => {
  await level?.endAsync(true);
  await effluent?.endAsync(true);
  await nodeRed?.close();
  await server?.stop();
  sink?.close();
  await rm(directory, { recursive: true, force: true });
});

let seq = 0;
async function publish(client: MqttClient, samples: readonly object[]): Promise<void> {
  seq += 1;
  const topic = buildTopic(PLANT, String(client.options.clientId), 'telemetry');
  await client.publishAsync(topic, JSON.stringify({ v: 1, boot: 'b1', seq, samples }), { qos: 1 });
}

/** An example, its texts changed, its last node replaced by one that tells the test. */
async function example(name: string, changes: readonly (readonly [string, string])[]): Promise<FlowNode[]> {
  let text = await readFile(join(ROOT, 'node-red/examples', `${name}.json`), 'utf8');
  for (const [before, after] of changes) {
    expect(text).toContain(before);
    text = text.replaceAll(before, after);
  }
  const nodes = JSON.parse(text) as (FlowNode & { name: string; z: string })[];
  const last = nodes.find((node) => node.type === 'debug');
  if (last === undefined) throw new Error(`"${name}" shows nothing`);
  const { id, z } = last;
  const func = `return { payload: { flow: '${name}', topic: msg.topic, payload: msg.payload, reason: msg.reason } };`;
  const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  return [
    ...nodes.filter((node) => node !== last),
    {
      ...{ id, z, type: 'function', func, outputs: 1, initialize: '', finalize: '', libs: [] },
      wires: [[`${id}-post`]],
    },
    {
      ...{ id: `${id}-post`, z, type: 'http request', method: 'POST', ret: 'txt', url },
      ...{ paytoqs: 'ignore', senderr: false, headers: [], wires: [[]] },
    },
  ];
}

describe('Node-RED with the settings of docker-compose.yml', () => {
  it('has the palette, and shows flows to who has logged in only', async () => {
    expect((await fetch(`${nodeRed.url}/flows`)).status).toBe(401);
    const wrong = { client_id: 'node-red-admin', grant_type: 'password', scope: '*', username: 'admin' };
    const refused = await fetch(`${nodeRed.url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...wrong, password: 'guessed' }),
    });
    expect(refused.status).toBe(403);
    const modules = JSON.parse(await nodeRed.ask('/nodes')) as { module: string; enabled: boolean }[];
    const own = modules.filter(({ module }) => module === 'node-red-contrib-banyu');
    expect(own.map(({ enabled }) => enabled)).toEqual([true, true, true, true, true]);
  });
});

describe('the examples with a real server', () => {
  it('do what their comments say', async () => {
    const at: (readonly [string, string])[] = [['http://127.0.0.1:8080', server.http]];
    // Yesterday at noon by the plant's clock, 05:00 UTC.
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const noonYesterday = Date.parse(`${today}T05:00:00Z`) - 86_400_000;
    await publish(effluent, [
      { t: noonYesterday, ph: 7, cod: 80 },
      { t: noonYesterday + 60_000, ph: 7.1, cod: 81 },
      { t: Date.now(), tss: 20 },
    ]);
    await eventually('them in the store', async () =>
      (await readBack(server.http, PLANT)).length === 5 ? true : undefined,
    );
    const pump = await example('pump control on level', [
      ...at,
      ['SILENT_AFTER_MS = 5 * 60 * 1000', 'SILENT_AFTER_MS = 3000'],
      ['"repeat": "30"', '"repeat": "1"'],
      ['ON_ABOVE_M = 2.5', 'ON_ABOVE_M = 2.05'],
      ['OFF_BELOW_M = 1.0', 'OFF_BELOW_M = 1.95'],
    ]);
    const exceedance = await example('message on exceedance', at);
    const summary = await example('daily summary by e-mail', [...at, ["'nh3n']", "'nh3n', 'nonsense']"]]);
    const probe = await example('Modbus probe to Banyu', [
      ['mqtt://127.0.0.1:1883', `mqtt://127.0.0.1:${server.mqttPort}`],
    ]);
    const credentials = { secret: probeSecret };
    await nodeRed.deploy([
      ...[...pump, ...exceedance, ...summary],
      ...probe.map((node) => (node.type === 'banyu-device' ? { ...node, credentials } : node)),
    ]);

    await theSummary(summary);
    await theProbe();
    await thePump();
    await theExceedance();
  }, 120_000);

  async function theProbe(): Promise<void> {
    const values = await eventually('the registers’ values in the store', async () => {
      const stored = await readBack(server.http, PROBE.plant);
      return stored.length > 1 ? stored : undefined;
    });
    expect(values.map(({ parameter, value }) => [parameter, value])).toEqual(
      expect.arrayContaining([
        ['ph', 7.18],
        ['temperature', 27.6],
      ]),
    );
    const kept = await readFile(join(nodeRed.directory, 'flows_cred.json'), 'utf8');
    expect(kept).not.toContain(probeSecret);
  }

  async function thePump(): Promise<void> {
    const flow = 'pump control on level';
    const commanded = (wanted: boolean, since: number, reason?: string) =>
      eventually(`pump ${wanted}`, async () =>
        toldBy(flow)
          .slice(since)
          .find((each) => each.payload === wanted && each.reason === reason),
      );
    const silent = 'no good level for 5 minutes';
    await commanded(false, 0, silent);
    let since = toldBy(flow).length;
    await publish(level, [{ t: Date.now(), level: 2.06 }]);
    await commanded(true, since);
    since = toldBy(flow).length;
    // A tank that was full an hour ago says nothing of now, and does not keep the pump running.
    await publish(level, [{ t: Date.now() - 3_600_000, level: 2.06 }]);
    await commanded(false, since, silent);
    expect(toldBy(flow).at(-1)?.payload).toBe(false);
    since = toldBy(flow).length;
    await publish(level, [{ t: Date.now(), level: 2.06 }]);
    await commanded(true, since);
    since = toldBy(flow).length;
    await publish(level, [{ t: Date.now(), level: 1.94 }]);
    await commanded(false, since);
  }

  async function theExceedance(): Promise<void> {
    const flow = 'message on exceedance';
    const about = (topic: string) => toldBy(flow).filter((each) => each.topic === topic);
    const begin = Date.now() - 20 * 3_600_000;
    let cod = 0;
    // Until the limits are there nothing is told.
    await eventually('a message of COD', async () => {
      await publish(effluent, [{ t: begin + cod * 60_000, cod: 126 + 0.1 * cod }]);
      cod += 1;
      return about(`${PLANT}: cod`)[0];
    });
    await publish(effluent, [{ t: begin + cod * 60_000, cod: 127, ph: 9.1, tss: 39 }]);
    await eventually('a message of pH', async () => about(`${PLANT}: ph`)[0]);
    expect(about(`${PLANT}: cod`)).toHaveLength(1);
    expect(about(`${PLANT}: cod`)[0]?.payload).toMatch(/baku mutu ≤ 125 .* WIB/);
    expect(about(`${PLANT}: tss`)).toEqual([]);
  }

  async function theSummary(nodes: readonly FlowNode[]): Promise<void> {
    const button = nodes.find(({ type }) => type === 'inject');
    await nodeRed.ask(`/inject/${button?.id}`, { method: 'POST' });
    const mail = await eventually('the summary', async () => toldBy('daily summary by e-mail')[0]);
    expect(String(mail.payload).split('\n')).toEqual([
      'effluent flow: tidak diukur / not measured',
      expect.stringMatching(/^effluent ph: 7,05 \[pH\] \(7 – 7,1\), 2 bacaan, \d+% baik/),
      expect.stringMatching(/^effluent cod: 80,5 mg\/L \(80 – 81\), 2 bacaan, \d+% baik/),
      'effluent tss (effluent): tidak ada bacaan / no readings',
      'effluent nh3n: tidak diukur / not measured',
      expect.stringMatching(/^effluent nonsense: .*400: .*parameter/),
    ]);
  }
});
