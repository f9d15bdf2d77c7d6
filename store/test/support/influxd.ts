import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_DEADLINE_MS = 30_000;
const POLL_MS = 50;

export interface InfluxdOptions {
  /** Authentication on, with this administrator. */
  readonly admin?: { readonly username: string; readonly password: string };
  /** Bytes of a request that are too many. */
  readonly maxBodySize?: number;
  /** Rows of an unchunked answer. */
  readonly maxRowLimit?: number;
}

/** A real InfluxDB 1.x (Debian's package `influxdb`) of a test's own, its data in a folder that goes with it. */
export class Influxd {
  readonly url: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;
  #databases = 0;

  constructor(folder: string, url: string) {
    this.#folder = folder;
    this.url = url;
  }

  /** A database name that no one used before. */
  freshDatabase(): string {
    this.#databases++;
    return `test_${this.#databases}`;
  }

  /** Starts the server, again with the same data and port if it was there before. */
  async start(): Promise<void> {
    const server = spawn('influxd', ['-config', join(this.#folder, 'influxd.conf')], { stdio: 'ignore' });
    this.#process = server;
    const deadline = Date.now() + START_DEADLINE_MS;
    while (!(await answers(this.url))) {
      if (server.exitCode !== null) throw new Error(`influxd ended with ${server.exitCode}`);
      if (Date.now() > deadline) throw new Error('influxd did not answer in time');
      await delay(POLL_MS);
    }
  }

  /** Takes the power away. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server === undefined || server.exitCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  /** Ends the server and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Runs InfluxQL as the administrator, if there is one; gives the answer's JSON. */
  async query(database: string, statement: string, admin?: InfluxdOptions['admin']): Promise<unknown> {
    return query(this.url, database, statement, admin);
  }

  /** Writes line protocol with times in ms, past the store. */
  async writeLines(database: string, lines: string): Promise<void> {
    const response = await fetch(`${this.url}/write?db=${database}&precision=ms`, {
      method: 'POST',
      body: lines,
    });
    if (!response.ok) throw new Error(await response.text());
  }
}

export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const folder = await mkdtemp(join(tmpdir(), 'banyu-influxd-'));
  const port = await freePort();
  await writeFile(join(folder, 'influxd.conf'), configuration(folder, port, options));
  const influxd = new Influxd(folder, `http://127.0.0.1:${port}`);
  try {
    await influxd.start();
    const { admin } = options;
    if (admin !== undefined) {
      const statement = `CREATE USER "${admin.username}" WITH PASSWORD '${admin.password}' WITH ALL PRIVILEGES`;
      await query(influxd.url, '', statement);
    }
  } catch (error) {
    await influxd.remove();
    throw error;
  }
  return influxd;
}

function configuration(folder: string, port: number, options: InfluxdOptions): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = ${JSON.stringify(join(folder, 'meta'))}
[data]
  dir = ${JSON.stringify(join(folder, 'data'))}
  wal-dir = ${JSON.stringify(join(folder, 'wal'))}
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  auth-enabled = ${options.admin !== undefined}
  max-body-size = ${options.maxBodySize ?? 25_000_000}
  max-row-limit = ${options.maxRowLimit ?? 0}
`;
}

async function query(
  url: string,
  database: string,
  statement: string,
  admin?: InfluxdOptions['admin'],
): Promise<unknown> {
  const response = await fetch(`${url}/query?${new URLSearchParams({ db: database, epoch: 'ms' })}`, {
    method: 'POST',
    body: new URLSearchParams({ q: statement }),
    ...(admin === undefined
      ? {}
      : { headers: { authorization: `Basic ${btoa(`${admin.username}:${admin.password}`)}` } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ping`)).status === 204;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
