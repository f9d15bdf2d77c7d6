import { expect, it } from 'vitest';
import { NOW, PLANT } from './support/messages.ts';
import { openRig, testStore } from './support/rig.ts';

const HOUR = 3_600_000;
const DEVICE = 'effluent-1';
const encoder = new TextEncoder();

it('tells rejects, power and work on sensors by the time that they speak of', async () => {
  const rig = await openRig();
  const pipeline = await rig.pipeline({ store: testStore() });
  const deliver = (channel: 'telemetry' | 'event', payload: object | string, receivedAt: number) =>
    new Promise<void>((resolve, reject) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      const delivery = { plant: PLANT, device: DEVICE, channel, payload: encoder.encode(text), receivedAt };
      rig.journal.append(delivery, (error) => (error === undefined ? resolve() : reject(error)));
    });
  const event = (kind: string, t: number, more = {}) =>
    deliver('event', { v: 1, t, kind, ...more }, t + 5 * HOUR);
  // Sampled two hours ago, received now; a clock that is ahead; a message that nobody can read, received before.
  const samples = [
    { t: NOW - 2 * HOUR, ph: 'seven' },
    { t: NOW + 24 * HOUR, ph: 7 },
  ];
  await deliver('telemetry', { v: 1, boot: 'b', seq: 1, samples }, NOW);
  await deliver('telemetry', 'what?', NOW - 3 * HOUR);
  await event('power-restored', NOW - HOUR);
  await event('power-lost', NOW - 2 * HOUR);
  await event('tamper', NOW - 2 * HOUR);
  await event('calibration-begun', NOW - 2 * HOUR, { parameter: 'ph' });
  await event('cleaning-ended', NOW - 2 * HOUR);
  await event('calibration-ended', NOW - HOUR, { parameter: 'ph' });
  await pipeline.idle();

  const around = (t: number) => ({ plant: PLANT, from: t - 60_000, to: t + 60_000 });
  const rejects = (t: number) =>
    pipeline.rejectFacts(around(t)).map(({ device, reason, parameter }) => [device, reason, parameter]);
  expect(rejects(NOW - 2 * HOUR)).toEqual([[DEVICE, 'value-not-a-number', 'ph']]);
  expect(rejects(NOW)).toEqual([
    [DEVICE, 'value-not-a-number', 'ph'],
    [DEVICE, 'time-ahead', null],
  ]);
  expect(rejects(NOW - 3 * HOUR)).toEqual([[DEVICE, 'not-json', null]]);
  expect(pipeline.rejectFacts({ ...around(NOW), plant: 'another' })).toEqual([]);

  const day = { plant: PLANT, from: NOW - 24 * HOUR, to: NOW };
  expect(pipeline.powerFacts(day)).toEqual([
    { device: DEVICE, t: NOW - 2 * HOUR, kind: 'power-lost' },
    { device: DEVICE, t: NOW - HOUR, kind: 'power-restored' },
  ]);
  expect(pipeline.powerFacts({ ...day, to: NOW - HOUR })).toHaveLength(1);
  expect(pipeline.serviceFacts(day)).toEqual([
    { device: DEVICE, t: NOW - 2 * HOUR, kind: 'calibration-begun', parameter: 'ph' },
    { device: DEVICE, t: NOW - 2 * HOUR, kind: 'cleaning-ended', parameter: null },
    { device: DEVICE, t: NOW - HOUR, kind: 'calibration-ended', parameter: 'ph' },
  ]);
  expect(pipeline.serviceFacts({ ...day, plant: 'another' })).toEqual([]);
});
