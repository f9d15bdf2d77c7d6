import type { Client } from 'aedes';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { QuietAedes } from '../src/quiet-aedes.ts';

let aedes: QuietAedes;
let heard: string[];
const client = { id: 'd1' } as unknown as Client;

beforeEach(async () => {
  aedes = new QuietAedes();
  heard = [];
  await aedes.listen();
  await new Promise<void>((resolve) => {
    const hear = (packet: { topic: string }, done: () => void): void => {
      heard.push(packet.topic);
      done();
    };
    aedes.subscribe('t/#', hear, resolve);
  });
});
afterEach(async () => {
  await new Promise<void>((resolve) => aedes.close(resolve));
});

function publish(topic: string, retain: boolean, from: Client | undefined): Promise<void> {
  const packet = { cmd: 'publish', topic, payload: 'x', qos: 1, retain, dup: false } as const;
  return new Promise((resolve) => {
    if (from === undefined) aedes.publish(packet, () => resolve());
    else aedes.publish(packet, from, () => resolve());
  });
}

test('QuietAedes fans out what the server sends and what is retained, not what a device measures', async () => {
  await publish('t/reading', false, client);
  await publish('t/status', true, client);
  await publish('t/command', false, undefined);
  expect(heard).toEqual(['t/status', 't/command']);
});

test('QuietAedes keeps retained messages', async () => {
  await publish('t/status', true, client);
  await publish('t/reading', false, client);
  const persistence: { createRetainedStream(filter: string): AsyncIterable<{ topic: string }> } = Reflect.get(
    aedes,
    'persistence',
  );
  const kept: string[] = [];
  for await (const { topic } of persistence.createRetainedStream('t/#')) kept.push(topic);
  expect(kept).toEqual(['t/status']);
});
