import { isAscii } from 'node:buffer';
import { type RejectReason, TELEMETRY_LIMITS } from '@banyu/contracts';

export type Decoded =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: RejectReason; readonly detail: string };

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Characters of a parser's complaint that are worth keeping. */
const COMPLAINT_LENGTH = 200;

/**
 * The payloads of one journal entry, which lie one after the other. Whether all of them are plain ASCII is found
 * out once, for then text is had at a fraction of the cost of checked UTF-8.
 */
export class PayloadDecoder {
  readonly #bytes: Buffer;
  readonly #ascii: boolean;

  constructor(payloads: Uint8Array) {
    this.#bytes = Buffer.from(payloads.buffer, payloads.byteOffset, payloads.byteLength);
    this.#ascii = isAscii(payloads);
  }

  /** The JSON value in the bytes from `begin` to `end`, or why there is none. A byte order mark is passed over. */
  decode(begin: number, end: number): Decoded {
    if (end - begin > TELEMETRY_LIMITS.bytes) {
      return {
        ok: false,
        reason: 'too-large',
        detail: `a message has at most ${TELEMETRY_LIMITS.bytes} bytes, this one has more`,
      };
    }
    try {
      return { ok: true, value: JSON.parse(this.#text(begin, end)) };
    } catch (error) {
      const complaint = error instanceof Error ? error.message : String(error);
      return {
        ok: false,
        reason: 'not-json',
        detail: `expected JSON in UTF-8: ${complaint.slice(0, COMPLAINT_LENGTH)}`,
      };
    }
  }

  /** The bytes from `begin` to `end`, as a view of the entry's. */
  bytes(begin: number, end: number): Uint8Array {
    return this.#bytes.subarray(begin, end);
  }

  /** The bytes from `begin` to `end` as text; what is no UTF-8 shows as U+FFFD. */
  show(begin: number, end: number): string {
    return this.#bytes.toString('utf8', begin, end);
  }

  #text(begin: number, end: number): string {
    return this.#ascii
      ? this.#bytes.toString('latin1', begin, end)
      : UTF8.decode(this.#bytes.subarray(begin, end));
  }
}
