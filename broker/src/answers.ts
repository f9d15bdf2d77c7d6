/** One delivery in hand: its callback is called once, after those that came before it. */
export class Answer {
  readonly callback: (error?: Error | null) => void;
  readonly bytes: number;
  /** Ms of a clock that does not run backwards. */
  readonly since: number;
  settled = false;
  error: Error | undefined = undefined;
  next: Answer | undefined = undefined;

  constructor(callback: Answer['callback'], bytes: number, since: number) {
    this.callback = callback;
    this.bytes = bytes;
    this.since = since;
  }
}

/**
 * The deliveries of one connection that wait for ingest, in order of arrival. Answers may come in any
 * order; they leave in this one, because the broker library acknowledges in the order it is called back
 * and MQTT wants that to be the order of arrival ([MQTT-4.6.0-2]).
 */
export class Answers {
  /** Deliveries in hand, and their bytes. */
  messages = 0;
  bytes = 0;
  #first: Answer | undefined;
  #last: Answer | undefined;
  #leaving = false;
  readonly #onLeft: (answer: Answer) => void;

  /** `onLeft` is called for each answer right before its callback. */
  constructor(onLeft: (answer: Answer) => void) {
    this.#onLeft = onLeft;
  }

  add(callback: Answer['callback'], bytes: number, since: number): Answer {
    const answer = new Answer(callback, bytes, since);
    if (this.#last === undefined) this.#first = answer;
    else this.#last.next = answer;
    this.#last = answer;
    this.messages += 1;
    this.bytes += bytes;
    return answer;
  }

  /** A second answer for the same delivery changes nothing. */
  settle(answer: Answer, error: Error | undefined): void {
    if (answer.settled) return;
    answer.settled = true;
    answer.error = error;
    this.#leave();
  }

  /** Whether the oldest delivery was handed over before `instant`. */
  isOverdue(instant: number): boolean {
    return this.#first !== undefined && this.#first.since < instant;
  }

  /** Settles all that is still waiting with this error. */
  failAll(error: Error): void {
    for (let answer = this.#first; answer !== undefined; answer = answer.next) {
      if (!answer.settled) {
        answer.settled = true;
        answer.error = error;
      }
    }
    this.#leave();
  }

  #leave(): void {
    if (this.#leaving) return; // a callback settled another one: the loop below goes on to it
    this.#leaving = true;
    for (let answer = this.#first; answer?.settled === true; answer = this.#first) {
      this.#first = answer.next;
      answer.next = undefined; // else a dead answer that has grown old drags all later ones into old age
      if (this.#first === undefined) this.#last = undefined;
      this.messages -= 1;
      this.bytes -= answer.bytes;
      this.#onLeft(answer);
      answer.callback(answer.error);
    }
    this.#leaving = false;
  }
}
