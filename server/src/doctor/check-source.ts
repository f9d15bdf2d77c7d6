import { once } from 'node:events';
import { connect } from 'node:net';
import type { Config } from '../config.ts';
import { messageOf } from '../message-of.ts';
import { type Finding, ok, problem } from './finding.ts';

const CONNECT_WITHIN_MS = 5_000;
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883, 'ws:': 80, 'wss:': 443 };

/** Whether the external broker can be reached at all; whether it lets us in, the running server tells. */
export async function checkSource({ source }: Config): Promise<readonly Finding[]> {
  if (source === undefined) return [];
  const { hostname, port, protocol } = new URL(source.url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = connect({ host, port: port === '' ? (PORTS[protocol] ?? 1883) : Number(port) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_WITHIN_MS) });
    return [ok('source', `${source.url} can be reached`)];
  } catch (error) {
    const found = `${source.url} cannot be reached: ${messageOf(error)}`;
    return [
      problem(
        'source',
        found,
        'Is that broker running, and is a firewall between? Set source.url (BANYU_SOURCE_URL).',
      ),
    ];
  } finally {
    socket.destroy();
  }
}
