export interface Rate {
  readonly packetsPerSecond: number;
  readonly packetsBurst: number;
  readonly bytesPerSecond: number;
  readonly bytesBurst: number;
}

/**
 * Two token buckets, packets and bytes. A packet passes while both hold something and may leave the byte
 * bucket in debt, so that a packet larger than the burst passes too and is waited for afterwards.
 */
export class RateLimit {
  readonly #rate: Rate;
  #packets: number;
  #bytes: number;
  #filledAt: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#packets = rate.packetsBurst;
    this.#bytes = rate.bytesBurst;
    this.#filledAt = now;
  }

  /** Adds what has accrued since the last call; `now` in ms of a clock that does not run backwards. */
  refill(now: number): void {
    const seconds = (now - this.#filledAt) / 1000;
    if (seconds <= 0) return;
    this.#filledAt = now;
    this.#packets = Math.min(this.#rate.packetsBurst, this.#packets + seconds * this.#rate.packetsPerSecond);
    this.#bytes = Math.min(this.#rate.bytesBurst, this.#bytes + seconds * this.#rate.bytesPerSecond);
  }

  allows(): boolean {
    return this.#packets >= 1 && this.#bytes > 0;
  }

  spend(bytes: number): void {
    this.#packets -= 1;
    this.#bytes -= bytes;
  }

  /** Ms until a packet passes again. */
  waitMs(): number {
    const packets = (1 - this.#packets) / this.#rate.packetsPerSecond;
    const bytes = (1 - this.#bytes) / this.#rate.bytesPerSecond;
    return Math.max(0, packets, bytes) * 1000;
  }
}
