import { PendingGate, type PendingMarks } from './pending-gate.ts';

interface Waiting {
  /** Asks again whether there is room. */
  pumpSoon(): void;
}

/** What all connections together have in hand, and who waits for it to become less. */
export class TotalPending {
  readonly #gate: PendingGate;
  readonly #waiting = new Set<Waiting>();
  #onEmpty: (() => void) | undefined;

  constructor(marks: PendingMarks) {
    this.#gate = new PendingGate(marks, () => {
      const woken = [...this.#waiting];
      this.#waiting.clear();
      for (const waiting of woken) waiting.pumpSoon();
    });
  }

  get shut(): boolean {
    return this.#gate.shut;
  }

  get messages(): number {
    return this.#gate.messages;
  }

  get bytes(): number {
    return this.#gate.bytes;
  }

  take(messages: number, bytes: number): void {
    this.#gate.take(messages, bytes);
  }

  release(messages: number, bytes: number): void {
    this.#gate.release(messages, bytes);
    if (this.#gate.messages === 0) this.#onEmpty?.();
  }

  /** Resolves when nothing is in hand any more. */
  async whenEmpty(): Promise<void> {
    if (this.#gate.messages === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  /** `pumpSoon` of this one is called once there is room again; those that wait longest come first. */
  wait(waiting: Waiting): void {
    this.#waiting.add(waiting);
  }

  forget(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }
}
