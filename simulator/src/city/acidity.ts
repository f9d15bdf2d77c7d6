// The carbonate system at 30 °C and infinite dilution (Plummer and Busenberg 1982 for K1 and K2; Kw from the
// CRC Handbook). Concentrations in mol/m³; alkalinity in mol of charge per m³.
const K1 = 10 ** (3 - 6.33);
const K2 = 10 ** (3 - 10.29);
const KW = 10 ** (6 - 13.83);
/** Hydrogen ions at pH 0, mol/m³. */
const AT_PH_0 = 1_000;
const LN_10 = Math.log(10);

/** Alkalinity of a water of this pH and total inorganic carbon. Below pH 4 or so it is negative. */
export function alkalinityOf(ph: number, inorganicCarbon: number): number {
  const h = AT_PH_0 * 10 ** -ph;
  return (inorganicCarbon * (h * K1 + 2 * K1 * K2)) / (h * h + h * K1 + K1 * K2) + KW / h - h;
}

/** Newton's method doubles the digits: what comes after a step as small as this is far smaller. */
const ENOUGH = 1e-5;
const MOST_STEPS = 60;

/**
 * The pH, 0 to 14, at which the charges balance. Alkalinity rises with pH, so Newton's method, held between bounds
 * that close in, finds it.
 */
export function phOf(alkalinity: number, inorganicCarbon: number): number {
  let low = 0;
  let high = 14;
  let ph = firstGuess(alkalinity, inorganicCarbon);
  for (let step = 0; step < MOST_STEPS; step++) {
    const h = AT_PH_0 * Math.exp(-LN_10 * ph);
    const sum = h * h + h * K1 + K1 * K2;
    const one = (inorganicCarbon * h * K1) / sum;
    const two = (inorganicCarbon * K1 * K2) / sum;
    const gap = one + 2 * two + KW / h - h - alkalinity;
    if (gap > 0) high = ph;
    else low = ph;
    // Buffer intensity: what a unit of pH adds to the alkalinity.
    const none = inorganicCarbon - one - two;
    const slope = LN_10 * ((one * none + two * (one + 4 * none)) / inorganicCarbon + KW / h + h);
    const newton = ph - gap / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - ph) < ENOUGH) return next;
    ph = next;
  }
  return ph;
}

/** CO3 · CO2 / HCO3² at any pH. */
const RATIO = K2 / K1;

/**
 * Dissolved carbon dioxide, from the carbonate system alone: hydrogen and hydroxide do not count between pH 5 and 10.
 * With c of CO2, carbonate is c - (carbon - alkalinity) and bicarbonate 2 carbon - alkalinity - 2 c: a quadratic.
 */
export function carbonDioxide(alkalinity: number, inorganicCarbon: number): number {
  if (alkalinity <= 0) return inorganicCarbon;
  const excess = inorganicCarbon - alkalinity;
  const m = inorganicCarbon + excess;
  if (m <= 0) return 0;
  const a = 1 - 4 * RATIO;
  const b = 4 * RATIO * m - excess;
  const root = Math.sqrt(b * b + 4 * a * RATIO * m * m);
  // The form without a difference of nearly equal numbers.
  return b > 0 ? (2 * RATIO * m * m) / (b + root) : (root - b) / (2 * a);
}

/** Right between pH 5 and 10, where hydrogen and hydroxide do not count. */
function firstGuess(alkalinity: number, inorganicCarbon: number): number {
  const dissolved = carbonDioxide(alkalinity, inorganicCarbon);
  const bicarbonate = 2 * inorganicCarbon - alkalinity - 2 * dissolved;
  if (!(dissolved > 0 && bicarbonate > 0)) return 7;
  return Math.min(13, Math.max(1, Math.log10((AT_PH_0 * bicarbonate) / (K1 * dissolved))));
}
