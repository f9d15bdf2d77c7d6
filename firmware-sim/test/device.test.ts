import { join } from 'node:path';
import { CommandReply } from '@banyu/contracts';
import { connectAsync } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SingleDeviceOptions, type SingleDevicePorts, startDevice, systemClock } from '../src/index.ts';
import { certificate } from './support/certificate.ts';
import { FakeClock } from './support/fake-clock.ts';
import { startMosquitto } from './support/mosquitto.ts';
import { startRecordingBroker } from './support/recording-broker.ts';
import { refuseOneCommit } from './support/refuse-one-commit.ts';
import { silentLog } from './support/silent-log.ts';
import { type Subscriber, subscribe } from './support/subscriber.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const DEVICE = { plant: 'ipal-test', device: 'logger-1', secret: 'secret-1' } as const;
const NOW = 1_764_000_000_000;
const READER = { username: 'reader', password: 'secret-r' } as const;
const USERS = { [DEVICE.device]: DEVICE.secret, [READER.username]: READER.password };

function start(
  url: string,
  options: Partial<SingleDeviceOptions> = {},
  ports: Partial<SingleDevicePorts> = {},
) {
  const device = startDevice(
    {
      url,
      ...DEVICE,
      parameters: ['ph', 'cod'],
      intervalMs: 20,
      backlogPath: join(temporaryFolder(), 'backlog.sqlite'),
      backOff: { baseMs: 20, capMs: 100 },
      ...options,
    },
    {
      clock: systemClock,
      random: Math.random,
      log: silentLog,
      sensor: (parameter) => (parameter === 'ph' ? 7.1 : null),
      ...ports,
    },
  );
  onTestFinished(() => device.close());
  return device;
}

/** A reader hears of what was acknowledged when it does; with the offline status it has heard all that came before. */
function untilGoodbye(reader: Subscriber): Promise<void> {
  return until('the offline status came', () => reader.statuses().at(-1)?.state === 'offline');
}

describe('startDevice()', () => {
  it('logs in with id and secret, says online and delivers samples of the contract, numbered without gaps', async () => {
    const broker = await startMosquitto({ users: USERS });
    const reader = await subscribe(broker.url, READER);
    const device = start(broker.url);
    await until('ten messages came', () => reader.telemetry().length >= 10);
    await device.close();

    const messages = reader.telemetry();
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index));
    expect(new Set(messages.map(({ boot }) => boot)).size).toBe(1);
    expect(messages[0]?.samples[0]).toEqual({ t: expect.any(Number), ph: 7.1, cod: null });
    const times = messages.flatMap(({ samples }) => samples.map(({ t }) => t));
    for (const t of times.slice(1)) expect(t % 20).toBe(0);
    expect(reader.statuses()[0]).toMatchObject({ v: 1, state: 'online', dropped: 0 });
  });

  it('says offline when it is closed, after all that it had sampled was acknowledged', async () => {
    const broker = await startMosquitto();
    const reader = await subscribe(broker.url);
    let sampled = 0;
    const device = start(broker.url, {}, { sensor: () => ++sampled });
    await until('five messages came', () => reader.telemetry().length >= 5);
    await device.close();
    expect(device.state).toBe('stopped');
    expect(device.backlog).toBe(0);
    await untilGoodbye(reader);
    // Its own words, not the will: they say when.
    expect(reader.statuses().at(-1)).toMatchObject({ backlog: 0, t: expect.any(Number) });
    expect(reader.telemetry().flatMap(({ samples }) => samples)).toHaveLength(sampled / 2);
  });

  it('keeps both statuses retained, for those who come later', async () => {
    const broker = await startMosquitto();
    const device = start(broker.url, { intervalMs: 3_600_000 });
    await until('it is online and idle', () => device.state === 'online' && device.backlog === 0);
    const during = await subscribe(broker.url);
    await until('a status came', () => during.statuses().length > 0);
    expect(during.received.find(({ channel }) => channel === 'status')).toMatchObject({ retained: true });
    expect(during.statuses()[0]?.state).toBe('online');
    await device.close();
    const after = await subscribe(broker.url);
    await until('a status came', () => after.statuses().length > 0);
    expect(after.statuses()[0]?.state).toBe('offline');
  });

  it('samples on while the broker is away and sends the backlog in few messages when it is back', async () => {
    const broker = await startMosquitto();
    await broker.kill();
    const clock = new FakeClock(NOW);
    const device = start(broker.url, { intervalMs: 1_000 }, { clock });
    clock.advance(300_000);
    await until('it gave up connecting', () => device.state === 'offline');
    expect(device.backlog).toBe(301);
    await broker.start();
    const reader = await subscribe(broker.url);
    clock.advance(100);
    await until('the backlog is gone', () => device.backlog === 0);
    await device.close();
    await untilGoodbye(reader);
    const messages = reader.telemetry();
    expect(messages.map(({ samples }) => samples.length)).toEqual([200, 101]);
    expect(messages.flatMap(({ samples }) => samples.map(({ t }) => t))).toEqual(
      Array.from({ length: 301 }, (_, index) => NOW + index * 1_000),
    );
    expect(reader.statuses()[0]).toMatchObject({ state: 'online', backlog: 301, dropped: 0 });
  });

  it('tries again, later and later, while its secret is wrong', async () => {
    const broker = await startMosquitto({ users: USERS });
    const failures: unknown[] = [];
    const log = {
      ...silentLog,
      warn: (facts: object) => {
        if ('failures' in facts) failures.push(facts.failures);
      },
    };
    const device = start(broker.url, { secret: 'wrong' }, { log });
    await until('six attempts were refused', () => failures.length >= 6);
    expect(failures.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    await device.close();
  });

  it('drops and counts the oldest when its backlog is full, and says so', async () => {
    const broker = await startMosquitto();
    await broker.kill();
    const clock = new FakeClock(NOW);
    const device = start(broker.url, { intervalMs: 1_000, maxBacklogSamples: 50 }, { clock });
    clock.advance(80_000);
    expect(device).toMatchObject({ backlog: 50, dropped: 31 });
    await until('it gave up connecting', () => device.state === 'offline');
    await broker.start();
    const reader = await subscribe(broker.url);
    clock.advance(100);
    await until('the backlog is gone', () => device.backlog === 0);
    await device.close();
    await untilGoodbye(reader);
    expect(reader.statuses()[0]).toMatchObject({ state: 'online', backlog: 50, dropped: 31 });
    const times = reader.telemetry().flatMap(({ samples }) => samples.map(({ t }) => t));
    expect(times).toEqual(Array.from({ length: 50 }, (_, index) => NOW + (index + 31) * 1_000));
  });

  it('says anew how much it dropped and holds, a minute later at the earliest', async () => {
    const broker = await startMosquitto();
    await broker.kill();
    const clock = new FakeClock(NOW);
    const device = start(broker.url, { intervalMs: 1_000 }, { clock });
    clock.advance(10_000);
    await until('it gave up connecting', () => device.state === 'offline');
    await broker.start();
    const reader = await subscribe(broker.url);
    clock.advance(100);
    await until('the backlog is gone', () => device.backlog === 0);
    for (let second = 1; second <= 60; second++) {
      clock.advance(1_000);
      await until('the sample arrived', () => device.backlog === 0);
    }
    expect(reader.statuses()).toHaveLength(1);
    clock.advance(1_000);
    await until('it told the second time', () => reader.statuses().length === 2);
    expect(reader.statuses().map(({ backlog }) => backlog)).toEqual([11, 0]);
    await device.close();
  });

  it('closes in time while the broker neither answers nor goes', async () => {
    const broker = await startMosquitto();
    const device = start(broker.url, { drainMs: 50 });
    await until('it is online', () => device.state === 'online');
    broker.freeze();
    await until('something is on its way', () => device.backlog > 0);
    await device.close();
    expect(device.state).toBe('stopped');
  });

  it('leaves no connection behind when it closes with messages that nobody acknowledged', async () => {
    const broker = await startRecordingBroker({ acknowledges: false });
    const device = start(`mqtt://127.0.0.1:${broker.port}`, { drainMs: 50 });
    await until('a message came', () => broker.telemetry.length > 0);
    await device.close();
    await until('the connection is gone', () => broker.connections() === 0);
    expect(device.backlog).toBeGreaterThan(0);
  });

  it('closes at once before it ever connected, and keeps its samples', async () => {
    const broker = await startMosquitto();
    await broker.kill();
    const device = start(broker.url);
    await device.close();
    expect(device.backlog).toBe(1);
  });

  it('takes a failing sensor as one that gives no value', async () => {
    const broker = await startMosquitto();
    const reader = await subscribe(broker.url);
    const errors: string[] = [];
    const log = { ...silentLog, error: (_: object, message: string) => errors.push(message) };
    const device = start(
      broker.url,
      {},
      {
        log,
        sensor: (parameter) => {
          if (parameter === 'cod') throw new Error('lamp broken');
          return Number.NaN;
        },
      },
    );
    await until('a message came', () => reader.telemetry().length > 0);
    expect(reader.telemetry()[0]?.samples[0]).toMatchObject({ ph: null, cod: null });
    expect(errors[0]).toContain('the sensor of cod failed');
    await device.close();
  });

  it('counts a sample that the disk did not take as dropped, says so, and goes on', async () => {
    const broker = await startMosquitto();
    const reader = await subscribe(broker.url);
    const errors: string[] = [];
    const log = { ...silentLog, error: (_: object, message: string) => errors.push(message) };
    const device = start(broker.url, { intervalMs: 200 }, { log });
    refuseOneCommit();
    await until('it is dropped', () => device.dropped === 1);
    expect(errors[0]).toContain('the disk did not take samples');
    await until('the next ones came', () => reader.telemetry().length > 0);
    await until('what was dropped does not wait to be sent', () => device.backlog === 0);
    await device.close();
    await untilGoodbye(reader);
    expect(reader.statuses().at(-1)).toMatchObject({ state: 'offline', dropped: 1 });
  });

  it('gives way to a second one of its name, and comes back when that one is gone', async () => {
    const broker = await startMosquitto();
    const device = start(broker.url);
    await until('it is online', () => device.state === 'online');
    const rival = await connectAsync(broker.url, { clientId: DEVICE.device, reconnectPeriod: 0 });
    await until('it was put out', () => device.state !== 'online' || !rival.connected);
    await rival.endAsync(true);
    await until('it is back', () => device.state === 'online');
    await device.close();
  });

  it('speaks TLS with a broker that its certificate authority vouches for, and with no other', async () => {
    const { ca, ...tls } = certificate('127.0.0.1');
    const broker = await startMosquitto({ tls });
    const trusting = start(broker.url, { ca });
    await until('it is online', () => trusting.state === 'online');
    await trusting.close();
    const reasons: unknown[] = [];
    const log = { ...silentLog, warn: (facts: object) => reasons.push('reason' in facts && facts.reason) };
    const wary = start(broker.url, { ca: certificate('127.0.0.1').ca }, { log });
    await until('it refused', () => reasons.length > 0);
    expect(reasons[0]).toMatch(/self-signed|signature|verify/);
    await wary.close();
  });

  it('hears commands on its own topic and answers them, where the broker lets it', async () => {
    const broker = await startMosquitto({ users: { ...USERS, writer: 'secret-w' } });
    const reader = await subscribe(broker.url, READER);
    const device = start(broker.url);
    await until('it is online', () => device.state === 'online');
    const writer = await connectAsync(broker.url, { username: 'writer', password: 'secret-w' });
    onTestFinished(() => writer.endAsync(true));
    const command = { v: 1, id: 'c-1', validUntil: Date.now() + 60_000, command: 'report-configuration' };
    const replies = () => reader.received.filter(({ channel }) => channel === 'command/reply');
    await until('it answered', async () => {
      // It may not have subscribed yet.
      await writer.publishAsync(`banyu/v1/${DEVICE.plant}/${DEVICE.device}/command`, JSON.stringify(command));
      return replies().length > 0;
    });
    expect(CommandReply.parse(JSON.parse(replies()[0]?.text ?? ''))).toMatchObject({
      id: 'c-1',
      outcome: 'done',
      configuration: { intervalSeconds: 0.02, parameters: ['ph', 'cod'] },
    });
    await device.close();
  });

  it('goes on without commands where the broker does not let it hear them', async () => {
    const broker = await startRecordingBroker({ subscriptions: false });
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_: object, message: string) => warnings.push(message) };
    const device = start(`mqtt://127.0.0.1:${broker.port}`, {}, { log });
    await until('it said so', () => warnings.includes('it cannot hear commands'));
    expect(device.state).toBe('online');
    await device.close();
  });

  it('refuses options that make no sense, naming the field', () => {
    const bad: [Partial<SingleDeviceOptions>, string][] = [
      [{ url: 'http://127.0.0.1' }, 'url'],
      [{ plant: 'No Plant' }, 'plant'],
      [{ device: '' }, 'device'],
      [{ parameters: [] }, 'parameters'],
      [{ intervalMs: 0 }, 'intervalMs'],
      [{ messageLimits: { samples: 1, bytes: 70_000 } }, 'messageLimits.bytes'],
    ];
    for (const [options, field] of bad) {
      expect(() => start('mqtt://127.0.0.1', options)).toThrow(expect.objectContaining({ field }));
    }
  });
});
