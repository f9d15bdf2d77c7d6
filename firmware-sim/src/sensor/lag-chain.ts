/**
 * Equal first-order lags in a row, solved exactly while the input stands still: with e_k the distance of stage k from
 * the input and x = dt / tau,  e_k(dt) = exp(-x) Σ_j e_{k-j}(0) x^j / j!  — so no step is too long, and it does not
 * matter into how many a span is cut.
 */
export class LagChain {
  readonly #stages: Float64Array;
  /** exp(-x) x^j / j! of the last x asked for: steps are mostly equal. */
  readonly #weights: Float64Array;
  #x = Number.NaN;

  /** A chain at rest at a value. */
  constructor(lags: number, value: number) {
    this.#stages = new Float64Array(lags).fill(value);
    this.#weights = new Float64Array(lags);
  }

  /** Moves on by `dtMs`, the input having been `input` all the while. */
  advance(dtMs: number, tauMs: number, input: number): void {
    if (this.#stages.length === 0) return;
    this.#weigh(dtMs / tauMs);
    // From the last stage down: each needs those before it as they were.
    for (let k = this.#stages.length - 1; k >= 0; k--) this.#stages[k] = this.#after(k, input);
  }

  /** What comes out `dtMs` from the state it is in, the input being `input`; changes nothing. */
  output(dtMs: number, tauMs: number, input: number): number {
    const { length } = this.#stages;
    if (length === 0) return input;
    if (dtMs === 0) return this.#stages[length - 1] ?? input;
    this.#weigh(dtMs / tauMs);
    return this.#after(length - 1, input);
  }

  #weigh(x: number): void {
    if (x === this.#x) return;
    this.#x = x;
    let weight = Math.exp(-x);
    for (let j = 0; j < this.#weights.length; j++) {
      this.#weights[j] = weight;
      weight *= x / (j + 1);
    }
  }

  #after(k: number, input: number): number {
    let distance = 0;
    for (let j = 0; j <= k; j++) {
      distance += (this.#weights[j] ?? 0) * ((this.#stages[k - j] ?? input) - input);
    }
    return input + distance;
  }
}
