import { type DeviceFault, faultsOf } from './device-fault.ts';

/**
 * A device's own clock: what it shows at a true instant (Unix ms), by when it was set and what its faults did to it
 * since.
 */
export class DeviceClock {
  readonly #faults: readonly DeviceFault[];
  #setAtMs: number;
  #offsetMs = 0;

  /** Right at an instant. */
  constructor(faults: readonly DeviceFault[], trueMs: number) {
    this.#faults = faults;
    this.#setAtMs = trueMs;
  }

  read(trueMs: number): number {
    return Math.round(trueMs + this.#offsetMs + this.#strayed(trueMs) - this.#strayed(this.#setAtMs));
  }

  /** Shows that time from a true instant on. */
  set(trueMs: number, shownMs: number): void {
    this.#setAtMs = trueMs;
    this.#offsetMs = shownMs - trueMs;
  }

  /** How far a clock never set would be off, ms. */
  #strayed(trueMs: number): number {
    let ms = 0;
    for (const { from, to = Number.POSITIVE_INFINITY, ppm } of faultsOf(this.#faults, 'clock-drift')) {
      ms += (Math.max(0, Math.min(trueMs, to) - from) * ppm) / 1e6;
    }
    for (const { from, byMs } of faultsOf(this.#faults, 'clock-jump')) if (trueMs >= from) ms += byMs;
    return ms;
  }
}
