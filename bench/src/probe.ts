import { setTimeout as delay } from 'node:timers/promises';
import { buildTopic } from '@banyu/contracts';
import mqtt from 'mqtt';

/** One device beside the load that asks, after each of its messages, how soon its reading is served over HTTP. */
export class Probe {
  readings = 0;
  readonly #port: number;
  readonly #http: string;
  readonly #identity: { readonly plant: string; readonly device: string; readonly secret: string };

  constructor(port: number, http: string, identity: { plant: string; device: string; secret: string }) {
    this.#port = port;
    this.#http = http;
    this.#identity = identity;
  }

  /** Probes for so many seconds; publish to queryable in ms. */
  async run(seconds: number): Promise<{ readonly p50: number; readonly p99: number }> {
    const { plant, device, secret } = this.#identity;
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${this.#port}`, {
      clientId: device,
      username: device,
      password: secret,
    });
    const topic = buildTopic(plant, device, 'telemetry');
    const latencies: number[] = [];
    const end = performance.now() + seconds * 1_000;
    for (let seq = 1; performance.now() < end; seq++) {
      const t = Date.now();
      const begin = performance.now();
      const message = { v: 1, boot: 'probe', seq, samples: [{ t, ph: 7 }] };
      await client.publishAsync(topic, JSON.stringify(message), { qos: 1 });
      this.readings += 1;
      while (!(await this.#served(t))) await delay(5);
      latencies.push(performance.now() - begin);
      await delay(20);
    }
    await client.endAsync();
    latencies.sort((a, b) => a - b);
    const at = (q: number) =>
      latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99) };
  }

  async #served(t: number): Promise<boolean> {
    const { plant, device } = this.#identity;
    const query = `device=${device}&from=${t}&to=${t + 1}&limit=1`;
    const response = await fetch(`${this.#http}/api/v1/plants/${plant}/readings?${query}`);
    const { readings } = (await response.json()) as { readings: readonly unknown[] };
    return readings.length > 0;
  }
}
