import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';

/** The command. */
export const BANYU = fileURLToPath(new URL('../../server/bin/banyu.mjs', import.meta.url));

const PLANT = 'bench';

export interface DeviceIdentity {
  readonly plant: string;
  readonly device: string;
  readonly secret: string;
}

/** A `banyu start` under measurement, with the embedded store and registered devices. */
export interface Server {
  readonly pid: number;
  readonly mqttPort: number;
  readonly http: string;
  readonly directory: string;
  readonly devices: readonly DeviceIdentity[];
  /** Kills it (SIGKILL), leaves it dead for so long, ms, and starts it again; resolves when it is ready. */
  killAndRestart(deadMs: number): Promise<void>;
}

/** Starts a server on data of its own, lets it be used, and removes both. `env`: settings beside the usual ones. */
export async function withServer<T>(
  devices: number,
  use: (server: Server) => Promise<T>,
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'banyu-bench-'));
  const identities = await register(directory, devices);
  const mqttPort = await freePort();
  const httpPort = await freePort();
  const http = `http://127.0.0.1:${httpPort}`;
  const launch = () => start(directory, mqttPort, httpPort, env);
  let child = launch();
  try {
    await ready(child, http);
    return await use({
      get pid() {
        return child.pid ?? 0;
      },
      mqttPort,
      http,
      directory,
      devices: identities,
      killAndRestart: async (deadMs) => {
        await kill(child);
        await delay(deadMs);
        child = launch();
        await ready(child, http);
      },
    });
  } finally {
    await kill(child);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
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

function start(
  directory: string,
  mqttPort: number,
  httpPort: number,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(BANYU, ['start'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      BANYU_DATA_DIRECTORY: directory,
      BANYU_MQTT_TCP_PORT: String(mqttPort),
      BANYU_HTTP_PORT: String(httpPort),
      BANYU_MQTT_MAX_MESSAGES_PER_SECOND: '100000',
      BANYU_LOG_LEVEL: 'error',
      ...env,
    },
  });
}

async function ready(child: ChildProcess, http: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline && child.exitCode === null) {
    const response = await fetch(`${http}/readyz`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not become ready');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** Waits until the store holds so many readings, or no more come; returns what it holds. */
export async function allStored(http: string, wanted: number): Promise<number> {
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
