import { beforeEach, expect, test } from 'vitest';
import { openRegistry, type Registry } from '../src/index.ts';
import { rig } from './support/rig.ts';

const HOUR = 3_600_000;

let now: number;
let registry: Registry;
let path: string;

beforeEach(async () => {
  now = 1_764_000_000_000;
  ({ registry, path } = await rig({ clock: () => now }));
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
});

function add(validUntil = now + HOUR) {
  return registry.commands.add({
    plant: 'ipal',
    device: 'logger-1',
    action: { command: 'set-interval', intervalSeconds: 60 },
    by: 'Sari',
    why: null,
    validUntil,
  });
}

test('a command is kept with who and why, and what becomes of it, across restarts', async () => {
  const added = await registry.commands.add({
    plant: 'ipal',
    device: 'logger-1',
    action: { command: 'calibrate', parameter: 'ph', minutes: 15 },
    by: 'Sari',
    why: 'monthly',
    validUntil: now + HOUR,
  });
  expect(added).toMatchObject({ by: 'Sari', why: 'monthly', timesSent: 0, sentAt: null, reply: null });
  await registry.commands.noteSent(added.id);
  now += 1_000;
  await registry.commands.noteSent(added.id);
  await registry.commands.noteDelivered(added.id);
  const reply = { v: 1, id: added.id, outcome: 'done' } as const;
  await registry.commands.noteAnswered(added.id, now + 5, reply);
  await registry.close();
  await using again = await openRegistry({ path });
  const expected = {
    ...added,
    timesSent: 2,
    sentAt: now,
    deliveredAt: now,
    answeredAt: now + 5,
    reply,
  };
  expect(await again.commands.get('ipal', 'logger-1', added.id)).toEqual(expected);
  expect(await again.commands.list('ipal', 'logger-1')).toEqual([expected]);
});

test('the first delivery and the first answer stay', async () => {
  const { id } = await add();
  await registry.commands.noteDelivered(id);
  await registry.commands.noteAnswered(id, 1, { v: 1, id, outcome: 'done' });
  now += 1_000;
  await registry.commands.noteDelivered(id);
  await registry.commands.noteAnswered(id, 2, { v: 1, id, outcome: 'refused' });
  const kept = await registry.commands.get('ipal', 'logger-1', id);
  expect(kept).toMatchObject({ deliveredAt: now - 1_000, answeredAt: 1, reply: { outcome: 'done' } });
});

test('unanswered() gives what was not answered and was valid, oldest first', async () => {
  const [first, second, third] = [await add(), await add(now + 10), await add()];
  await registry.commands.noteAnswered(first.id, now, { v: 1, id: first.id, outcome: 'done' });
  const ids = async (since: number, device?: string) =>
    (await registry.commands.unanswered(since, device)).map(({ id }) => id);
  expect(await ids(now)).toEqual([second.id, third.id]);
  expect(await ids(now + 10)).toEqual([third.id]);
  expect(await ids(now, 'logger-1')).toEqual([second.id, third.id]);
  expect(await ids(now, 'logger-2')).toEqual([]);
});

test('open commands of a device are bounded; those that expired do not count', async () => {
  for (let i = 0; i < 16; i += 1) await add();
  await expect(add()).rejects.toThrow(/16 commands are open already/);
  now += HOUR;
  await add();
});

test('of a device a bounded number is kept, the newest', async () => {
  let newest = '';
  for (let i = 0; i < 105; i += 1) {
    newest = (await add(now + 1)).id;
    now += 1;
  }
  const kept = await registry.commands.list('ipal', 'logger-1');
  expect(kept).toHaveLength(100);
  expect(kept[0]?.id).toBe(newest);
});

test('there is no command for a device that is not there, of another plant, or disabled', async () => {
  const command = { action: { command: 'reboot' }, by: 'Sari', why: null, validUntil: now + 1 } as const;
  const { commands, devices } = registry;
  await expect(commands.add({ ...command, plant: 'ipal', device: 'x' })).rejects.toThrow(/no device "x"/);
  await expect(commands.add({ ...command, plant: 'y', device: 'logger-1' })).rejects.toThrow(/at plant "y"/);
  await expect(commands.list('y', 'logger-1')).rejects.toThrow(/at plant "y"/);
  await expect(commands.get('ipal', 'logger-1', 'nope')).rejects.toThrow('There is no command "nope"');
  await devices.setEnabled('logger-1', false);
  await expect(commands.add({ ...command, plant: 'ipal', device: 'logger-1' })).rejects.toThrow(/disabled/);
});

test('that a command was given stands in the audit trail, with who and why', async () => {
  const command = {
    action: { command: 'reboot' },
    by: 'Sari',
    why: 'it hangs',
    validUntil: now + 1,
  } as const;
  const { id } = await registry.commands.add({ ...command, plant: 'ipal', device: 'logger-1' });
  const entries = await registry.audit.list({ subject: 'device/logger-1' });
  expect(entries[0]).toMatchObject({ action: 'device.command', plant: 'ipal', who: 'Sari', why: 'it hangs' });
  expect(JSON.parse(entries[0]?.after ?? '')).toEqual({
    id,
    action: { command: 'reboot' },
    validUntil: now + 1,
  });
});
