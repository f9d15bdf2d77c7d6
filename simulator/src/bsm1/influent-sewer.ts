/** The case that the figures are from (Gernaey et al. 2011): dry weather of this many m³/d. */
const CASE_FLOW = 20_650;

/**
 * Solids that settle in the sewers and come out with high flow: dM/dt = Min (1 - M/Mmax) - FF M Q^n/(Qlim^n + Q^n).
 */
export class FirstFlush {
  readonly #mostKg: number;
  readonly #flushFlow: number;
  #storedKg: number;

  /** `meanFlow`, m³/d, scales it. */
  constructor(meanFlow: number) {
    this.#mostKg = (1_000 * meanFlow) / CASE_FLOW;
    this.#flushFlow = (70_000 * meanFlow) / CASE_FLOW;
    this.#storedKg = this.#mostKg / 2;
  }

  get storedKg(): number {
    return this.#storedKg;
  }

  /** Takes solids that arrive with a flow, kg/d and m³/d, for `days`; gives those that go on, kg/d. */
  step(solidsKg: number, flow: number, days: number): number {
    const settling = SETTLEABLE * solidsKg;
    const lifted = FLUSH_PER_DAY / (1 + (this.#flushFlow / flow) ** FLUSH_STEEPNESS);
    const stored = (this.#storedKg + days * settling) / (1 + days * (settling / this.#mostKg + lifted));
    const gained = (stored - this.#storedKg) / days;
    this.#storedKg = stored;
    return solidsKg - gained;
  }
}

const SETTLEABLE = 0.25;
const FLUSH_PER_DAY = 500;
const FLUSH_STEEPNESS = 15;

/**
 * A sewer as tanks in series that each let out Q = C h^1.5 (Gernaey et al. 2011): what comes in arrives later and
 * smoother, and nothing is lost.
 */
export class Sewer {
  readonly #areaM2: number;
  readonly #outflow: number;
  readonly #volumes: Float64Array;
  readonly #masses: readonly Float64Array[];
  /** What leaves the last tank: m³/d, and loads a day. */
  flow = 0;
  readonly loads: Float64Array;

  /** `meanFlow`, m³/d, scales it; with the water go so many kinds of load. */
  constructor(tanks: number, loads: number, meanFlow: number) {
    this.#areaM2 = (1_100 * meanFlow) / CASE_FLOW;
    this.#outflow = (150_000 * meanFlow) / CASE_FLOW;
    this.#volumes = new Float64Array(tanks).fill(this.#areaM2 * (meanFlow / this.#outflow) ** (2 / 3));
    this.#masses = Array.from({ length: tanks }, () => new Float64Array(loads));
    this.loads = new Float64Array(loads);
  }

  /** Fills all tanks with a water: of each load so much per m³. */
  fill(concentrations: Float64Array): void {
    this.#masses.forEach((masses, tank) => {
      for (let load = 0; load < masses.length; load++)
        masses[load] = this.#volumes[tank]! * concentrations[load]!;
    });
  }

  /** m³ in all tanks. */
  get volumeM3(): number {
    return this.#volumes.reduce((sum, volume) => sum + volume, 0);
  }

  /** Mass of a load in all tanks. */
  mass(load: number): number {
    return this.#masses.reduce((sum, masses) => sum + masses[load]!, 0);
  }

  /** Takes in water, m³/d, and loads, a day, for `days`: one implicit step, short against a tank's 20 minutes. */
  step(flow: number, loads: Float64Array, days: number): void {
    const passing = this.loads;
    passing.set(loads);
    this.flow = flow;
    for (let tank = 0; tank < this.#masses.length; tank++) {
      const masses = this.#masses[tank]!;
      const before = this.#volumes[tank]!;
      const level = before / this.#areaM2;
      const out = this.#outflow * level ** 1.5;
      const slope = (1.5 * this.#outflow * Math.sqrt(level)) / this.#areaM2;
      const after = before + (days * (this.flow - out)) / (1 + days * slope);
      this.#volumes[tank] = after;
      this.flow -= (after - before) / days;
      const exchange = (days * this.flow) / after;
      for (let load = 0; load < masses.length; load++) {
        const kept = (masses[load]! + days * passing[load]!) / (1 + exchange);
        passing[load] = (exchange * kept) / days;
        masses[load] = kept;
      }
    }
  }
}
