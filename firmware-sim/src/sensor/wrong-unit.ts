import type { ParameterId } from '@banyu/contracts';

type Show = (value: number) => number;

const times =
  (factor: number): Show =>
  (value) =>
    value * factor;

const MASS_PER_VOLUME: Readonly<Record<string, Show>> = { 'g/L': times(1e-3), 'ug/L': times(1e3) };

/** Units that an instrument can be left in after service, and what its display then makes of a canonical value. */
export const WRONG_UNITS: Readonly<Partial<Record<ParameterId, Readonly<Record<string, Show>>>>> = {
  temperature: { '[degF]': (celsius) => celsius * 1.8 + 32, K: (celsius) => celsius + 273.15 },
  cod: MASS_PER_VOLUME,
  bod: MASS_PER_VOLUME,
  tss: MASS_PER_VOLUME,
  mlss: MASS_PER_VOLUME,
  // NH4 for NH4-N and NO3 for NO3-N: 18.04 / 14.01 and 62.00 / 14.01.
  nh3n: { ...MASS_PER_VOLUME, 'mg/L as NH4': times(1.288) },
  no3n: { ...MASS_PER_VOLUME, 'mg/L as NO3': times(4.427) },
  flow: { 'm3/min': times(1 / 60), 'L/s': times(1 / 3.6), 'm3/d': times(24) },
  volume: { L: times(1e3) },
  level: { cm: times(100), mm: times(1e3), '[ft_i]': times(1 / 0.3048) },
  conductivity: { 'mS/cm': times(1e-3), 'S/m': times(1e-4) },
  orp: { V: times(1e-3) },
  sulfide: MASS_PER_VOLUME,
  phenol: MASS_PER_VOLUME,
  chromium: MASS_PER_VOLUME,
};

/** A value as an instrument set to that unit shows it, with the six digits of its display. */
export function inWrongUnit(parameter: ParameterId, unit: string, value: number): number {
  const show = WRONG_UNITS[parameter]?.[unit];
  return show === undefined ? value : Number(show(value).toPrecision(6));
}
