interface Failures {
  count: number;
  /** Failures older than this are forgotten. */
  windowEnds: number;
  lockedUntil: number;
}

/** How many keys one counter remembers; above, the one that has been there longest is forgotten. */
const MAX_KEYS = 20_000;

/** Counts failures by key and locks a key for a while once there were too many. Times in ms. */
export class LockOut {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #lockMs: number;
  readonly #failures = new Map<string, Failures>();

  constructor(limit: number, windowMs: number, lockMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#lockMs = lockMs;
  }

  isLocked(key: string, now: number): boolean {
    return (this.#failures.get(key)?.lockedUntil ?? 0) > now;
  }

  /** Returns true when this failure locked the key. */
  fail(key: string, now: number): boolean {
    let failures = this.#failures.get(key);
    if (failures === undefined || failures.windowEnds <= now) {
      this.#failures.delete(key);
      this.#forgetOldest();
      failures = { count: 0, windowEnds: now + this.#windowMs, lockedUntil: 0 };
      this.#failures.set(key, failures);
    }
    failures.count += 1;
    if (failures.count < this.#limit) return false;
    failures.count = 0;
    failures.lockedUntil = now + this.#lockMs;
    failures.windowEnds = Math.max(failures.windowEnds, failures.lockedUntil);
    return true;
  }

  succeed(key: string): void {
    this.#failures.delete(key);
  }

  #forgetOldest(): void {
    if (this.#failures.size < MAX_KEYS) return;
    const oldest = this.#failures.keys().next();
    if (oldest.done !== true) this.#failures.delete(oldest.value);
  }
}
