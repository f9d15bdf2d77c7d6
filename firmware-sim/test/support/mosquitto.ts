import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

export interface Mosquitto {
  readonly url: string;
  /** Takes it away, as a pulled plug does. */
  kill(): Promise<void>;
  /** Lets it hang, holding its connections. */
  freeze(): void;
  /** Brings it back on the same port, empty. */
  start(): Promise<void>;
}

export interface MosquittoOptions {
  /** PEM files: it then speaks TLS only. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /** Secret by user; left out, anybody may. Users may use their own topics, as the device contract says. */
  readonly users?: Readonly<Record<string, string>>;
}

/** Debian's Mosquitto on a free port of the loopback, without persistence; gone after the test. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = temporaryFolder();
  const port = await freePort();
  const lines = [`listener ${port} 127.0.0.1`, 'persistence false', 'max_inflight_messages 0'];
  if (options.tls !== undefined) {
    lines.push(`certfile ${options.tls.certificateFile}`, `keyfile ${options.tls.keyFile}`, 'user root');
  }
  if (options.users === undefined) {
    lines.push('allow_anonymous true');
  } else {
    const passwords = join(folder, 'passwords');
    writeFileSync(passwords, '');
    for (const [user, secret] of Object.entries(options.users)) {
      execFileSync('mosquitto_passwd', ['-b', passwords, user, secret], { stdio: 'ignore' });
    }
    const rules = join(folder, 'rules');
    writeFileSync(
      rules,
      [
        'user reader',
        'topic read banyu/v1/#',
        'pattern write banyu/v1/+/%u/telemetry',
        'pattern write banyu/v1/+/%u/status',
        'pattern write banyu/v1/+/%u/event',
        'pattern write banyu/v1/+/%u/command/reply',
        'pattern read banyu/v1/+/%u/command',
        'user writer',
        'topic write banyu/v1/#',
        '',
      ].join('\n'),
    );
    lines.push('allow_anonymous false', `password_file ${passwords}`, `acl_file ${rules}`, 'user root');
  }
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(config, `${lines.join('\n')}\n`);

  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const dying = child;
    child = undefined;
    if (dying === undefined || dying.exitCode !== null) return;
    const gone = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await gone;
  };
  const freeze = (): void => {
    child?.kill('SIGSTOP');
  };
  const start = async (): Promise<void> => {
    child = spawn('/usr/sbin/mosquitto', ['-c', config], { stdio: 'ignore' });
    await until('mosquitto listens', () => listens(port));
  };
  onTestFinished(kill);
  await start();
  return { url: `${options.tls === undefined ? 'mqtt' : 'mqtts'}://127.0.0.1:${port}`, kill, freeze, start };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
