/** Marks between which a gate of messages and bytes swings. */
export interface PendingMarks {
  readonly messagesHigh: number;
  readonly messagesLow: number;
  readonly bytesHigh: number;
  readonly bytesLow: number;
}

/** Counts what is in hand. Shut at a high mark, open again when both counts are at or below their low marks. */
export class PendingGate {
  messages = 0;
  bytes = 0;
  /** True while nothing more should be taken. */
  shut = false;
  readonly #marks: PendingMarks;
  readonly #onOpen: () => void;

  /** `onOpen` is called each time the gate opens again. */
  constructor(marks: PendingMarks, onOpen: () => void) {
    this.#marks = marks;
    this.#onOpen = onOpen;
  }

  take(messages: number, bytes: number): void {
    this.messages += messages;
    this.bytes += bytes;
    if (this.messages >= this.#marks.messagesHigh || this.bytes >= this.#marks.bytesHigh) this.shut = true;
  }

  release(messages: number, bytes: number): void {
    this.messages -= messages;
    this.bytes -= bytes;
    if (this.shut && this.messages <= this.#marks.messagesLow && this.bytes <= this.#marks.bytesLow) {
      this.shut = false;
      this.#onOpen();
    }
  }
}
