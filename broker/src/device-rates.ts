import { type Rate, RateLimit } from './rate-limit.ts';

/** Devices whose rate is remembered while they are away; above, the one that left first starts afresh. */
const MAX_RESTING = 20_000;

/**
 * What each device may still send, kept over its connections: a device that connects again goes on where it
 * stopped. While it is away its bucket fills up; once it must be full there is nothing left to remember.
 * Times in ms of a clock that does not run backwards.
 */
export class DeviceRates {
  readonly #rate: Rate;
  readonly #fullAfterMs: number;
  /** In the order in which they left. */
  readonly #resting = new Map<string, { readonly limit: RateLimit; readonly since: number }>();

  /** `largestBytes`: the longest packet, and so the deepest debt. */
  constructor(rate: Rate, largestBytes: number) {
    this.#rate = rate;
    // One packet may leave it in debt.
    const packetsMs = ((rate.packetsBurst + 1) / rate.packetsPerSecond) * 1000;
    const bytesMs = ((rate.bytesBurst + largestBytes) / rate.bytesPerSecond) * 1000;
    this.#fullAfterMs = Math.max(packetsMs, bytesMs);
  }

  /** Devices that are remembered. */
  get size(): number {
    return this.#resting.size;
  }

  /** The bucket of a device that was away. */
  take(device: string, now: number): RateLimit {
    const resting = this.#resting.get(device);
    this.#resting.delete(device);
    if (resting === undefined) return new RateLimit(this.#rate, now);
    resting.limit.refill(now);
    return resting.limit;
  }

  /** Keeps the bucket of a device that has left. */
  rest(device: string, limit: RateLimit, now: number): void {
    this.#resting.set(device, { limit, since: now });
    if (this.#resting.size <= MAX_RESTING) return;
    const oldest = this.#resting.keys().next();
    if (oldest.done !== true) this.#resting.delete(oldest.value);
  }

  /** Forgets the buckets that are full again; to be called now and then. */
  sweep(now: number): void {
    for (const [device, { since }] of this.#resting) {
      if (now - since < this.#fullAfterMs) return;
      this.#resting.delete(device);
    }
  }
}
