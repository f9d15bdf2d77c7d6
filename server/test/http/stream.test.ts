import { connect } from 'node:net';
import { ApiLiveReadings } from '@banyu/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { problemIn } from './support/problem.ts';
import { batchOf, NOW, PLANT, type Rig, startRig } from './support/rig.ts';
import { SseClient } from './support/sse-client.ts';

const STREAM = '/api/v1/stream';

/** Polls until the check passes. */
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 5 });

let rig: Rig;
let clients: SseClient[];
beforeEach(async () => {
  clients = [];
  rig = await startRig({ limits: { intervalMs: 20 } });
});
afterEach(async () => {
  for (const client of clients) client.close();
  await rig[Symbol.asyncDispose]();
});

async function open(query = '', lastEventId?: string): Promise<SseClient> {
  const client = await SseClient.open(`${rig.url}${STREAM}${query}`, lastEventId);
  clients.push(client);
  await eventually(() => expect(client.lastEventId).toBeDefined());
  return client;
}

function times(client: SseClient): number[] {
  return client.blocks
    .filter((block) => block.event === 'readings')
    .flatMap((block) => ApiLiveReadings.parse(block.data).readings.map((r) => r.t));
}

test('readings come as they are stored, as the API writes readings', async () => {
  const client = await open(`?plant=${PLANT.id}`);
  expect(client.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(client.response.headers.get('cache-control')).toBe('no-store');
  expect(client.response.headers.get('x-content-type-options')).toBe('nosniff');
  rig.live.publish(batchOf([{ t: NOW, value: 7.1 }, { plant: 'ipal-other' }]));
  await eventually(() => expect(times(client)).toEqual([NOW]));
  expect(client.blocks.at(-1)?.data).toEqual({
    plant: PLANT.id,
    readings: [
      {
        plant: PLANT.id,
        point: 'effluent',
        device: 'banyurip-effluent',
        parameter: 'ph',
        t: NOW,
        value: 7.1,
        flag: 1,
        tests: [],
        settingsVersion: 1,
        receivedAt: NOW + 100,
      },
    ],
  });
});

test('plant and parameter may be repeated', async () => {
  const client = await open('?parameter=ph&parameter=cod');
  rig.live.publish(batchOf([{ t: 1 }, { t: 2, parameter: 'cod' }, { t: 3, parameter: 'tss' }]));
  await eventually(() => expect(times(client)).toEqual([1, 2]));
});

test('a client that was away gets all it missed and nothing twice, by header or by query', async () => {
  const first = await open();
  rig.live.publish(batchOf([{ t: 1 }]));
  await eventually(() => expect(times(first)).toEqual([1]));
  first.close();
  await eventually(() => expect(rig.live.statistics().clients).toBe(0));
  rig.live.publish(batchOf([{ t: 2 }]));
  rig.live.publish(batchOf([{ t: 3 }]));

  const byHeader = await open('?lastEventId=e1-0', first.lastEventId);
  const byQuery = await open(`?lastEventId=${first.lastEventId}`);
  rig.live.publish(batchOf([{ t: 4 }]));
  await eventually(() => expect(times(byHeader)).toEqual([2, 3, 4]));
  await eventually(() => expect(times(byQuery)).toEqual([2, 3, 4]));
});

test('a client from before a restart is told to load afresh, and then follows', async () => {
  const client = await open('', 'e0-17');
  await eventually(() =>
    expect(client.blocks.at(-1)).toMatchObject({ event: 'reset', data: { reason: 'restarted' } }),
  );
  rig.live.publish(batchOf([{ t: 9 }]));
  await eventually(() => expect(times(client)).toEqual([9]));
});

test('a client that reads nothing is cut off rather than waited for, and costs others nothing', async () => {
  await using crowded = await startRig({
    limits: {
      intervalMs: 1,
      maxBufferedBytes: 100_000,
      maxReadingsPerSecond: 1e9,
      maxReadingsPerFlush: 2_000,
    },
  });
  const quick = await SseClient.open(`${crowded.url}${STREAM}?parameter=cod`);
  clients.push(quick);
  const slow = connect(crowded.port, '127.0.0.1');
  slow.on('error', () => undefined);
  slow.pause();
  slow.write(`GET ${STREAM} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await eventually(() => expect(crowded.live.statistics().clients).toBe(2));
  const batch = batchOf(Array.from({ length: 2_000 }, (_, t) => ({ t })));
  await eventually(() => {
    crowded.live.publish(batch);
    expect(crowded.live.statistics().droppedClients).toBe(1);
  });
  expect(crowded.live.statistics().clients).toBe(1);
  crowded.live.publish(batchOf([{ t: 5, parameter: 'cod' }]));
  await eventually(() => expect(times(quick)).toEqual([5]));
  slow.destroy();
});

test('more streams than the limit are refused with 429 and Retry-After', async () => {
  await using small = await startRig({ limits: { maxClients: 1 } });
  clients.push(await SseClient.open(`${small.url}${STREAM}`));
  const response = await small.get(STREAM);
  expect(response.headers.get('retry-after')).toBe('30');
  await problemIn(response, 429);
});

test.each([
  ['?plant=nobody', 404],
  ['?plant=No', 400],
  ['?parameter=gold', 400],
  ['?since=1', 400],
])('%s is refused with %d before the stream begins', async (query, status) => {
  await problemIn(await rig.get(`${STREAM}${query}`), status);
  expect(rig.live.statistics().clients).toBe(0);
});

test('clients that hang up at once are forgotten', async () => {
  for (let i = 0; i < 30; i++) {
    const socket = connect(rig.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`GET ${STREAM}?plant=${PLANT.id} HTTP/1.1\r\nHost: localhost\r\n\r\n`, () =>
      socket.destroy(),
    );
  }
  await eventually(async () => expect(await connectionsOf(rig)).toBe(0));
  await eventually(() => expect(rig.live.statistics().clients).toBe(0));
  expect(rig.faults).toEqual([]);
});

test('HEAD is not possible on a stream', async () => {
  const response = await fetch(`${rig.url}${STREAM}`, { method: 'HEAD' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET');
});

test('stopping the server ends the streams and does not wait for them', async () => {
  const stopping = await startRig();
  const client = await SseClient.open(`${stopping.url}${STREAM}`);
  await stopping[Symbol.asyncDispose]();
  await client.ended;
});

test('stopping the server does not wait for a client that takes nothing', async () => {
  const stopping = await startRig();
  const slow = connect(stopping.port, '127.0.0.1');
  slow.on('error', () => undefined);
  slow.pause();
  // The answer is larger than what the sockets take unread.
  for (let i = 0; i < 20; i++)
    slow.write('GET /api/docs/static/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await eventually(async () => expect(await connectionsOf(stopping)).toBe(1));
  await stopping[Symbol.asyncDispose]();
  slow.destroy();
});

function connectionsOf(rig: Rig): Promise<number> {
  return new Promise((resolve, reject) =>
    rig.app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
}
