import type { Reject, RejectReason } from '@banyu/contracts';

/** A reject before it has a number. */
export type NewReject = Omit<Reject, 'id'>;

/** Bytes of UTF-8 kept of what was sent. */
export const REJECT_PAYLOAD_BYTES = 4_096;

/** Rejects kept of one message; more are only counted, so that one hostile message cannot push out all others. */
const KEPT_PER_MESSAGE = 100;

export interface RejectCount {
  readonly plant: string;
  readonly device: string;
  readonly reason: RejectReason;
  readonly count: number;
}

/** Collects rejects and counts them by plant, device and reason. */
export class Rejects {
  readonly kept: NewReject[] = [];
  readonly #counts = new Map<string, RejectCount>();
  #keptOfMessage = 0;

  beginMessage(): void {
    this.#keptOfMessage = 0;
  }

  add(reject: NewReject): void {
    this.#count(reject.plant, reject.device, reject.reason, 1);
    if (this.#keptOfMessage === KEPT_PER_MESSAGE) return;
    this.#keptOfMessage += 1;
    this.kept.push({ ...reject, payload: cutText(reject.payload, REJECT_PAYLOAD_BYTES) });
  }

  counts(): RejectCount[] {
    return [...this.#counts.values()];
  }

  /** Takes over what another has collected. */
  absorb(other: Rejects): void {
    for (const reject of other.kept) this.kept.push(reject);
    for (const { plant, device, reason, count } of other.#counts.values()) {
      this.#count(plant, device, reason, count);
    }
  }

  #count(plant: string, device: string, reason: RejectReason, more: number): void {
    const key = `${plant}/${device}/${reason}`;
    const count = (this.#counts.get(key)?.count ?? 0) + more;
    this.#counts.set(key, { plant, device, reason, count });
  }
}

const UTF8 = new TextEncoder();
const cutBuffer = new Uint8Array(REJECT_PAYLOAD_BYTES);

/** The longest beginning of a text that has at most so many bytes (up to 4 KiB) in UTF-8. */
export function cutText(text: string, bytes: number): string {
  const { read } = UTF8.encodeInto(text, cutBuffer.subarray(0, bytes));
  return read === text.length ? text : text.slice(0, read);
}

/** A value as it was sent, near enough: JSON, but for numbers that JSON cannot write. */
export function showValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Nested so deeply that the stack does not reach to its end.
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}
