/** Measures at whole multiples of an interval of Unix time and holds the result, or shows it one interval later. */
export class SampleAndHold {
  readonly #everyMs: number;
  readonly #late: boolean;
  /** The last two measurements, older first. */
  #measured: readonly { readonly t: number; readonly value: number }[];

  /** `first` is shown until a measurement is out. */
  constructor(everyMs: number, late: boolean, first: number) {
    this.#everyMs = everyMs;
    this.#late = late;
    this.#measured = [{ t: Number.NEGATIVE_INFINITY, value: first }];
  }

  /** Makes the measurements due in a span, begin included and end not, of a signal known there. */
  measure(fromMs: number, toMs: number, signalAt: (t: number) => number): void {
    const last = (Math.ceil(toMs / this.#everyMs) - 1) * this.#everyMs;
    for (const t of [last - this.#everyMs, last]) {
      if (t < fromMs) continue;
      this.#measured = [...this.#measured.slice(-1), { t, value: signalAt(t) }];
    }
  }

  /** What is shown at an instant; `signalAt` is asked when that is a measurement not yet made. */
  shownAt(t: number, knownFromMs: number, signalAt: (t: number) => number): number {
    const due = (Math.floor(t / this.#everyMs) - (this.#late ? 1 : 0)) * this.#everyMs;
    if (due >= knownFromMs) return signalAt(due);
    return (
      (this.#measured.findLast((measurement) => measurement.t <= due) ?? this.#measured[0])?.value ??
      Number.NaN
    );
  }
}
