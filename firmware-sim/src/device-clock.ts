import { type DeviceFault, type DeviceFaultOf, faultsOf } from './device-fault.ts';

/**
 * A device's own clock: what it shows at a true instant (Unix ms), by when it was set and what its faults did to it
 * since.
 */
export class DeviceClock {
  readonly #drifts: readonly DeviceFaultOf<'clock-drift'>[];
  readonly #jumps: readonly DeviceFaultOf<'clock-jump'>[];
  #setAtMs: number;
  #offsetMs = 0;

  /** Right at an instant. */
  constructor(faults: readonly DeviceFault[], trueMs: number) {
    this.#drifts = faultsOf(faults, 'clock-drift');
    this.#jumps = faultsOf(faults, 'clock-jump');
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
    for (const { from, to = Number.POSITIVE_INFINITY, ppm } of this.#drifts) {
      ms += (Math.max(0, Math.min(trueMs, to) - from) * ppm) / 1e6;
    }
    for (const { from, byMs } of this.#jumps) if (trueMs >= from) ms += byMs;
    return ms;
  }
}
