import { parseTopic, TelemetryMessage, TelemetrySample } from '@banyu/contracts';
import { connectAsync } from 'mqtt';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly topic: string;
  readonly channel: string;
  readonly retained: boolean;
  readonly text: string;
}

export interface Subscriber {
  readonly received: readonly Received[];
  /** The telemetry messages, checked against the contract. */
  telemetry(): { boot: string; seq: number; samples: TelemetrySample[] }[];
  /** What the statuses said, oldest first. */
  statuses(): Record<string, unknown>[];
}

/** Listens to everything; gone after the test. */
export async function subscribe(
  url: string,
  login: { username?: string; password?: string } = {},
): Promise<Subscriber> {
  const client = await connectAsync(url, { ...login, reconnectPeriod: 50 });
  client.on('error', () => {});
  onTestFinished(async () => {
    await client.endAsync(true);
  });
  const received: Received[] = [];
  client.on('message', (topic, payload, packet) => {
    const channel = parseTopic(topic)?.channel;
    if (channel === undefined) throw new Error(`topic outside the contract: ${topic}`);
    received.push({ topic, channel, retained: packet.retain, text: payload.toString() });
  });
  await client.subscribeAsync('banyu/v1/#', { qos: 0 });
  const of = (channel: string) => received.filter((message) => message.channel === channel);
  return {
    received,
    telemetry: () =>
      of('telemetry').map(({ text }) => {
        const { boot, seq, samples } = TelemetryMessage.parse(JSON.parse(text));
        return { boot, seq, samples: samples.map((sample) => TelemetrySample.parse(sample)) };
      }),
    statuses: () => of('status').map(({ text }) => JSON.parse(text) as Record<string, unknown>),
  };
}
