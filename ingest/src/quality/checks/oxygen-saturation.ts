/**
 * Dissolved oxygen in fresh water at saturation and 1 atm, mg/L, at a temperature in °C: the equation of Benson and
 * Krause as APHA, Standard Methods 4500-O, has it.
 */
export function oxygenSaturation(celsius: number): number {
  const kelvin = celsius + 273.15;
  return Math.exp(
    -139.34411 +
      1.575701e5 / kelvin -
      6.642308e7 / kelvin ** 2 +
      1.2438e10 / kelvin ** 3 -
      8.621949e11 / kelvin ** 4,
  );
}
