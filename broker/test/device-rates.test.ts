import { expect, test } from 'vitest';
import { DeviceRates } from '../src/device-rates.ts';
import { eventually } from './support/eventually.ts';
import { publishPacket, RawClient } from './support/raw-client.ts';
import { type Rig, startRig } from './support/rig.ts';

const RATE = { packetsPerSecond: 10, packetsBurst: 20, bytesPerSecond: 1_000, bytesBurst: 500 };

test('DeviceRates gives a device that comes back the bucket it left, filled by the time it was away', () => {
  const rates = new DeviceRates(RATE, 100);
  const limit = rates.take('d1', 0);
  for (let i = 0; i < 20; i += 1) limit.spend(1);
  rates.rest('d1', limit, 0);
  expect(rates.take('d2', 0).allows()).toBe(true);
  expect(rates.take('d1', 50).allows()).toBe(false);
  rates.rest('d1', limit, 50);
  expect(rates.take('d1', 100)).toBe(limit);
  expect(limit.allows()).toBe(true);
});

test('DeviceRates forgets a bucket once it must be full again, and not before', () => {
  const rates = new DeviceRates(RATE, 100);
  rates.rest('d1', rates.take('d1', 0), 0);
  rates.rest('d2', rates.take('d2', 1_000), 1_000);
  rates.sweep(2_099);
  expect(rates.size).toBe(2);
  rates.sweep(2_100);
  expect(rates.size).toBe(1);
  rates.sweep(3_100);
  expect(rates.size).toBe(0);
});

test('DeviceRates remembers a bounded number of devices: the one that left first goes', () => {
  const rates = new DeviceRates(RATE, 100);
  const [first, last] = [rates.take('first', 0), rates.take('last', 0)];
  rates.rest('first', first, 0);
  for (let i = 1; i < 20_000; i += 1) rates.rest(`d${i}`, first, 0);
  rates.rest('last', last, 0);
  expect(rates.size).toBe(20_000);
  expect(rates.take('first', 0)).not.toBe(first);
  expect(rates.take('last', 0)).toBe(last);
});

const LIMITS = { packetsPerSecond: 0.001, packetsBurst: 10 };

function messages(count: number) {
  return Array.from({ length: count }, (_, i) => publishPacket('d1', `m${i + 1}`, { id: i + 1 }));
}

/** Sends ten messages, all the device may, and leaves them acknowledged. */
async function spend(rig: Rig): Promise<RawClient> {
  const client = await RawClient.logIn(rig.port, 'd1');
  client.send(...messages(10));
  await client.receive('puback', 10);
  return client;
}

test('A device does not get its burst anew by connecting again', async () => {
  await using rig = await startRig({ limits: LIMITS });
  const before = await spend(rig);
  before.socket.destroy();
  await eventually(() => rig.presence.includes('d1 offline'), 'it has gone');
  const after = await RawClient.logIn(rig.port, 'd1');
  after.send(...messages(10));
  await eventually(() => rig.broker.statistics().connections.paused === 1, 'the socket is not read');
  expect(rig.taken).toHaveLength(10);
  const other = await RawClient.logIn(rig.port, 'd2');
  other.send(publishPacket('d2', 'm'));
  await other.receive('puback');
});

test('A device does not get its burst anew by taking its own connection over', async () => {
  await using rig = await startRig({ limits: LIMITS });
  const before = await spend(rig);
  const after = await RawClient.logIn(rig.port, 'd1');
  await before.untilClosed();
  after.send(...messages(10));
  await eventually(() => rig.broker.statistics().connections.paused === 1, 'the socket is not read');
  expect(rig.taken).toHaveLength(10);
});
