import type { Delivery } from '@banyu/contracts';
import { connectAsync, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Done } from '../../src/journal/group.ts';
import {
  connectSource,
  type Deliver,
  type Source,
  type SourceOptions,
} from '../../src/source/connect-source.ts';
import { NOW } from '../support/messages.ts';
import { freePort, startMosquitto } from '../support/mosquitto.ts';
import { quietLog } from '../support/quiet-log.ts';
import { until } from '../support/until.ts';

const TOPIC = 'banyu/v1/ipal-banyurip/effluent-1/telemetry';

async function open(url: string, deliver: Deliver, options: Partial<SourceOptions> = {}): Promise<Source> {
  const source = await connectSource(
    { url, clientId: 'ingest', log: quietLog, clock: () => NOW, ...options },
    deliver,
  );
  onTestFinished(() => source.close());
  return source;
}

async function publisher(url: string): Promise<MqttClient> {
  const client = await connectAsync(url);
  onTestFinished(() => client.endAsync(true));
  return client;
}

/** Takes deliveries and answers them when the test says so. */
function holding() {
  const held: { delivery: Delivery; text: string; done: Done }[] = [];
  const deliver: Deliver = (delivery, done) => {
    held.push({ delivery, text: Buffer.from(delivery.payload).toString(), done });
  };
  return { held, deliver };
}

describe('connectSource()', () => {
  it('hands over what devices publish, on every channel, with the time it came', async () => {
    const { url } = await startMosquitto();
    const { held, deliver } = holding();
    await open(url, (delivery, done) => {
      deliver(delivery, done);
      done();
    });
    const device = await publisher(url);
    for (const channel of ['telemetry', 'status', 'event', 'command/reply', 'command']) {
      await device.publishAsync(`banyu/v1/ipal-banyurip/effluent-1/${channel}`, channel, { qos: 1 });
    }
    await device.publishAsync(TOPIC, 'quality of service 0', { qos: 0 });
    await until(() => held.length === 5, 'five deliveries');
    expect(held.map(({ text }) => text)).toEqual([
      'telemetry',
      'status',
      'event',
      'command/reply',
      'quality of service 0',
    ]);
    expect(held[0]?.delivery).toMatchObject({
      plant: 'ipal-banyurip',
      device: 'effluent-1',
      channel: 'telemetry',
      receivedAt: NOW,
    });
  });

  it('acknowledges a message when it is on disk and not before, with many on their way at once', async () => {
    const { url } = await startMosquitto();
    const { held, deliver } = holding();
    const source = await open(url, deliver);
    const device = await publisher(url);
    for (let n = 0; n < 150; n += 1) await device.publishAsync(TOPIC, String(n), { qos: 1 });
    await until(() => held.length === 150, 'all handed over');
    expect(source.state()).toMatchObject({ acknowledged: 0, pending: 150 });
    for (const { done } of held) done();
    expect(source.state()).toMatchObject({ acknowledged: 150, pending: 0 });
  });

  it('gets again what it could not keep, and only that', async () => {
    const { url } = await startMosquitto();
    const seen: string[] = [];
    let refusing = true;
    const source = await open(url, ({ payload }, done) => {
      const text = Buffer.from(payload).toString();
      seen.push(text);
      done(refusing && text !== 'kept' ? new Error('disk full') : undefined);
    });
    const device = await publisher(url);
    await device.publishAsync(TOPIC, 'kept', { qos: 1 });
    await until(() => seen.length === 1, 'the first');
    await device.publishAsync(TOPIC, 'refused', { qos: 1 });
    await until(() => source.state().refused === 1, 'the second is refused');
    expect(source.state().problem).toContain('disk full');
    refusing = false;
    await until(() => source.state().acknowledged === 2, 'the second is acknowledged');
    expect(seen).toEqual(['kept', 'refused', 'refused']);
    expect(source.state().problem).toBeUndefined();
  });

  it('gets after a restart what was published while it was away, and what it had not acknowledged', async () => {
    const { url } = await startMosquitto();
    const device = await publisher(url);
    const first = holding();
    const source = await open(url, first.deliver);
    await device.publishAsync(TOPIC, 'one', { qos: 1 });
    await until(() => first.held.length === 1, 'the first');
    const closing = source.close();
    first.held[0]?.done(new Error('no time left'));
    await closing;
    await device.publishAsync(TOPIC, 'two', { qos: 1 });
    const second = holding();
    await open(url, second.deliver);
    await until(() => second.held.length === 2, 'both');
    expect(second.held.map(({ text }) => text)).toEqual(['one', 'two']);
    for (const { done } of second.held) done();
  });

  it('shares the messages with the workers of its group', async () => {
    const { url } = await startMosquitto();
    const counts = { a: 0, b: 0 };
    for (const worker of ['a', 'b'] as const) {
      const counting: Deliver = (_, done) => {
        counts[worker] += 1;
        done();
      };
      await open(url, counting, { clientId: worker, sharedGroup: 'ingest' });
    }
    const device = await publisher(url);
    for (let n = 0; n < 40; n += 1) await device.publishAsync(TOPIC, String(n), { qos: 1 });
    await until(() => counts.a + counts.b === 40, 'all of them');
    expect(Math.min(counts.a, counts.b)).toBeGreaterThan(0);
  });

  it('hands over messages under names that are no ids, so that they end among the rejects', async () => {
    const { url } = await startMosquitto();
    const { held, deliver } = holding();
    await open(url, (delivery, done) => {
      deliver(delivery, done);
      done();
    });
    const device = await publisher(url);
    await device.publishAsync('banyu/v1/IPAL Banyurip/Effluent/telemetry', 'x', { qos: 1 });
    await until(() => held.length === 1, 'it comes');
    expect(held[0]?.delivery).toMatchObject({
      plant: 'IPAL Banyurip',
      device: 'Effluent',
      channel: 'telemetry',
    });
  });

  it('starts without a broker, says so, and subscribes when there is one', async () => {
    const port = await freePort();
    const source = await open(`mqtt://127.0.0.1:${port}`, (_, done) => done());
    expect(source.state()).toMatchObject({ connected: false, subscribed: false });
    await startMosquitto(port);
    await until(() => source.state().subscribed, 'subscribed');
    expect(source.state().problem).toBeUndefined();
  });
});
