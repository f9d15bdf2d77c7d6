/** g/m³ in the middle one of the aerated tanks. */
const SET_POINT = 2;
/** Transfer coefficient of that tank, 1/d at the water's temperature: what all blowers bring, and what keeps it mixed. */
const MOST = 240;
const LEAST = 20;
/** Shares of the other tanks in its coefficient: more where more is burnt. */
const SHARES = [0, 0, 1.2, 1, 0.6] as const;
/** How fast it follows, 1/d for each g/m³ that is missing, in an hour; and how fast blowers change at most, 1/d in an hour. */
const GAIN_PER_HOUR = 500;
const RAMP_PER_HOUR = 1_500;

/** Blowers that follow the dissolved oxygen, within what they can. */
export class Aeration {
  /** Of the middle tank, 1/d. */
  #kla = 120;

  /** Sets the coefficients of the five tanks. `blowers`: share of their capacity that is there. */
  step(hours: number, oxygen: number, blowers: number, kla: Float64Array): void {
    const wanted = GAIN_PER_HOUR * (SET_POINT - oxygen);
    const change = hours * Math.min(RAMP_PER_HOUR, Math.max(-RAMP_PER_HOUR, wanted));
    this.#kla = Math.min(MOST, Math.max(LEAST, this.#kla + change));
    const there = Math.min(this.#kla, blowers * MOST);
    for (let tank = 0; tank < SHARES.length; tank++) kla[tank] = SHARES[tank]! * there;
  }
}
