import type { ParameterId } from '@banyu/contracts';
import { DEFAULT_MESSAGE_LIMITS, ENVELOPE_BYTES, type MessageLimits, payloadOf } from './message.ts';
import type { Sensor } from './ports.ts';

/** A device with its sensors in the water, as far as its past needs it. */
export interface PastDevice {
  readonly device: string;
  readonly parameters: readonly ParameterId[];
  readonly sensor: Sensor;
}

export interface PastOptions<Device extends PastDevice = PastDevice> {
  readonly devices: readonly Device[];
  /** A sample at each whole multiple of this, ms. */
  readonly intervalMs: number;
  /** From when on, and until before when; Unix ms. `toMs` is asked again and again, so that it may be the present. */
  readonly fromMs: number;
  readonly toMs: () => number;
  /** Names the numbering of the messages: another one each time, or messages pass for repeated ones. */
  readonly boot: string;
  /** Bounds of a message. Default 200 samples, 32 KiB. */
  readonly messageLimits?: MessageLimits;
  /** Whether a device's sample is wanted; default: each is. */
  readonly wanted?: (device: Device, t: number) => boolean;
}

/** A telemetry message of the contract, as the device would have sent it after a time without a connection. */
export interface PastMessage<Device extends PastDevice = PastDevice> {
  readonly from: Device;
  readonly samples: number;
  /** When the last of them was taken, Unix ms. */
  readonly lastMs: number;
  /** JSON, ASCII only. */
  readonly payload: string;
}

/**
 * What devices would have measured in a time that is past, without a network and without waiting: sample by sample in
 * the order of time, all devices side by side, many samples to a message as a backlog is sent. The sensors are the live
 * ones; what they look at is moved on.
 */
export function* recordPast<Device extends PastDevice>(
  options: PastOptions<Device>,
): Generator<PastMessage<Device>, void> {
  const { devices, intervalMs, fromMs, toMs, boot, wanted = () => true } = options;
  const limits = options.messageLimits ?? DEFAULT_MESSAGE_LIMITS;
  const logs = devices.map((device) => new PastLog(device, boot, limits));
  for (let t = Math.ceil(fromMs / intervalMs) * intervalMs; t < toMs(); t += intervalMs) {
    for (const log of logs) {
      if (!wanted(log.device, t)) continue;
      const full = log.sample(t);
      if (full !== undefined) yield full;
    }
  }
  for (const log of logs) {
    const rest = log.takeMessage();
    if (rest !== undefined) yield rest;
  }
}

/** One device's samples on their way into messages. */
class PastLog<Device extends PastDevice> {
  readonly device: Device;
  readonly #boot: string;
  readonly #limits: MessageLimits;
  /** Filled anew for each sample. */
  readonly #sample: Record<string, number | null> = { t: 0 };
  #samples: string[] = [];
  #bytes = ENVELOPE_BYTES;
  #lastMs = 0;
  #seq = 0;

  constructor(device: Device, boot: string, limits: MessageLimits) {
    this.device = device;
    this.#boot = boot;
    this.#limits = limits;
    for (const parameter of device.parameters) this.#sample[parameter] = null;
  }

  /** Takes a sample; gives the message that was full before it. */
  sample(t: number): PastMessage<Device> | undefined {
    const { parameters, sensor } = this.device;
    const sample = this.#sample;
    sample.t = t;
    for (const parameter of parameters) sample[parameter] = sensor(parameter, t);
    const body = JSON.stringify(sample);
    const { samples, bytes } = this.#limits;
    const isFull = this.#samples.length === samples || this.#bytes + body.length + 1 > bytes;
    const full = isFull ? this.takeMessage() : undefined;
    this.#samples.push(body);
    this.#lastMs = t;
    this.#bytes += body.length + 1;
    return full;
  }

  /** The message of what there is; undefined when there is nothing. */
  takeMessage(): PastMessage<Device> | undefined {
    const samples = this.#samples;
    if (samples.length === 0) return undefined;
    const payload = payloadOf(this.#boot, this.#seq, samples);
    this.#seq += 1;
    this.#samples = [];
    this.#bytes = ENVELOPE_BYTES;
    return { from: this.device, samples: samples.length, lastMs: this.#lastMs, payload };
  }
}
