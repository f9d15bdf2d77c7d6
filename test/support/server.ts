import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A server gives up draining long before; a busy machine gives it little to do that with. */
const STOPPED_WITHIN_MS = 60_000;

/** The command. */
export const BIN = fileURLToPath(new URL('../../server/bin/banyu.mjs', import.meta.url));

export interface ServerRig {
  readonly http: string;
  readonly mqttPort: number;
  readonly pid: number;
  /** What it printed so far, for failure messages. */
  output(): string;
  kill(): Promise<void>;
  /** Ctrl-C; resolves when it has ended in peace. Throws with its output when it has not, or ended long ago. */
  stop(): Promise<void>;
  /** Ctrl-C while it does what is broken off by that; resolves with the exit code. */
  interrupt(): Promise<number | null>;
}

export interface ServerOptions {
  /** Default `start`. */
  readonly command?: 'start' | 'demo' | 'ingest';
  readonly dataDirectory: string;
  readonly mqttPort: number;
  readonly httpPort: number;
  readonly args?: readonly string[];
  /** BANYU_* settings beyond the ports and the data directory. */
  readonly env?: Readonly<Record<string, string>>;
  readonly readyWithinMs?: number;
  /** What must answer before the start counts as done: `/healthz` when the store is away on purpose. */
  readonly until?: '/readyz' | '/healthz' | 'spawned';
}

/** Starts `banyu start`, or another command that serves, as a process of its own and waits until it answers over HTTP. */
export async function startServer(options: ServerOptions): Promise<ServerRig> {
  const child = spawn(process.execPath, [BIN, options.command ?? 'start', ...(options.args ?? [])], {
    cwd: options.dataDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutBanyu(process.env),
      BANYU_DATA_DIRECTORY: options.dataDirectory,
      BANYU_MQTT_TCP_PORT: String(options.mqttPort),
      BANYU_HTTP_PORT: String(options.httpPort),
      ...options.env,
    },
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const http = `http://127.0.0.1:${options.httpPort}`;
  const { until = '/readyz', readyWithinMs = 60_000 } = options;
  if (until !== 'spawned') await answering(child, `${http}${until}`, readyWithinMs, () => output);
  return {
    http,
    mqttPort: options.mqttPort,
    pid: child.pid ?? 0,
    output: () => output,
    async kill() {
      if (!ended(child)) {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }
    },
    async stop() {
      const code = await interrupt(child, () => output);
      if (code !== 0) throw new Error(`the server ended with ${code ?? child.signalCode}:\n${output}`);
    },
    interrupt: () => interrupt(child, () => output),
  };
}

/** Runs the `banyu` command to its end. */
export async function runBanyu(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutBanyu(process.env), ...env },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  await once(child, 'close');
  return {
    code: child.exitCode,
    stdout: Buffer.concat(out).toString(),
    stderr: Buffer.concat(err).toString(),
  };
}

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Polls until `check` gives something else than undefined; fails with `what` when time is up. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await check();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function answering(child: ChildProcess, url: string, withinMs: number, output: () => string) {
  await eventually(
    `an answer of ${url}`,
    async () => {
      if (ended(child)) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`);
      const response = await fetch(url).catch(() => undefined);
      await response?.body?.cancel();
      return response?.ok ? true : undefined;
    },
    withinMs,
  ).catch((error: Error) => {
    child.kill('SIGKILL');
    throw new Error(`${error.message}\n${output()}`);
  });
}

async function interrupt(child: ChildProcess, output: () => string): Promise<number | null> {
  if (ended(child)) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  const tooLate = new AbortController();
  const deadline = delay(STOPPED_WITHIN_MS, undefined, { signal: tooLate.signal }).then(
    () => {
      child.kill('SIGKILL');
      return true;
    },
    () => false,
  );
  await exit;
  tooLate.abort();
  if (!(await deadline)) return child.exitCode;
  throw new Error(`the server had not stopped ${STOPPED_WITHIN_MS} ms after Ctrl-C:\n${output()}`);
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function withoutBanyu(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('BANYU_')));
}
