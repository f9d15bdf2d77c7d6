// The carbonate system at 30 °C and infinite dilution (Plummer and Busenberg 1982 for K1 and K2; Kw from the
// CRC Handbook). Concentrations in mmol/L; alkalinity in meq/L.
const K1 = 10 ** -6.33;
const K2 = 10 ** -10.29;
const KW = 10 ** -13.83;

/** Alkalinity (meq/L) of a water of this pH and total inorganic carbon (mmol/L). Below pH 4 or so it is negative. */
export function alkalinityOf(ph: number, inorganicCarbon: number): number {
  const h = 10 ** -ph;
  const carbonate = (h * K1 + 2 * K1 * K2) / (h * h + h * K1 + K1 * K2);
  return inorganicCarbon * carbonate + 1000 * (KW / h - h);
}

/** The pH, 0 to 14, at which the charges balance; alkalinity rises with pH, so halving the interval finds it. */
export function phOf(alkalinity: number, inorganicCarbon: number): number {
  let low = 0;
  let high = 14;
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (alkalinityOf(middle, inorganicCarbon) < alkalinity) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
