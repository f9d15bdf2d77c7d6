import { deserialize, serialize } from 'node:v8';
import { type Delivery, TELEMETRY_LIMITS, UPLINK_CHANNELS } from '@banyu/contracts';

/** Payload bytes and messages of one entry: what is read, decoded and checkpointed as one. */
export const ENTRY_LIMITS = { bytes: 256 * 1_024, messages: 4_096 } as const;

/** Bytes kept of one payload: one more than the contract allows, so that `too-large` can still be told. */
export const PAYLOAD_LIMIT_BYTES = TELEMETRY_LIMITS.bytes + 1;

/** What describes the messages of an entry beside their payloads; as v8's structured clone on disk. */
export interface EntryMeta {
  readonly plants: readonly string[];
  readonly devices: readonly string[];
  /** Message i came from `plants[d]`/`devices[d]` with d = `sender[i]`. */
  readonly sender: Uint16Array;
  /** Message i came on `UPLINK_CHANNELS[channel[i]]`. */
  readonly channel: Uint8Array;
  /** Payload i is so many bytes long; payloads lie one after the other. */
  readonly lengths: Uint32Array;
  /** Unix ms. */
  readonly receivedAt: Float64Array;
}

/** An entry on its way to disk. */
export interface SealedEntry {
  readonly messages: number;
  readonly meta: Uint8Array;
  /** The first `payloadBytes` of it count. */
  readonly buffer: ArrayBuffer;
  readonly payloadBytes: number;
}

/** An entry read back. */
export interface Entry extends EntryMeta {
  readonly id: number;
  readonly messages: number;
  readonly payload: Uint8Array;
}

/** Collects deliveries into one entry. Payloads are copied once, into the buffer that goes to the writer. */
export class EntryBuilder {
  messages = 0;
  payloadBytes = 0;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #plants: string[] = [];
  readonly #devices: string[] = [];
  readonly #senders = new Map<string, number>();
  readonly #sender: number[] = [];
  readonly #channel: number[] = [];
  readonly #lengths: number[] = [];
  readonly #receivedAt: number[] = [];

  /** `buffer` is ENTRY_LIMITS.bytes long and belongs to this entry until it is written. */
  constructor(buffer: ArrayBuffer) {
    this.#bytes = new Uint8Array(buffer);
  }

  fits(payloadBytes: number): boolean {
    return this.messages < ENTRY_LIMITS.messages && this.payloadBytes + payloadBytes <= ENTRY_LIMITS.bytes;
  }

  add(delivery: Delivery, payloadBytes: number): void {
    const { payload } = delivery;
    this.#bytes.set(
      payload.length === payloadBytes ? payload : payload.subarray(0, payloadBytes),
      this.payloadBytes,
    );
    this.#sender.push(this.#senderIndex(delivery.plant, delivery.device));
    this.#channel.push(UPLINK_CHANNELS.indexOf(delivery.channel));
    this.#lengths.push(payloadBytes);
    this.#receivedAt.push(Math.trunc(delivery.receivedAt));
    this.messages += 1;
    this.payloadBytes += payloadBytes;
  }

  seal(): SealedEntry {
    const meta: EntryMeta = {
      plants: this.#plants,
      devices: this.#devices,
      sender: new Uint16Array(this.#sender),
      channel: new Uint8Array(this.#channel),
      lengths: new Uint32Array(this.#lengths),
      receivedAt: new Float64Array(this.#receivedAt),
    };
    return {
      messages: this.messages,
      meta: serialize(meta),
      buffer: this.#bytes.buffer,
      payloadBytes: this.payloadBytes,
    };
  }

  #senderIndex(plant: string, device: string): number {
    const key = `${plant}/${device}`;
    const known = this.#senders.get(key);
    if (known !== undefined) return known;
    const index = this.#devices.length;
    this.#senders.set(key, index);
    this.#plants.push(plant);
    this.#devices.push(device);
    return index;
  }
}

/** An entry from what the journal holds of it. */
export function readEntry(id: number, meta: Uint8Array, payload: Uint8Array): Entry {
  const { plants, devices, sender, channel, lengths, receivedAt } = deserialize(meta) as EntryMeta;
  return { id, messages: lengths.length, plants, devices, sender, channel, lengths, receivedAt, payload };
}
