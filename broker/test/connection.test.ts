import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConnectionHouse, DeviceConnection } from '../src/connection.ts';
import { type BrokerLimits, DEFAULT_LIMITS } from '../src/limits.ts';
import { RateLimit } from '../src/rate-limit.ts';
import { Counters } from '../src/statistics.ts';
import { TotalPending } from '../src/total-pending.ts';
import { eventually } from './support/eventually.ts';
import { field, framed } from './support/raw-client.ts';

const ORIGIN = { transport: 'tcp', address: '127.0.0.1', certificateName: undefined } as const;
const CONNECT = framed(1, 0, field('MQTT'), [4, 2, 0, 60], field('d1'));

/** A connection over an in-memory socket, logged in, and what comes out of it on either side. */
function connection(limits: Partial<BrokerLimits> = {}) {
  const [client, socket] = duplexPair();
  const all = { ...DEFAULT_LIMITS, ...limits };
  const faults: string[] = [];
  const counters = new Counters();
  const house: ConnectionHouse = {
    limits: all,
    counters,
    total: new TotalPending({
      messagesHigh: all.totalMessagesHigh,
      messagesLow: all.totalMessagesLow,
      bytesHigh: all.totalBytesHigh,
      bytesLow: all.totalBytesLow,
    }),
    monotonicNow: () => performance.now(),
    onFault: (_connection, fault) => faults.push(fault),
  };
  const guarded = new DeviceConnection(socket, ORIGIN, house);
  guarded.on('error', () => {});
  const pieces: Buffer[] = [];
  guarded.on('readable', () => {
    for (let piece = guarded.read(); piece !== null; piece = guarded.read()) pieces.push(piece);
  });
  return { client, guarded, pieces, faults, counters, passed: () => Buffer.concat(pieces) };
}

async function loggedIn(limits: Partial<BrokerLimits> = {}) {
  const rig = connection(limits);
  rig.client.write(CONNECT);
  await eventually(() => rig.pieces.length === 1, 'CONNECT passed');
  rig.guarded.loggedIn(new RateLimit({ ...DEFAULT_LIMITS, ...limits }, performance.now()));
  rig.pieces.length = 0;
  return rig;
}

const packet = fc.oneof(
  fc.constant(framed(12, 0)),
  fc.uint8Array({ maxLength: 300 }).map((payload) => framed(3, 0, field('t'), Buffer.from(payload))),
  fc
    .tuple(fc.integer({ min: 1, max: 65_535 }), fc.uint8Array({ maxLength: 40 }))
    .map(([id, payload]) => framed(3, 2, field('t'), [id >> 8, id & 255], Buffer.from(payload))),
);

describe('DeviceConnection', () => {
  test('passes the same packets on however they are cut into chunks, and each of them whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(packet, { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 200 })),
        async (packets, sizes) => {
          const { client, guarded, pieces, passed, faults } = await loggedIn({ pendingMessagesHigh: 1_000 });
          const bytes = Buffer.concat(packets);
          let at = 0;
          for (const size of sizes) {
            client.write(bytes.subarray(at, at + size));
            at += size;
            if (at >= bytes.length) break;
          }
          await eventually(() => passed().length === bytes.length, 'all passed');
          expect(passed().equals(bytes)).toBe(true);
          const ends = new Set(packets.map((_, i) => Buffer.concat(packets.slice(0, i + 1)).length));
          let end = 0;
          for (const piece of pieces) {
            end += piece.length;
            expect(ends.has(end)).toBe(true);
          }
          expect(faults).toEqual([]);
          guarded.destroy();
        },
      ),
      { numRuns: 60 },
    );
  });

  test('holds back what follows CONNECT until the log-in has succeeded', async () => {
    const { client, guarded, pieces, passed } = connection();
    const ping = framed(12, 0);
    client.write(Buffer.concat([CONNECT, ping, ping]));
    await eventually(() => pieces.length === 1, 'CONNECT passed');
    client.write(ping);
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed().equals(CONNECT)).toBe(true);
    guarded.loggedIn(new RateLimit(DEFAULT_LIMITS, 0));
    await eventually(() => passed().length === CONNECT.length + 6, 'the rest passed');
    guarded.destroy();
  });

  test('closes as soon as a length is known to be over the limit, before the body has come', async () => {
    const { client, guarded, faults } = await loggedIn({ publishBytes: 1_000 });
    client.write(framed(3, 0, Buffer.alloc(2_000)).subarray(0, 3));
    await eventually(() => guarded.destroyed, 'closed');
    expect(faults).toEqual(['too-large']);
  });

  test('passes what comes before a bad packet only if that came earlier', async () => {
    const { client, guarded, passed, faults } = await loggedIn();
    client.write(framed(12, 0));
    await eventually(() => passed().length === 2, 'the good one passed');
    client.write(framed(8, 2, [0, 0]));
    await eventually(() => guarded.destroyed, 'closed');
    expect(faults).toEqual(['malformed']);
  });

  test('passes the end on after the last packet', async () => {
    const { client, guarded, passed } = await loggedIn();
    let ended = false;
    guarded.on('end', () => {
      ended = true;
    });
    client.end(framed(12, 0));
    await eventually(() => ended, 'ended');
    expect(passed().length).toBe(2);
    guarded.destroy();
  });

  test('writes what was written within one tick as one chunk', async () => {
    const { client, guarded } = await loggedIn();
    const chunks: Buffer[] = [];
    client.on('data', (chunk: Buffer) => chunks.push(chunk));
    guarded.cork();
    for (const part of ['a', 'bc', 'defg', '']) guarded.write(part);
    process.nextTick(() => guarded.uncork());
    await eventually(() => chunks.length > 0, 'written');
    expect(chunks.map(String)).toEqual(['abcdefg']);
    guarded.destroy();
  });

  test('lets the client read the last answer before the socket is gone', async () => {
    const { client, guarded } = await loggedIn();
    let heard = '';
    client.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    guarded.write('goodbye');
    guarded.destroy();
    await eventually(() => heard === 'goodbye', 'the answer is read');
  });

  test('takes nothing in while the client does not read what it is sent', async () => {
    const { client, guarded, passed } = await loggedIn();
    while (guarded.write(Buffer.alloc(10_000)));
    client.write(framed(12, 0));
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed().length).toBe(0);
    client.resume();
    await eventually(() => passed().length === 2, 'passed once the client reads');
    guarded.destroy();
  });

  test('gives back what it held when it is closed', async () => {
    const { client, guarded, counters } = await loggedIn({ pendingMessagesHigh: 2 });
    client.write(Buffer.concat([1, 2, 3].map((id) => framed(3, 2, field('t'), [0, id]))));
    await eventually(() => counters.paused === 1, 'paused');
    guarded.destroy();
    expect(counters.paused).toBe(0);
  });
});
