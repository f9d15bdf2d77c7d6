/** Oxygen saturation of fresh water at sea level, mg/L, at a temperature in °C (the formula of the BSM benchmarks). */
export function oxygenSaturation(temperature: number): number {
  const k = (temperature + 273.15) / 100;
  return (
    0.9997743214 * (8 / 10.5) * 56.12 * 6791.5 * Math.exp(-66.7354 + 87.4755 / k + 24.4526 * Math.log(k))
  );
}
