import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findRetainedByName } from '../src/retained-by-name.ts';
import { eventually } from './support/eventually.ts';

/** A broker whose search through all retained messages can be watched, and a client of it. */
async function rig() {
  const aedes = await Aedes.createBroker();
  const store: { createRetainedStreamCombi(filters: string[]): unknown } = Reflect.get(aedes, 'persistence');
  const search = vi.spyOn(store, 'createRetainedStreamCombi');
  const retained = findRetainedByName(aedes);
  const server = createServer((socket) => aedes.handle(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = await connectAsync(`mqtt://127.0.0.1:${address.port}`, { reconnectPeriod: 0 });
  const heard: string[] = [];
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
  onTestFinished(async () => {
    await client.endAsync(true);
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
  });
  return { client, heard, search, retained };
}

test('findRetainedByName() finds what is retained, by its name and by a wildcard, until it is taken away', async () => {
  const { client, heard, retained } = await rig();
  await client.publishAsync('a/b', 'one', { retain: true, qos: 1 });
  await client.subscribeAsync('a/b');
  await eventually(() => heard.length === 1, 'found by its name');
  await client.subscribeAsync('+/b');
  await eventually(() => heard.length === 2, 'found by a wildcard');
  expect(heard).toEqual(['a/b one', 'a/b one']);

  await client.publishAsync('a/b', '', { retain: true, qos: 1 });
  await client.publishAsync('a/c', 'two', { retain: true, qos: 1 });
  await client.subscribeAsync(['a/b', 'a/c']);
  await eventually(() => heard.includes('a/c two'), 'the other one found');
  expect(heard.filter((text) => text === 'a/b one')).toHaveLength(2);
  expect([...retained]).toEqual(['a/c']);
});

test('findRetainedByName() does not search for a name that nothing is retained under, nor under $SYS', async () => {
  const { client, search } = await rig();
  await client.publishAsync('a/status', 'online', { retain: true, qos: 1 });
  await client.subscribeAsync(['a/command', '$SYS/#', '$SYS/+/uptime']);
  expect(search).not.toHaveBeenCalled();
  await client.subscribeAsync('a/status');
  expect(search).toHaveBeenCalledTimes(1);
});
