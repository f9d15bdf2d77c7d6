import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';
import { Probe } from './probe.ts';
import { cpuSecondsOf, memoryOf } from './process-figures.ts';
import { runLoad } from './run-load.ts';
import type { Shape } from './shape.ts';

const PLANT = 'bench';

/** The whole of Banyu, `banyu start` with the embedded store, under the load. */
export async function measureBanyu(shape: Shape) {
  const directory = mkdtempSync(join(tmpdir(), 'banyu-bench-'));
  const [probeIdentity, ...devices] = await register(directory, shape.devices + 1);
  if (probeIdentity === undefined) throw new Error('no device');
  const mqttPort = await freePort();
  const httpPort = await freePort();
  const child = start(directory, mqttPort, httpPort);
  try {
    const http = `http://127.0.0.1:${httpPort}`;
    await ready(child, http);
    const pid = child.pid ?? 0;
    const full = { port: mqttPort, devices, window: shape.window, seconds: shape.seconds };
    const cpuBefore = cpuSecondsOf(pid);
    const load = await runLoad(full);
    const end = performance.now();
    let stored = await allStored(http, load.acknowledged * 6);
    const secondsBehind = (performance.now() - end) / 1_000;
    const cpu = cpuSecondsOf(pid) - cpuBefore;
    const rate = load.acknowledged / load.seconds;
    const probe = new Probe(mqttPort, http, probeIdentity);
    const [half, queryable] = await Promise.all([
      runLoad({ ...full, rate: rate / 2 }),
      probe.run(shape.seconds * 0.9),
    ]);
    const acknowledged = load.acknowledged + half.acknowledged;
    stored = await allStored(http, acknowledged * 6 + probe.readings);
    return {
      acknowledged,
      stored: stored - probe.readings,
      messagesPerSecond: rate,
      cpuMicrosPerMessage: (cpu / load.acknowledged) * 1e6,
      p50: load.p50,
      p99: load.p99,
      half: { p50: half.p50, p99: half.p99, queryableP50: queryable.p50, queryableP99: queryable.p99 },
      secondsBehind,
      ...memoryOf(pid),
    };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(directory, { recursive: true, force: true });
  }
}

async function register(directory: string, count: number) {
  const registry = await openRegistry({ path: join(directory, 'registry.db') });
  await registry.plants.add({ id: PLANT, name: 'Bench', points: STANDARD_POINTS });
  const identities: { plant: string; device: string; secret: string }[] = [];
  for (let i = 0; i < count; i++) {
    const device = `device-${i}`;
    const { secret } = await registry.devices.add({ id: device, plant: PLANT, point: 'effluent' });
    identities.push({ plant: PLANT, device, secret });
  }
  await registry.close();
  return identities;
}

function start(directory: string, mqttPort: number, httpPort: number): ChildProcess {
  const bin = fileURLToPath(new URL('../../server/bin/banyu.mjs', import.meta.url));
  return spawn(process.execPath, [bin, 'start'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      BANYU_DATA_DIRECTORY: directory,
      BANYU_MQTT_TCP_PORT: String(mqttPort),
      BANYU_HTTP_PORT: String(httpPort),
      BANYU_MQTT_MAX_MESSAGES_PER_SECOND: '100000',
      BANYU_LOG_LEVEL: 'error',
    },
  });
}

async function ready(child: ChildProcess, http: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline && child.exitCode === null) {
    const response = await fetch(`${http}/readyz`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not become ready');
}

/** Waits until the store holds so many readings, or no more come; returns what it holds. */
async function allStored(http: string, wanted: number): Promise<number> {
  let held = -1;
  for (let idle = 0; idle < 50; ) {
    const response = await fetch(
      `${http}/api/v1/plants/${PLANT}/coverage?from=0&to=${Date.now() + 3_600_000}`,
    );
    const { coverage } = (await response.json()) as { coverage: readonly { total: number }[] };
    const now = coverage.reduce((sum, { total }) => sum + total, 0);
    if (now >= wanted) return now;
    idle = now === held ? idle + 1 : 0;
    held = now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return held;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
