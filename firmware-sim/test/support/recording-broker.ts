import { createServer, type Server, type Socket } from 'node:net';
import { parseTopic, TelemetryMessage, TelemetrySample } from '@banyu/contracts';
import { Aedes } from 'aedes';
import { onTestFinished } from 'vitest';

export interface Recorded {
  readonly device: string | undefined;
  readonly boot: string;
  readonly seq: number;
  readonly samples: readonly TelemetrySample[];
  /** As it came. */
  readonly payload: string;
}

export interface RecordingBroker {
  readonly port: number;
  /** Every telemetry message, in the order of arrival; written before it is acknowledged. */
  readonly telemetry: readonly Recorded[];
  connections(): number;
  /** Takes it away: connections break, and the port refuses new ones. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export interface RecordingOptions {
  /** Of so many messages one is recorded and its connection broken before the acknowledgement goes out. */
  readonly loseEvery?: number;
  /** False: telemetry is recorded and never acknowledged. */
  readonly acknowledges?: boolean;
  /** False: nobody may subscribe to anything. */
  readonly subscriptions?: boolean;
}

/**
 * A broker whose PUBACK is a promise, as ours is and Mosquitto's is not: a message is recorded, and then
 * acknowledged.
 */
export async function startRecordingBroker(options: RecordingOptions = {}): Promise<RecordingBroker> {
  const { loseEvery = Number.POSITIVE_INFINITY, acknowledges = true, subscriptions = true } = options;
  const aedes = await Aedes.createBroker();
  const telemetry: Recorded[] = [];
  aedes.authorizePublish = (_client, packet, done) => {
    if (packet.topic.endsWith('/telemetry')) {
      telemetry.push(recorded(packet.topic, packet.payload.toString()));
      if (telemetry.length % loseEvery === 0) {
        done(new Error('the acknowledgement is lost'));
        return;
      }
      if (!acknowledges) return;
    }
    done();
  };
  aedes.authorizeSubscribe = (_client, subscription, done) => done(null, subscriptions ? subscription : null);
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;
  const comeBack = async (): Promise<void> => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      aedes.handle(socket);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address !== 'string') port = address.port;
  };
  const goAway = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await comeBack();
  onTestFinished(async () => {
    await goAway();
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
  });
  return { port, telemetry, connections: () => sockets.size, goAway, comeBack };
}

function recorded(topic: string, payload: string): Recorded {
  const { boot, seq, samples } = TelemetryMessage.parse(JSON.parse(payload));
  return {
    device: parseTopic(topic)?.device,
    boot,
    seq,
    samples: samples.map((sample) => TelemetrySample.parse(sample)),
    payload,
  };
}
