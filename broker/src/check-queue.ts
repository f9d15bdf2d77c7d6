/** Runs at most so many checks at one time; more wait in line, up to a bound. */
export class CheckQueue {
  readonly #concurrent: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(concurrent: number, maxWaiting: number) {
    this.#concurrent = concurrent;
    this.#maxWaiting = maxWaiting;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Starts the check when its turn comes; false when the line is full. A check must not reject. */
  enter(check: () => Promise<void>): boolean {
    if (this.#running < this.#concurrent) {
      this.#run(check);
      return true;
    }
    if (this.#waiting.length >= this.#maxWaiting) return false;
    this.#waiting.push(() => this.#run(check));
    return true;
  }

  #run(check: () => Promise<void>): void {
    this.#running += 1;
    void check().finally(() => {
      this.#running -= 1;
      this.#waiting.shift()?.();
    });
  }
}
