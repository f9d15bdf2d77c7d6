import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Ended, type LinkEvents, openMqttLink } from '../src/link.ts';
import { Network } from '../src/network.ts';
import { startMosquitto } from './support/mosquitto.ts';
import { startRecordingBroker } from './support/recording-broker.ts';
import { until } from './support/until.ts';

/** A network, and what is told to those who open links over it. */
function rig() {
  let nowMs = 0;
  const network = new Network(openMqttLink, () => nowMs);
  const told: string[] = [];
  const open = (url: string, device = 'logger-1', password = 'x') => {
    const events: LinkEvents = {
      connected: () => told.push(`${device} connected`),
      closed: (_reason: string, how: Ended) => told.push(`${device} ${how}`),
    };
    const will = { topic: `banyu/v1/p/${device}/status`, payload: '{}' };
    const link = network.open({ url, device, username: device, password, will }, events);
    onTestFinished(() => link.destroy());
    return link;
  };
  return { network, told, open, pass: (ms: number) => (nowMs += ms) };
}

describe('Network', () => {
  it('counts telemetry from publish to acknowledgement, and nothing else', async () => {
    const broker = await startRecordingBroker();
    const { network, told, open, pass } = rig();
    const link = open(`mqtt://127.0.0.1:${broker.port}`);
    await until('it is connected', () => told.length === 1);
    expect(network.recentLatency()).toEqual({ p50: Number.NaN, p99: Number.NaN, max: Number.NaN });
    const acknowledged: string[] = [];
    link.publish('banyu/v1/p/logger-1/status', '{}', true, () => acknowledged.push('status'));
    link.publish(
      'banyu/v1/p/logger-1/telemetry',
      '{"v":1,"boot":"b","seq":0,"samples":[{"t":1,"ph":7}]}',
      false,
      () => acknowledged.push('telemetry'),
    );
    pass(12);
    await until('both are acknowledged', () => acknowledged.length === 2);
    expect(network.figures()).toMatchObject({ online: 1, connects: 1, sent: 1, acknowledged: 1, lost: 0 });
    expect(network.recentLatency().p50).toBeCloseTo(12, 0);
    expect(network.recentLatency().p50).toBeNaN();
    expect(network.figures().latency.p99).toBeCloseTo(12, 0);
  });

  it('tells a refusal from a broker that is not there and from a connection that broke', async () => {
    const mosquitto = await startMosquitto({ users: { 'logger-1': 'right' } });
    const { network, told, open } = rig();
    open(mosquitto.url, 'logger-1', 'wrong');
    await until('it is refused', () => told.length === 1);
    open(mosquitto.url, 'logger-1', 'right');
    await until('it is in', () => told.length === 2);
    await mosquitto.kill();
    await until('it is out', () => told.length === 3);
    open(mosquitto.url, 'logger-1', 'right');
    await until('nobody is there', () => told.length === 4);
    expect(told).toEqual([
      'logger-1 refused',
      'logger-1 connected',
      'logger-1 closed',
      'logger-1 unreachable',
    ]);
    const { reasons, ...figures } = network.figures();
    expect(figures).toMatchObject({
      online: 0,
      connects: 1,
      reconnects: 0,
      lost: 1,
      refused: 1,
      unreachable: 1,
    });
    expect([...reasons.values()]).toEqual([1, 1, 1]);
  });

  it('takes a door that is shut before an answer for a refusal', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { network, told, open } = rig();
    open(`mqtt://127.0.0.1:${address.port}`);
    await until('it is out', () => told.length === 1);
    expect(network.figures()).toMatchObject({ refused: 1, unreachable: 0, lost: 0 });
  });

  it('that is cut breaks all connections and lets none be made until it is restored', async () => {
    const broker = await startRecordingBroker();
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const { network, told, open } = rig();
    for (const device of ['a', 'b']) open(url, device);
    await until('both are in', () => network.figures().online === 2);
    network.cut();
    await until('both are out', () => broker.connections() === 0);
    open(url, 'a');
    await until('it hears that there is no network', () => told.at(-1) === 'a unreachable');
    expect(network.figures()).toMatchObject({ online: 0, lost: 2, unreachable: 1 });
    network.restore();
    open(url, 'a');
    await until('it is in again', () => network.figures().online === 1);
    expect(network.figures()).toMatchObject({ connects: 3, reconnects: 1 });
  });

  it('does not count a goodbye as a loss', async () => {
    const broker = await startRecordingBroker();
    const { network, told, open } = rig();
    const link = open(`mqtt://127.0.0.1:${broker.port}`);
    await until('it is in', () => told.length === 1);
    link.leave();
    await until('it has left', () => told.length === 2);
    expect(told.at(-1)).toBe('logger-1 left');
    expect(network.figures()).toMatchObject({ online: 0, lost: 0, refused: 0, unreachable: 0 });
  });
});
