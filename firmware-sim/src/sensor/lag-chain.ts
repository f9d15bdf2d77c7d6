/**
 * Equal first-order lags in a row, solved exactly while the input stands still: with e_k the distance of stage k from
 * the input and x = dt / tau,  e_k(dt) = exp(-x) Σ_j e_{k-j}(0) x^j / j!  — so no step is too long, and it does not
 * matter into how many a span is cut.
 */
export class LagChain {
  readonly #stages: Float64Array;

  /** A chain at rest at a value. */
  constructor(lags: number, value: number) {
    this.#stages = new Float64Array(lags).fill(value);
  }

  /** Moves on by `dtMs`, the input having been `input` all the while. */
  advance(dtMs: number, tauMs: number, input: number): void {
    // From the last stage down: each needs those before it as they were.
    for (let k = this.#stages.length - 1; k >= 0; k--) this.#stages[k] = this.#after(k, dtMs, tauMs, input);
  }

  /** What comes out `dtMs` from the state it is in, the input being `input`; changes nothing. */
  output(dtMs: number, tauMs: number, input: number): number {
    const { length } = this.#stages;
    return length === 0 ? input : this.#after(length - 1, dtMs, tauMs, input);
  }

  #after(k: number, dtMs: number, tauMs: number, input: number): number {
    const x = dtMs / tauMs;
    let weight = Math.exp(-x);
    let distance = 0;
    for (let j = 0; j <= k; j++) {
      distance += weight * ((this.#stages[k - j] ?? input) - input);
      weight *= x / (j + 1);
    }
    return input + distance;
  }
}
