import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ApiReading, buildTopic } from '@banyu/contracts';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type FlowNode, NodeRed } from '../node-red/test/support/node-red.ts';
import type { DeviceIdentity } from './support/devices.ts';
import { readBack } from './support/read-back.ts';
import { registerDevices } from './support/register.ts';
import { eventually, freePort, type ServerRig, startServer } from './support/server.ts';
import { TcpProxy } from './support/tcp-proxy.ts';

const PLANT = 'ipal-node-red';

/** What the flows sent on. */
interface Seen {
  readonly live: { readonly topic: string; readonly payload: number | null; readonly reading: ApiReading }[];
  readonly gaps: { readonly reason: string; readonly from: number; readonly to: number }[];
}

let directory: string;
let device: DeviceIdentity;
let loggerBeside: DeviceIdentity;
let server: ServerRig;
let nodeRed: NodeRed;
let http: TcpProxy;
let mqtt: TcpProxy;
let sink: Server;
const seen: Seen = { live: [], gaps: [] };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-for-node-red-'));
  const [first, second] = await registerDevices(directory, PLANT, 2);
  if (first === undefined || second === undefined) throw new Error('no devices');
  device = first;
  loggerBeside = second;
  sink = createHttpServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''));
    if (request.url === '/live') seen.live.push(body);
    else seen.gaps.push(body);
    response.end();
  });
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
  [server, nodeRed] = await Promise.all([
    startServer({ dataDirectory: directory, mqttPort: await freePort(), httpPort: await freePort() }),
    NodeRed.start(),
  ]);
  http = await TcpProxy.start(Number(new URL(server.http).port));
  mqtt = await TcpProxy.start(server.mqttPort);
  await nodeRed.deploy(flows());
}, 90_000);

afterAll(async () => {
  await nodeRed?.close();
  await server?.stop();
  await http?.close();
  await mqtt?.close();
  sink?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Flows that stand between the test and the palette: HTTP in, the node, HTTP out. `name` is that of *readings in*. */
function flows({ name = '' } = {}): FlowNode[] {
  const sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const z = 'tab';
  const post = (id: string, path: string) => ({
    ...{ id, z, type: 'http request', method: 'POST', ret: 'txt', url: `${sinkUrl}${path}` },
    ...{ paytoqs: 'ignore', senderr: false, headers: [], wires: [[]] },
  });
  const code = (id: string, func: string, to: string) => ({
    ...{ id, z, type: 'function', func, outputs: 1, initialize: '', finalize: '', libs: [] },
    wires: [[to]],
  });
  const httpIn = (id: string, path: string, to: string) => ({
    ...{ id, z, type: 'http in', url: path, method: 'post', upload: false, swaggerDoc: '' },
    wires: [[to]],
  });
  const answer = (id: string, statusCode: string) => ({
    id,
    z,
    type: 'http response',
    statusCode,
    headers: {},
  });
  return [
    { id: z, type: 'tab', label: 'test' },
    { id: 'server', type: 'banyu-server', name: '', url: `http://127.0.0.1:${http.port}` },
    {
      ...{ id: 'device', type: 'banyu-device', name: '', broker: `mqtt://127.0.0.1:${mqtt.port}`, tls: '' },
      ...{ plant: device.plant, device: device.device, maxMb: '10' },
      credentials: { secret: device.secret },
    },
    {
      ...{
        id: 'readings',
        z,
        type: 'banyu-readings',
        name,
        server: 'server',
        plants: PLANT,
        points: '',
        devices: '',
      },
      ...{ parameters: 'ph, cod', flags: [], output: 'each' },
      wires: [['live'], ['gaps']],
    },
    code(
      'live',
      'return { payload: { topic: msg.topic, payload: msg.payload, reading: msg.reading } };',
      'post-live',
    ),
    post('post-live', '/live'),
    code('gaps', 'return { payload: msg.payload };', 'post-gaps'),
    post('post-gaps', '/gaps'),
    httpIn('publish-in', '/publish', 'publish'),
    { id: 'publish', z, type: 'banyu-publish', device: 'device', parameter: '', wires: [] },
    { id: 'done', z, type: 'complete', scope: ['publish'], wires: [['kept']] },
    answer('kept', '202'),
    { id: 'failed', z, type: 'catch', scope: ['publish', 'query'], uncaught: false, wires: [['why']] },
    code('why', 'msg.payload = msg.error.message; return msg;', 'refused'),
    answer('refused', '422'),
    httpIn('query-in', '/query', 'ask'),
    code('ask', 'msg.query = msg.payload; return msg;', 'query'),
    {
      ...{ id: 'query', z, type: 'banyu-query', server: 'server', ask: 'latest', plant: PLANT, point: '' },
      ...{ device: '', parameter: '', span: '24h', bucket: 'auto', limit: '', wires: [['answer']] },
    },
    answer('answer', '200'),
  ];
}

async function send(path: string, body: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(`${nodeRed.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

let clock = Date.now() - 60_000;

/** Publishes through the flow; says what it sent. */
async function publish(ph: number): Promise<{ readonly t: number; readonly ph: number }> {
  clock += 1_000;
  const sample = { t: clock, ph };
  expect(await send('/publish', sample)).toMatchObject({ status: 202 });
  return sample;
}

async function publishAll(values: readonly number[]) {
  const samples = [];
  for (const value of values) samples.push(await publish(value));
  return samples;
}

/** Those of the values that the flow was told, as often as it was told them; sorted, for they come in order of storing. */
function toldOf(values: readonly number[]) {
  return seen.live
    .flatMap(({ payload }) => (payload !== null && values.includes(payload) ? [payload] : []))
    .toSorted();
}

function seenLive(value: number) {
  return eventually(`${value} in the flow`, async () =>
    seen.live.find(({ payload }) => payload === value) === undefined ? undefined : true,
  );
}

/** Waits until the store has the samples, each once. */
async function storedOnce(samples: readonly { readonly t: number; readonly ph: number }[]): Promise<void> {
  const what = `${samples.length} samples stored`;
  const check = async () => {
    const stored = await readBack(server.http, PLANT);
    const matching = stored.filter(({ t, value }) => samples.some((s) => s.t === t && s.ph === value));
    expect(matching.length).toBeLessThanOrEqual(samples.length);
    return matching.length === samples.length ? true : undefined;
  };
  await eventually(what, check, 40_000);
}

describe('flows of Node-RED with a real Banyu', () => {
  it('publish a sample, which comes back live and is found by a query', async () => {
    const { t } = await publish(7.01);
    await seenLive(7.01);
    const [message] = seen.live;
    expect(message).toMatchObject({
      topic: `${PLANT}/effluent/${device.device}/ph`,
      payload: 7.01,
      reading: { plant: PLANT, parameter: 'ph', t, value: 7.01 },
    });
    const latest = await eventually('the reading in an answer', async () => {
      const readings = JSON.parse((await send('/query', {})).text) as ApiReading[];
      return readings.length > 0 ? readings : undefined;
    });
    expect(latest).toMatchObject([{ parameter: 'ph', value: 7.01 }]);
    const series = await send('/query', { ask: 'series', parameter: 'ph', span: 'today', bucket: '1d' });
    expect(JSON.parse(series.text)).toMatchObject([{ unit: '[pH]', bucket: '1d' }]);
    const devices = await fetch(`${server.http}/api/v1/plants/${PLANT}/devices`);
    expect(await devices.json()).toMatchObject({
      devices: expect.arrayContaining([expect.objectContaining({ id: device.device, connection: 'online' })]),
    });
  });

  it('are told what cannot be sent or asked, and what is right beside it is sent', async () => {
    const refused = await send('/publish', { t: clock + 100, ph: '7.1', cod: 82 });
    expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('ph must be a number') });
    await eventually('COD in the flow', async () =>
      seen.live.some(({ payload }) => payload === 82) ? true : undefined,
    );
    expect(await send('/query', { plant: 'nowhere' })).toMatchObject({
      status: 422,
      text: expect.stringContaining('404: There is no such thing'),
    });
  });

  it('go on where they stopped after a cut, missing nothing and doubling nothing', async () => {
    http.cut();
    const values = [6.01, 6.02, 6.03];
    await storedOnce(await publishAll(values));
    http.mend();
    for (const value of values) await seenLive(value);
    expect(toldOf(values)).toEqual(values);
    expect(seen.gaps).toEqual([]);
  });

  it('go on where they stopped after a deploy, missing nothing and doubling nothing', async () => {
    http.cut();
    const values = [3.01, 3.02, 3.03];
    await storedOnce(await publishAll(values));
    await nodeRed.deploy(flows());
    http.mend();
    for (const value of values) await seenLive(value);
    expect(toldOf(values)).toEqual(values);
    expect(seen.gaps).toEqual([]);
  });

  it('miss and double nothing when *readings in* is deployed while readings come', async () => {
    const { device: username, secret: password } = loggerBeside;
    const logger = await connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, {
      ...{ clientId: username, username, password },
    });
    onTestFinished(() => logger.endAsync(true));
    const values: number[] = [];
    let going = true;
    const publishing = (async () => {
      for (let seq = 0; going; seq++) {
        const cod = 1_000 + seq;
        const message = { v: 1, boot: 'b1', seq, samples: [{ t: Date.now(), cod }] };
        await logger.publishAsync(buildTopic(PLANT, username, 'telemetry'), JSON.stringify(message), {
          qos: 1,
        });
        values.push(cod);
        await delay(20);
      }
    })();
    for (const name of ['changed', 'and again']) await nodeRed.deploy(flows({ name }), 'nodes');
    going = false;
    await publishing;
    for (const value of values) await seenLive(value);
    expect(toldOf(values)).toEqual(values);
    expect(seen.gaps).toEqual([]);
  });

  it('keep samples on disk while the broker is being restarted, and say what the live feed may have missed', async () => {
    await server.kill();
    const samples = [await publish(5.01), await publish(5.02)];
    server = await startServer({
      dataDirectory: directory,
      mqttPort: server.mqttPort,
      httpPort: Number(new URL(server.http).port),
    });
    await storedOnce(samples);
    const gap = await eventually('word of a gap', async () => seen.gaps[0], 40_000);
    expect(gap.reason).toBe('restarted');
    expect(gap.to).toBeGreaterThan(gap.from);
  }, 120_000);

  it('keep them when Node-RED is killed, too', async () => {
    mqtt.cut();
    const samples = [await publish(4.01), await publish(4.02)];
    await nodeRed.kill();
    mqtt.mend();
    await nodeRed.run();
    await storedOnce(samples);
  }, 120_000);
});
