import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../config.ts';
import { isLoopbackHost } from '../http/index.ts';
import { messageOf } from '../message-of.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

interface Listener {
  readonly key: string;
  readonly host: string;
  readonly port: number;
}

function listenersOf({ http, mqtt }: Config): readonly Listener[] {
  const { tcp, tls, websocket } = mqtt;
  const of = (key: string, listener: { host: string; port: number } | null) =>
    mqtt.enabled && listener !== null ? [{ key, ...listener }] : [];
  return [
    { key: 'http', ...http },
    ...of('mqtt.tcp', tcp),
    ...of('mqtt.tls', tls),
    ...of('mqtt.websocket', websocket),
  ];
}

/** Who could read along: what is reachable from other machines without TLS. */
export function checkExposure(config: Config): readonly Finding[] {
  const open = listenersOf(config).filter(({ key, host }) => key !== 'mqtt.tls' && !isLoopbackHost(host));
  return open.map(({ key, host }) => {
    if (key === 'http') {
      return problem(
        'exposure',
        `HTTP would listen on ${host}`,
        'Set http.host to 127.0.0.1, and put a proxy with a log-in before it.',
      );
    }
    const found = `${key} listens on ${host} without TLS: secrets and readings travel readable`;
    return config.mqtt.insecurePlaintext
      ? warning('exposure', found, 'Use mqtt.tls wherever the network is not yours alone.')
      : problem(
          'exposure',
          `${found}, and the server refuses to`,
          'Use mqtt.tls, or allow it by mqtt.insecurePlaintext: true.',
        );
  });
}

/** Whether the server could listen where it is to; only asked while it does not run. */
export async function checkPorts(config: Config): Promise<readonly Finding[]> {
  return Promise.all(listenersOf(config).map(checkPort));
}

async function checkPort({ key, host, port }: Listener): Promise<Finding> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return ok('port', `${key} can listen on ${host}:${port}`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return problem(
      'port',
      `${key} cannot listen on ${host}:${port}: ${messageOf(error)}`,
      adviceFor(code, key, port),
    );
  } finally {
    server.close();
  }
}

function adviceFor(code: unknown, key: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `See who has it: ss -ltnp 'sport = :${port}'. Stop that, or set ${key}.port to a free port.`;
    case 'EACCES':
      return `Set ${key}.port to 1024 or above: lower ones are for root.`;
    default:
      return `Set ${key}.host to an address of this machine: ip addr`;
  }
}
