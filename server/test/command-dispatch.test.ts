import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceCommand } from '@banyu/contracts';
import type { EventPage, StoredEvent } from '@banyu/ingest';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandDispatch } from '../src/command-dispatch.ts';

const START = 1_764_000_000_000;
const HOUR = 3_600_000;
const REBOOT = { command: 'reboot', by: 'Sari' } as const;

let now: number;
let directory: string;
let registry: Awaited<ReturnType<typeof openRegistry>>;
let dispatch: CommandDispatch;
/** What reached the device, while it listened. */
let received: DeviceCommand[];
let listens: boolean;
let acknowledge: (() => void)[];
let happened: StoredEvent[];
let eventsFail: boolean;

beforeEach(async () => {
  now = START;
  directory = await mkdtemp(join(tmpdir(), 'banyu-dispatch-'));
  registry = await openRegistry({ path: join(directory, 'registry.db'), clock: () => now });
  await registry.plants.add({ id: 'ipal', name: 'IPAL', points: STANDARD_POINTS });
  for (const id of ['logger-1', 'logger-2'])
    await registry.devices.add({ id, plant: 'ipal', point: 'effluent' });
  received = [];
  listens = false;
  acknowledge = [];
  happened = [];
  eventsFail = false;
  dispatch = newDispatch();
  await dispatch.start(broker);
});
afterEach(async () => {
  await dispatch.close();
  await registry.close();
  await rm(directory, { recursive: true });
});

const broker = {
  command: async (_plant: string, _device: string, payload: string | Uint8Array, done?: () => void) => {
    if (!listens) return false;
    received.push(DeviceCommand.parse(JSON.parse(String(payload))));
    acknowledge.push(() => done?.());
    return true;
  },
};

function newDispatch(): CommandDispatch {
  return new CommandDispatch({
    commands: registry.commands,
    events: async ({ before = Number.POSITIVE_INFINITY, limit }): Promise<EventPage> => {
      if (eventsFail) throw new Error('the data thread is gone');
      const rest = happened.filter(({ id }) => id < before).toReversed();
      const events = rest.slice(0, limit);
      return { events, next: rest.length > limit ? (events.at(-1)?.id ?? null) : null };
    },
    isOnline: () => listens,
    clock: () => now,
    log: { warn: () => {} },
  });
}

function happens(device: string, event: Partial<StoredEvent>): void {
  const id = happened.length + 1;
  const nothing = { t: null, parameter: null, note: null, payload: null };
  happened.push({ id, receivedAt: now, plant: 'ipal', device, kind: 'reboot', ...nothing, ...event });
}

function answers(device: string, id: string, outcome = 'done'): void {
  happens(device, { kind: 'command-reply', payload: JSON.stringify({ v: 1, id, outcome }) });
}

/** The device connects and subscribes. */
function comes(): void {
  listens = true;
  dispatch.listening('logger-1');
}

const request = (input: Parameters<CommandDispatch['request']>[2] = REBOOT) =>
  dispatch.request('ipal', 'logger-1', input);
/** The command as it is when all that was begun is done. */
const read = (id: string) => dispatch.get('ipal', 'logger-1', id);

test('a command to a device that listens is sent, delivered, answered', async () => {
  comes();
  const { id } = await request({ command: 'set-interval', intervalSeconds: 60, by: 'Sari', why: 'test' });
  expect(await read(id)).toMatchObject({ state: 'sent', timesSent: 1, by: 'Sari', why: 'test' });
  expect(received).toEqual([
    { v: 1, id, validUntil: START + HOUR, command: 'set-interval', intervalSeconds: 60 },
  ]);
  acknowledge[0]?.();
  await expect.poll(() => read(id)).toMatchObject({ state: 'delivered' });
  now += 50;
  answers('logger-1', id);
  expect(await read(id)).toMatchObject({ state: 'answered', outcome: 'done', answeredAt: now });
});

test('a device that is away gets its commands when it comes, in the order of asking', async () => {
  const asked = [await request(), await request({ command: 'report-configuration', by: 'Sari' })];
  expect(await read(asked[0]?.id ?? '')).toMatchObject({ state: 'waiting', timesSent: 0 });
  comes();
  await read(asked[0]?.id ?? '');
  expect(received.map(({ id }) => id)).toEqual(asked.map(({ id }) => id));
});

test('it gets them at each coming until it has answered', async () => {
  const [first, second] = [await request(), await request()];
  comes();
  await read(first.id);
  answers('logger-1', first.id);
  comes();
  expect(await read(second.id)).toMatchObject({ state: 'sent', timesSent: 2 });
  expect(received.map(({ id }) => id)).toEqual([first.id, second.id, second.id]);
  expect(await read(first.id)).toMatchObject({ state: 'answered', timesSent: 1 });
});

test('it does not get one twice while it stays, whatever else is asked', async () => {
  comes();
  const first = await request();
  const second = await request();
  await read(second.id);
  expect(received.map(({ id }) => id)).toEqual([first.id, second.id]);
});

test('it gets none that has expired', async () => {
  const { id } = await request({ ...REBOOT, validUntil: START + 10 });
  now += 10;
  comes();
  expect(await read(id)).toMatchObject({ state: 'expired', timesSent: 0, outcome: null });
  expect(received).toEqual([]);
});

test('an answer that comes in after the command expired still counts', async () => {
  comes();
  const { id } = await request();
  await read(id);
  now += HOUR;
  expect(await read(id)).toMatchObject({ state: 'expired' });
  answers('logger-1', id);
  expect(await read(id)).toMatchObject({ state: 'answered', outcome: 'done' });
});

test('a device answers for itself alone, and what is no answer changes nothing', async () => {
  comes();
  const { id } = await request();
  answers('logger-2', id);
  answers('logger-1', 'another');
  for (const payload of [null, '', '{', '{"id":7}', JSON.stringify({ v: 1, id, outcome: 'maybe' })])
    happens('logger-1', { kind: 'command-reply', payload });
  expect(await read(id)).toMatchObject({ state: 'sent', outcome: null });
});

test('an answer is found behind however many other events', async () => {
  comes();
  const { id } = await request();
  answers('logger-1', id, 'refused');
  for (let i = 0; i < 1_200; i += 1) happens('logger-2', {});
  expect(await read(id)).toMatchObject({ state: 'answered', outcome: 'refused' });
});

test('a server that is started anew goes on where the one before stopped', async () => {
  const { id } = await request();
  comes();
  await read(id);
  await dispatch.close();
  listens = false;
  dispatch = newDispatch();
  await dispatch.start(broker);
  await read(id);
  comes();
  expect(await read(id)).toMatchObject({ state: 'sent', timesSent: 2 });
  answers('logger-1', id);
  expect(await read(id)).toMatchObject({ state: 'answered' });
});

test('a device that came before the server was ready is not forgotten', async () => {
  const { id } = await request();
  await read(id);
  await dispatch.close();
  listens = true;
  dispatch = newDispatch();
  await dispatch.start(broker);
  expect(await read(id)).toMatchObject({ state: 'sent' });
});

test('while events cannot be read commands are kept all the same, and sent later', async () => {
  eventsFail = true;
  const { id } = await request();
  comes();
  expect(await read(id)).toMatchObject({ state: 'waiting' });
  eventsFail = false;
  comes();
  expect(await read(id)).toMatchObject({ state: 'sent' });
});

test('a command ends within 7 days, and not in the past', async () => {
  for (const validUntil of [START, START + 7 * 24 * HOUR + 1]) {
    await expect(request({ ...REBOOT, validUntil })).rejects.toThrow(/within the next 7 days/);
  }
  await request({ ...REBOOT, validUntil: START + 7 * 24 * HOUR });
});

test('without an embedded broker nothing is asked, and what was asked is shown', async () => {
  const { id } = await request();
  await dispatch.close();
  dispatch = newDispatch();
  await expect(request()).rejects.toThrow(/runs without it \(mqtt.enabled is false\)/);
  expect(await read(id)).toMatchObject({ state: 'waiting' });
});
