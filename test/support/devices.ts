import { buildTopic } from '@banyu/contracts';
import mqtt, { type MqttClient } from 'mqtt';

export interface DeviceIdentity {
  readonly plant: string;
  readonly device: string;
  readonly secret: string;
}

/** A sample the server promised to keep. */
export interface Promised {
  readonly device: string;
  readonly t: number;
  readonly ph: number;
  readonly cod: number;
}

/**
 * Devices that publish without pause over a real MQTT client, resend what was not acknowledged, and remember what
 * was. `promised` grows as acknowledgements come. Messages are padded with white space to `bytes`.
 */
export class PublishingDevices {
  readonly promised: Promised[] = [];
  readonly #clients: MqttClient[] = [];
  readonly #window: number;
  readonly #bytes: number;
  #publishing = true;
  #open = 0;

  constructor(
    port: number,
    identities: readonly DeviceIdentity[],
    { window = 20, bytes = 0 }: { window?: number; bytes?: number } = {},
  ) {
    this.#window = window;
    this.#bytes = bytes;
    for (const identity of identities) this.#run(port, identity);
  }

  /** Publishes no more; resolves when everything published is acknowledged. */
  async drain(withinMs: number): Promise<void> {
    this.#publishing = false;
    const deadline = Date.now() + withinMs;
    while (this.#open > 0) {
      if (Date.now() > deadline) throw new Error(`${this.#open} messages were never acknowledged`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async close(): Promise<void> {
    this.#publishing = false;
    await Promise.all(this.#clients.map((client) => client.endAsync(true)));
  }

  #run(port: number, identity: DeviceIdentity): void {
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      clientId: identity.device,
      username: identity.device,
      password: identity.secret,
      reconnectPeriod: 50,
      // A broker that cannot keep messages turns log-ins away for a while: a device tries again.
      reconnectOnConnackError: true,
      connectTimeout: 3_000,
    });
    client.on('error', () => {});
    this.#clients.push(client);
    const topic = buildTopic(identity.plant, identity.device, 'telemetry');
    const boot = `b${Date.now().toString(36)}`;
    let seq = 0;
    let lastTime = 0;
    let open = 0;
    const publish = () => {
      while (this.#publishing && client.connected && open < this.#window) {
        seq += 1;
        lastTime = Math.max(Date.now(), lastTime + 1);
        const sample = { t: lastTime, ph: (seq % 1_400) / 100, cod: (seq * 7) % 40_000 };
        const message = JSON.stringify({ v: 1, boot, seq, samples: [sample] });
        open += 1;
        this.#open += 1;
        client.publish(topic, message.padEnd(this.#bytes), { qos: 1 }, (error?: Error) => {
          open -= 1;
          this.#open -= 1;
          if (error) return;
          this.promised.push({ device: identity.device, ...sample });
          setImmediate(publish);
        });
      }
    };
    client.on('connect', () => setImmediate(publish));
  }
}
