/** What settles how fast (Takács et al. 1991). Solids g/m³, velocities m/d. */
export interface SettlingParameters {
  readonly v0Max: number;
  readonly v0: number;
  /** Hindered settling, m³/g. */
  readonly rh: number;
  /** Flocculant settling, m³/g. */
  readonly rp: number;
}

export const BSM1_SETTLING: SettlingParameters = { v0Max: 250, v0: 474, rh: 0.000576, rp: 0.00286 };

/** Width of the table's pieces, g/m³, and how far it reaches: sludge does not thicken that far. */
const PIECE = 16;
const REACH = 20_000;
const PIECES = REACH / PIECE;

/**
 * The double-exponential settling velocity by the solids above the part that does not settle, from a table of cubic
 * pieces (Hermite's, from values and slopes at their ends): two exponentials a layer would be a quarter of the plant's
 * computing time. Within 1e-5 m/d of the formula for any sludge that settles like sewage sludge.
 */
export class SettlingVelocity {
  readonly #ceiling: number;
  /** Four coefficients of each piece. */
  readonly #table = new Float64Array(4 * PIECES);

  constructor({ v0Max, v0, rh, rp }: SettlingParameters) {
    this.#ceiling = v0Max;
    const value = (solids: number) => v0 * (Math.exp(-rh * solids) - Math.exp(-rp * solids));
    const slope = (solids: number) =>
      PIECE * v0 * (rp * Math.exp(-rp * solids) - rh * Math.exp(-rh * solids));
    for (let piece = 0; piece < PIECES; piece++) {
      const from = piece * PIECE;
      const rise = value(from + PIECE) - value(from);
      const slopes = [slope(from), slope(from + PIECE)] as const;
      this.#table.set(
        [value(from), slopes[0], 3 * rise - 2 * slopes[0] - slopes[1], slopes[0] + slopes[1] - 2 * rise],
        4 * piece,
      );
    }
  }

  /** m/d, for solids in g/m³ less what does not settle. */
  at(settleable: number): number {
    if (settleable <= 0 || settleable >= REACH) return 0;
    const table = this.#table;
    const position = settleable * (1 / PIECE);
    const piece = Math.trunc(position);
    const t = position - piece;
    const at = 4 * piece;
    const velocity = table[at]! + t * (table[at + 1]! + t * (table[at + 2]! + t * table[at + 3]!));
    return velocity > this.#ceiling ? this.#ceiling : velocity;
  }
}
