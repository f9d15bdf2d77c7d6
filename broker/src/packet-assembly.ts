import { PacketHead } from './packet-head.ts';

const FIRST_BYTES = 64;

/**
 * Puts one packet together that arrives in several chunks. Grows by doubling with what has really come,
 * so that a client which only claims a long packet costs nothing.
 */
export class PacketAssembly {
  /** Bytes gathered so far; 0 when no packet is under way. */
  length = 0;
  #bytes = Buffer.alloc(0);
  readonly #head = new PacketHead();

  /** Takes what belongs to this packet from `chunk` at `at`; returns where the rest begins. */
  take(chunk: Buffer, at: number): number {
    let next = at;
    while (next < chunk.length) {
      const missing = this.#missing();
      if (missing === 0) break;
      const taken = Math.min(missing, chunk.length - next);
      this.#append(chunk, next, taken);
      next += taken;
    }
    return next;
  }

  /** The packet as far as it has come; belongs to the caller once `release` was called. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  release(): void {
    this.#bytes = Buffer.alloc(0);
    this.length = 0;
  }

  /** Bytes that can be taken safely without touching the next packet; 0 when whole or beyond repair. */
  #missing(): number {
    const state = this.#head.read(this.#bytes.subarray(0, this.length), 0);
    if (state === 'short') return 1;
    return state === 'malformed' ? 0 : this.#head.headBytes + this.#head.bodyBytes - this.length;
  }

  #append(chunk: Buffer, at: number, count: number): void {
    const needed = this.length + count;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, FIRST_BYTES, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, this.length);
      this.#bytes = grown;
    }
    chunk.copy(this.#bytes, this.length, at, at + count);
    this.length = needed;
  }
}
