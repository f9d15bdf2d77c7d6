import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type FlowNode, NodeRed } from '../node-red/test/support/node-red.ts';
import { certificate } from './support/certificate.ts';
import type { DeviceIdentity } from './support/devices.ts';
import { readBack } from './support/read-back.ts';
import { registerDevices } from './support/register.ts';
import { eventually, freePort, type ServerRig, startServer } from './support/server.ts';

const PLANT = 'ipal-node-red';

/** What a *publish* node shows, as it was told; `id` is the node's. */
interface Shown {
  readonly id: string;
  readonly fill: string;
  readonly text: string;
}

let directory: string;
let devices: readonly DeviceIdentity[];
let ca: string;
let urls: { readonly tls: string; readonly webSocket: string; readonly tcp: string };
let server: ServerRig;
let nodeRed: NodeRed;
let sink: Server;
const shown: Shown[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-for-node-red-'));
  devices = await registerDevices(directory, PLANT, 4);
  const { certificateFile, keyFile } = await certificate(directory, 'server');
  ca = certificateFile;
  sink = createHttpServer(async (request, response) => {
    shown.push(JSON.parse((await request.toArray()).join('')));
    response.end();
  });
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
  const [mqttPort, tlsPort, webSocketPort] = [await freePort(), await freePort(), await freePort()];
  urls = {
    tls: `mqtts://127.0.0.1:${tlsPort}`,
    webSocket: `ws://127.0.0.1:${webSocketPort}/mqtt`,
    tcp: `mqtt://127.0.0.1:${mqttPort}`,
  };
  const env = {
    BANYU_MQTT_TLS_HOST: '127.0.0.1',
    BANYU_MQTT_TLS_PORT: String(tlsPort),
    BANYU_MQTT_TLS_CERTIFICATE_FILE: certificateFile,
    BANYU_MQTT_TLS_KEY_FILE: keyFile,
    BANYU_MQTT_WEBSOCKET_PORT: String(webSocketPort),
  };
  [server, nodeRed] = await Promise.all([
    startServer({ dataDirectory: directory, mqttPort, httpPort: await freePort(), env }),
    NodeRed.start(),
  ]);
}, 90_000);

afterAll(async () => {
  await nodeRed?.close();
  await server?.stop();
  sink?.close();
  await rm(directory, { recursive: true, force: true });
});

interface Publisher {
  readonly id: string;
  readonly broker: string;
  readonly device: DeviceIdentity | undefined;
  readonly secret?: string;
  readonly tls?: string;
  readonly ph: number;
}

/** A *publish* node that is given one sample as it starts, and has its status sent to the test. */
function publisher({ id, broker, device, secret, tls = '', ph }: Publisher): FlowNode[] {
  if (device === undefined) throw new Error('no such device');
  const z = 'tab';
  const sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const func = `return { payload: { id: '${id}', ...msg.status } };`;
  return [
    {
      ...{ id: `${id}-device`, type: 'banyu-device', name: '', broker, tls, maxMb: '10' },
      ...{ plant: PLANT, device: device.device, credentials: { secret: secret ?? device.secret } },
    },
    {
      ...{ id: `${id}-inject`, z, type: 'inject', props: [{ p: 'payload' }], once: true, onceDelay: 0.1 },
      ...{ repeat: '', crontab: '', payload: JSON.stringify({ ph }), payloadType: 'json', wires: [[id]] },
    },
    { id, z, type: 'banyu-publish', device: `${id}-device`, parameter: '', wires: [] },
    { id: `${id}-status`, z, type: 'status', scope: [id], wires: [[`${id}-function`]] },
    {
      ...{ id: `${id}-function`, z, type: 'function', func, outputs: 1, initialize: '', finalize: '' },
      ...{ libs: [], wires: [[`${id}-post`]] },
    },
    {
      ...{ id: `${id}-post`, z, type: 'http request', method: 'POST', ret: 'txt', url: sinkUrl },
      ...{ paytoqs: 'ignore', senderr: false, headers: [], wires: [[]] },
    },
  ];
}

const TAB = { id: 'tab', type: 'tab', label: 'test' };

/** Waits until a node has shown it; what it shows passes by, so all that it ever showed is looked at. */
async function showed(id: string, wanted: { readonly fill: string; readonly text: RegExp }): Promise<void> {
  const own = () => shown.filter((each) => each.id === id);
  await eventually(`${id} shows ${wanted.text}`, async () =>
    own().find(({ fill, text }) => fill === wanted.fill && wanted.text.test(text)),
  ).catch((error: Error) => {
    throw new Error(`${error.message}, but ${JSON.stringify(own())}`);
  });
}

function stored(ph: number) {
  return eventually(`pH ${ph} stored`, async () =>
    (await readBack(server.http, PLANT)).some(({ value }) => value === ph) ? true : undefined,
  );
}

describe('*publish* at Banyu’s own broker', () => {
  it('speaks TLS with an authority of the site’s own, and WebSocket, and says why it is not let in', async () => {
    const [overTls, overWebSocket, unknowing, refused] = devices;
    const authority = {
      id: 'authority',
      type: 'tls-config',
      name: '',
      certType: 'files',
      ca,
      cert: '',
      key: '',
    };
    const flows = (secret: string) => [
      TAB,
      { ...authority, verifyservercert: true },
      ...publisher({ id: 'tls', broker: urls.tls, tls: 'authority', device: overTls, ph: 7.01 }),
      ...publisher({ id: 'web-socket', broker: urls.webSocket, device: overWebSocket, ph: 7.02 }),
      ...publisher({ id: 'unknowing', broker: urls.tls, device: unknowing, ph: 7.03 }),
      ...publisher({ id: 'refused', broker: urls.tcp, device: refused, secret, ph: 7.04 }),
    ];
    await nodeRed.deploy(flows('not-the-secret'));
    await Promise.all([stored(7.01), stored(7.02)]);
    await showed('tls', { fill: 'green', text: /^connected$/ });
    await showed('web-socket', { fill: 'green', text: /^connected$/ });
    await showed('unknowing', { fill: 'yellow', text: /self.signed certificate.* · 1 / });
    await showed('refused', { fill: 'yellow', text: /Connection refused: .* · 1 / });

    // What waited goes once the secret is right.
    await nodeRed.deploy(flows(refused?.secret ?? ''));
    await stored(7.04);
    await showed('refused', { fill: 'green', text: /^connected$/ });
  }, 120_000);
});
