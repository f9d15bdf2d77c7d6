import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, connect as dial } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from './temporary-directory.ts';

/** Where Debian's package `mosquitto` puts it. */
const MOSQUITTO = '/usr/sbin/mosquitto';

export interface Mosquitto {
  readonly url: string;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A Mosquitto of the test's own, with persistence and without a bound on its queues; gone with the test. */
export async function startMosquitto(port?: number): Promise<Mosquitto> {
  const directory = await temporaryDirectory();
  const chosen = port ?? (await freePort());
  const configuration = join(directory, 'mosquitto.conf');
  const lines = [
    `listener ${chosen} 127.0.0.1`,
    'allow_anonymous true',
    'user root', // Only counts where root runs the test: it keeps the right to write here.
    'persistence true',
    `persistence_location ${directory}/`,
    'max_queued_messages 0',
    'max_inflight_messages 200',
    'log_type none',
  ];
  await writeFile(configuration, `${lines.join('\n')}\n`);
  const broker = spawn(MOSQUITTO, ['-c', configuration], { stdio: 'ignore' });
  onTestFinished(() => stop(broker));
  await listening(chosen, broker);
  return { url: `mqtt://127.0.0.1:${chosen}` };
}

async function stop(broker: ChildProcess): Promise<void> {
  if (broker.exitCode !== null) return;
  broker.kill('SIGKILL');
  await once(broker, 'close');
}

async function listening(port: number, broker: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (broker.exitCode !== null) throw new Error(`mosquitto ended with code ${broker.exitCode}`);
    const socket = dial(port, '127.0.0.1');
    const [connected] = await Promise.race([
      once(socket, 'connect').then(() => [true]),
      once(socket, 'close').then(() => [false]),
    ]).catch(() => [false]);
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('mosquitto does not listen');
}
