import { N_MOLAR } from '../asm1/stoichiometry.ts';

/**
 * µS/cm at 25 °C that a mol/m³ brings with its usual partner: bicarbonate with sodium, ammonium with chloride, nitrate
 * with sodium. From limiting ionic conductivities, less a few percent.
 */
const PER_BICARBONATE = 95;
const PER_AMMONIUM = 150;
const PER_NITRATE = 121;

/** Conductivity at 25 °C of a water: alkalinity mol/m³, nitrogen g/m³, the other salts µS/cm. */
export function conductivityOf(salt: number, alkalinity: number, nh3n: number, no3n: number): number {
  return (
    salt +
    PER_BICARBONATE * Math.max(0, alkalinity) +
    (PER_AMMONIUM / N_MOLAR) * nh3n +
    (PER_NITRATE / N_MOLAR) * no3n
  );
}

/** What the other salts must bring for a conductivity, µS/cm. */
export function saltOf(conductivity: number, alkalinity: number, nh3n: number, no3n: number): number {
  return Math.max(0, conductivity - conductivityOf(0, alkalinity, nh3n, no3n));
}
