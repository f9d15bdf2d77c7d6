// The history thread: simulates the demo plant through a past and lets its devices' sensors measure it, beside the
// threads that take, judge and store what they say.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { demoDevices, type PastMessage, recordPast } from '@banyu/firmware-sim';
import { createDemoPlant, DEMO_DEVICE_PREFIX, DEMO_PLANT } from '../demo-plant.ts';
import type { HistoryCredit, HistoryNotice, HistoryWorkerInput } from './history-protocol.ts';

/** Bytes of messages that are handed over together, and how many such parcels may be on their way. */
const PARCEL_BYTES = 512 * 1_024;
const PARCELS = 6;
/** No message is longer. */
const MESSAGE_BYTES = 65_536;
/** The sensors are in the water for so long before the first sample that is wanted. */
const IMMERSED_MS = 3_600_000;

/** How often it is told what was passed, of the plant's time. */
const TOLD_EACH_MS = 5 * 86_400_000;

const UTF8 = new TextEncoder();

async function makeHistory(port: MessagePort, input: HistoryWorkerInput): Promise<void> {
  const { recipe, fromMs, sampleMs, boot, stored } = input;
  const { toMs = Number.POSITIVE_INFINITY } = input;
  const plant = createDemoPlant(recipe);
  const immersedMs = firstMissing(input) - IMMERSED_MS;
  for (let t = fromMs; t < immersedMs; t += TOLD_EACH_MS) {
    plant.advance(t);
    port.postMessage({ kind: 'passed', reachedMs: t } satisfies HistoryNotice);
  }
  plant.advance(immersedMs);
  const devices = demoDevices({
    plant: DEMO_PLANT,
    simulated: plant,
    intervalMs: sampleMs,
    devicePrefix: DEMO_DEVICE_PREFIX,
    seed: recipe.seed,
  });
  const past = recordPast({
    devices,
    intervalMs: sampleMs,
    fromMs,
    toMs: () => Math.min(toMs, Date.now()),
    boot,
    wanted: ({ device }, t) => stored.get(device)?.[(t - fromMs) / sampleMs] !== 1,
  });
  const parcels = new Parcels(port);
  for (const message of past) {
    if (parcels.add(message)) await parcels.send();
  }
  await parcels.send();
  port.postMessage({ kind: 'done' } satisfies HistoryNotice);
}

/** When the first sample is wanted, Unix ms. */
function firstMissing({ fromMs, sampleMs, stored }: HistoryWorkerInput): number {
  const slots = [...stored.values()].map((slots) => {
    const first = slots.indexOf(0);
    return first === -1 ? slots.length : first;
  });
  return fromMs + sampleMs * Math.min(...slots);
}

/** Messages on their way to the thread that hands them on; as many as it can take. */
class Parcels {
  readonly #port: MessagePort;
  readonly #free: Uint8Array<ArrayBuffer>[] = [];
  #wake: (() => void) | undefined;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #length = 0;
  #devices: string[] = [];
  #lengths: number[] = [];
  #readings = 0;
  #reachedMs = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    for (let i = 0; i < PARCELS; i++) this.#free.push(new Uint8Array(PARCEL_BYTES));
    port.on('message', ({ bytes }: HistoryCredit) => {
      this.#free.push(bytes);
      this.#wake?.();
    });
  }

  /** Whether the parcel is full and should be sent. */
  add({ from, samples, payload, lastMs }: PastMessage): boolean {
    this.#bytes ??= this.#free.pop();
    if (this.#bytes === undefined) throw new Error('a message was added while no parcel is free');
    const { written } = UTF8.encodeInto(payload, this.#bytes.subarray(this.#length));
    this.#length += written;
    this.#devices.push(from.device);
    this.#lengths.push(written);
    this.#readings += samples * from.parameters.length;
    this.#reachedMs = lastMs;
    return this.#length > PARCEL_BYTES - MESSAGE_BYTES;
  }

  /** Sends what there is, and waits until there is room for more. */
  async send(): Promise<void> {
    const bytes = this.#bytes;
    if (bytes !== undefined) {
      this.#bytes = undefined;
      const notice: HistoryNotice = {
        kind: 'messages',
        devices: this.#devices,
        lengths: this.#lengths,
        bytes,
        readings: this.#readings,
        reachedMs: this.#reachedMs,
      };
      this.#port.postMessage(notice, [bytes.buffer]);
      this.#length = 0;
      this.#devices = [];
      this.#lengths = [];
      this.#readings = 0;
    }
    while (this.#free.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const port = parentPort;
if (port === null) throw new Error('workers/history.ts runs as a worker thread');
await makeHistory(port, workerData as HistoryWorkerInput);
port.close();
