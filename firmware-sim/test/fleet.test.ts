import { join } from 'node:path';
import { createPlant } from '@banyu/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demoDevices, type FleetOptions, startFleet, systemClock } from '../src/index.ts';
import { startMosquitto } from './support/mosquitto.ts';
import { startRecordingBroker } from './support/recording-broker.ts';
import { silentLog } from './support/silent-log.ts';
import { subscribe } from './support/subscriber.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

function start(url: string, options: Pick<FleetOptions, 'devices'> & Partial<FleetOptions>) {
  const fleet = startFleet(
    { url, backlogPath: join(temporaryFolder(), 'backlog.sqlite'), ...options },
    { clock: systemClock, random: Math.random, log: silentLog },
  );
  onTestFinished(() => fleet.close());
  return fleet;
}

describe('startFleet()', () => {
  it('brings the first sample of every demo device without waiting for the interval', async () => {
    const broker = await startMosquitto();
    const reader = await subscribe(broker.url);
    const simulated = createPlant({ startMs: Date.now(), warmUpDays: 1 });
    const devices = demoDevices({ plant: 'ipal-demo', simulated, intervalMs: 3_600_000, devicePrefix: '' });
    const fleet = start(broker.url, { devices: devices.map((device) => ({ ...device, secret: 'x' })) });
    await until('all have spoken', () => reader.telemetry().length === devices.length);
    const topics = new Set(reader.received.map(({ topic }) => topic));
    for (const { device } of devices) expect(topics).toContain(`banyu/v1/ipal-demo/${device}/telemetry`);
    await fleet.close();
    expect(fleet.devices.map(({ state }) => state)).toEqual(devices.map(() => 'stopped'));
  });

  it('loses nothing of any device when the broker goes and comes back', async () => {
    const broker = await startRecordingBroker();
    const sampled = new Map<string, number>();
    const names = Array.from({ length: 30 }, (_, i) => `logger-${i}`);
    const fleet = start(`mqtt://127.0.0.1:${broker.port}`, {
      backOff: { baseMs: 20, capMs: 200 },
      devices: names.map((device) => ({
        plant: 'ipal-test',
        device,
        secret: 'x',
        parameters: ['ph'],
        intervalMs: 100,
        sensor: () => {
          const count = sampled.get(device) ?? 0;
          sampled.set(device, count + 1);
          return count;
        },
      })),
    });
    const online = () => fleet.devices.every(({ state }) => state === 'online');
    await until('all are online', online);
    await broker.goAway();
    await until('all have a backlog', () => fleet.devices.every(({ backlog }) => backlog >= 5));
    await broker.comeBack();
    await until('all are online again', online);
    await until('all have nothing old left', () => fleet.devices.every(({ backlog }) => backlog < 5));
    await fleet.close();
    expect(fleet.devices.map(({ backlog }) => backlog)).toEqual(names.map(() => 0));

    const values = new Map(names.map((name) => [name, new Set<unknown>()]));
    for (const { device = '', samples } of broker.telemetry) {
      for (const { ph } of samples) values.get(device)?.add(ph);
    }
    for (const name of names) expect(values.get(name)?.size, name).toBe(sampled.get(name));
  });

  it('refuses two devices of one name', () => {
    const device = {
      plant: 'p',
      device: 'd',
      secret: 'x',
      parameters: ['ph'],
      intervalMs: 1_000,
      sensor: () => 7,
    } as const;
    expect(() => start('mqtt://127.0.0.1', { devices: [device, device] })).toThrow(
      'Device "d" is there twice',
    );
  });
});
