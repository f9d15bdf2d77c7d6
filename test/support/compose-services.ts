import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import { eventually, freePort } from './server.ts';
import { ROOT } from './source-files.ts';

/*
 * Services of docker-compose.yml without containers: the project's own start scripts and configuration, and the
 * environment that the file gives, on Debian's packages of the same programs. What a container would have of its own
 * (paths, ports, names of hosts) is put in anew.
 */

const DEPLOY = join(ROOT, 'deploy/compose');
const Services = z.object({
  services: z.record(
    z.string(),
    z.object({ environment: z.record(z.string(), z.string().nullable()).default({}) }),
  ),
});

/** The environment of a service as docker-compose.yml says it; what only `.env` gives is left out. */
export async function environmentOf(service: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(join(ROOT, 'docker-compose.yml'), 'utf8');
  const found = Services.parse(parse(text, { merge: true })).services[service];
  if (found === undefined) throw new Error(`docker-compose.yml has no service "${service}"`);
  return Object.fromEntries(
    Object.entries(found.environment).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

/** A program of a test's own. */
export class Service {
  readonly #process: ChildProcess;
  #output = '';

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#process = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: `${process.env.PATH}:/usr/sbin`, ...env },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-5_000);
      });
    }
  }

  /** Waits until it does what is asked of it; stops it, and throws, when it ends before or does not. */
  async until(what: string, works: () => Promise<boolean>): Promise<void> {
    try {
      await eventually(what, async () => {
        if (this.#process.exitCode !== null) throw new Error(`${what}: it ended\n${this.#output}`);
        return (await works().catch(() => false)) ? true : undefined;
      });
    } catch (error) {
      // Who waits for it has nothing to stop yet.
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }
}

/** Runs secrets.sh; gives the folder, what it made, and the log-in that it printed. */
export async function makeSecrets(folder: string) {
  const secrets = join(folder, 'secrets');
  // `docker run --rm IMAGE caddy hash-password …`, on the Caddy that is installed.
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'docker'), '#!/bin/sh\nshift 3\nexec "$@"\n');
  await chmod(join(bin, 'docker'), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const { stdout } = await promisify(execFile)(join(DEPLOY, 'secrets.sh'), [secrets], { env });
  const [, username = '', password = ''] = /log-in: (\S+) \/ (\S+)/.exec(stdout) ?? [];
  return {
    folder: secrets,
    login: `Basic ${btoa(`${username}:${password}`)}`,
    read: (name: string) => readFile(join(secrets, name), 'utf8'),
  };
}

export async function startInfluxdb(folder: string, secrets: string) {
  const port = await freePort();
  const service = new Service('sh', [join(DEPLOY, 'with-secrets.sh'), 'influxd'], {
    ...(await environmentOf('influxdb')),
    SECRETS_FOLDER: secrets,
    HOME: folder,
    INFLUXDB_CONFIG_PATH: '/dev/null',
    INFLUXDB_BIND_ADDRESS: '127.0.0.1:0',
    INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${port}`,
    INFLUXDB_META_DIR: join(folder, 'influxdb/meta'),
    INFLUXDB_DATA_DIR: join(folder, 'influxdb/data'),
    INFLUXDB_DATA_WAL_DIR: join(folder, 'influxdb/wal'),
  });
  const url = `http://127.0.0.1:${port}`;
  await service.until('InfluxDB', async () => (await fetch(`${url}/ping`)).status === 204);
  return { service, url };
}

export async function startMosquitto(folder: string, secrets: string) {
  const port = await freePort();
  const passwords = join(folder, 'passwords');
  const configuration = await copied('mosquitto.conf', folder, [
    ['listener 1883', `user root\nlistener ${port} 127.0.0.1`],
    ['/tmp/passwords', passwords],
    ['/mosquitto/data/', `${folder}/`],
  ]);
  const script = await copied('start-mosquitto.sh', folder, [['/tmp/passwords', passwords]]);
  const service = new Service('sh', [script, configuration], { SECRETS_FOLDER: secrets });
  return { service, url: `mqtt://127.0.0.1:${port}` };
}

/** Caddy with the Caddyfile; what Debian's does not know yet is named as it was, or left out. */
export async function startProxy(folder: string, secrets: string, to: string) {
  const url = `http://127.0.0.1:${await freePort()}`;
  const { stdout } = await promisify(execFile)('caddy', ['version']);
  const [, minor = '0'] = /^v?2\.(\d+)/.exec(stdout) ?? [];
  const old: (readonly [string, string])[] = [
    ['basic_auth', 'basicauth'],
    ['persist_config off', ''],
  ];
  const caddyfile = await copied('Caddyfile', folder, [
    [':8081', url],
    ['127.0.0.1:8080 {', `${new URL(to).host} {`],
    ['/run/secrets', secrets],
    ...(Number(minor) < 8 ? old : []),
  ]);
  const home = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
  const service = new Service('caddy', ['run', '--config', caddyfile, '--adapter', 'caddyfile'], home);
  await service.until('the proxy', async () => (await fetch(`${url}/proxy-health`)).ok);
  return { service, url };
}

/** A copy of a file of deploy/compose with other paths and ports; each must be there to be changed. */
async function copied(name: string, folder: string, changes: readonly (readonly [string, string])[]) {
  let text = await readFile(join(DEPLOY, name), 'utf8');
  for (const [before, after] of changes) {
    if (!text.includes(before)) throw new Error(`${name} has no "${before}"`);
    text = text.replaceAll(before, after);
  }
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}
