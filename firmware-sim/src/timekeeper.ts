import type { DeviceClock } from './device-clock.ts';

/** Made after this, so no clock that shows an earlier time is right: 2025-01-01. */
export const FIRMWARE_BUILT_MS = Date.UTC(2025, 0, 1);

const LIFETIME_MS = 30 * 365 * 86_400_000;
/** A time server that differs by more from a trusted clock has to say so twice. */
const DOUBTFUL_MS = 10 * 60_000;
/** Two answers agree when they differ by no more than this from what passed between them. */
const AGREEMENT_MS = 10_000;
/** A clock that moved otherwise than the uptime by more than this, and 1 % of the span, has jumped. */
const JUMP_MS = 1_000;
const JUMP_SHARE = 0.01;

export type Synchronized = 'set' | 'doubtful' | 'absurd' | 'no-answer';

/** What a time server says at a true instant, Unix ms; undefined when it does not answer. */
export type TimeSource = (trueMs: number) => number | undefined;

/**
 * Decides whether a device's clock may be trusted, and when it may be set. The `trueMs` that come in serve as uptime
 * and as the world in which the clock runs; the decisions use the clock, the uptime and the time server alone.
 *
 * A clock is trusted after boot when it shows no less than the last time known and a time in the device's life. It is
 * no longer trusted when it moves otherwise than the uptime: then it jumped. A time server is believed when what it
 * says lies in the device's life and agrees with a trusted clock to ten minutes, or when it says the same twice.
 */
export class Timekeeper {
  readonly #clock: DeviceClock;
  readonly #source: TimeSource;
  #trusted = false;
  /** Kept over a power loss. */
  #lastKnownMs = FIRMWARE_BUILT_MS;
  #checked = { trueMs: 0, shownMs: 0 };
  #doubted: { readonly trueMs: number; readonly saidMs: number } | undefined;

  constructor(clock: DeviceClock, source: TimeSource) {
    this.#clock = clock;
    this.#source = source;
  }

  get trusted(): boolean {
    return this.#trusted;
  }

  /** What its clock shows. */
  now(trueMs: number): number {
    return this.#clock.read(trueMs);
  }

  /** The power is on: may the clock be trusted? */
  boot(trueMs: number): void {
    const shownMs = this.#clock.read(trueMs);
    this.#trusted = shownMs >= this.#lastKnownMs && inLife(shownMs);
    this.#checked = { trueMs, shownMs };
    this.#doubted = undefined;
  }

  /** To be called often: a clock that jumped since the last time is not trusted any more. */
  check(trueMs: number): void {
    const shownMs = this.#clock.read(trueMs);
    const uptimeMs = trueMs - this.#checked.trueMs;
    const strayedMs = Math.abs(shownMs - this.#checked.shownMs - uptimeMs);
    if (strayedMs > JUMP_MS + JUMP_SHARE * uptimeMs) this.#trusted = false;
    this.#checked = { trueMs, shownMs };
    if (this.#trusted) this.#lastKnownMs = shownMs;
  }

  /** Asks the time server, and sets the clock when it may be believed. */
  synchronize(trueMs: number): Synchronized {
    const saidMs = this.#source(trueMs);
    if (saidMs === undefined) return 'no-answer';
    if (!inLife(saidMs)) return 'absurd';
    const strange = this.#trusted
      ? Math.abs(saidMs - this.#clock.read(trueMs)) > DOUBTFUL_MS
      : saidMs < this.#lastKnownMs;
    if (strange && !this.#saidBefore(trueMs, saidMs)) {
      this.#doubted = { trueMs, saidMs };
      return 'doubtful';
    }
    this.#clock.set(trueMs, saidMs);
    this.#doubted = undefined;
    this.#trusted = true;
    this.#lastKnownMs = saidMs;
    this.#checked = { trueMs, shownMs: saidMs };
    return 'set';
  }

  #saidBefore(trueMs: number, saidMs: number): boolean {
    if (this.#doubted === undefined) return false;
    const passedMs = trueMs - this.#doubted.trueMs;
    return passedMs > 0 && Math.abs(saidMs - this.#doubted.saidMs - passedMs) <= AGREEMENT_MS;
  }
}

function inLife(ms: number): boolean {
  return ms >= FIRMWARE_BUILT_MS && ms < FIRMWARE_BUILT_MS + LIFETIME_MS;
}
