/** Stoichiometric and kinetic parameters of ASM1. Rates per day. */
export interface Asm1Parameters {
  /** Autotrophic yield, g COD/g N. */
  readonly ya: number;
  /** Heterotrophic yield, g COD/g COD. */
  readonly yh: number;
  /** Share of biomass that decays to inert products. */
  readonly fp: number;
  /** N in biomass, g N/g COD. */
  readonly ixb: number;
  /** N in products of decay, g N/g COD. */
  readonly ixp: number;
  readonly muh: number;
  /** g COD/m³. */
  readonly ks: number;
  /** g O2/m³, heterotrophs. */
  readonly koh: number;
  /** g N/m³. */
  readonly kno: number;
  readonly bh: number;
  /** Anoxic growth as a share of aerobic. */
  readonly etag: number;
  /** Anoxic hydrolysis as a share of aerobic. */
  readonly etah: number;
  /** Hydrolysis, g/g/d. */
  readonly kh: number;
  /** g/g. */
  readonly kx: number;
  readonly mua: number;
  /** g N/m³. */
  readonly knh: number;
  readonly ba: number;
  /** g O2/m³, autotrophs. */
  readonly koa: number;
  /** Ammonification, m³/g COD/d. */
  readonly ka: number;
  /**
   * Ammonium at which heterotrophs grow half as fast, g N/m³, and alkalinity at which autotrophs do, mol/m³. 0, as in
   * BSM1, is without limit; then waters poor in N or alkalinity take ammonium or alkalinity below 0.
   */
  readonly knhHeterotrophs: number;
  readonly kalkAutotrophs: number;
}

/** The benchmark's parameters at 15 °C (Alex et al. 2008, Benchmark Simulation Model no. 1). */
export const BSM1_PARAMETERS: Asm1Parameters = {
  ya: 0.24,
  yh: 0.67,
  fp: 0.08,
  ixb: 0.08,
  ixp: 0.06,
  muh: 4,
  ks: 10,
  koh: 0.2,
  kno: 0.5,
  bh: 0.3,
  etag: 0.8,
  etah: 0.8,
  kh: 3,
  kx: 0.1,
  mua: 0.5,
  knh: 1,
  ba: 0.05,
  koa: 0.4,
  ka: 0.05,
  knhHeterotrophs: 0,
  kalkAutotrophs: 0,
};

/**
 * The same with growth that ends where ammonium and alkalinity do, as in ASM2d (Henze et al. 1999), which has 0.05 for
 * the first: too sharp an end for steps of a minute.
 */
export const LIMITED_PARAMETERS: Asm1Parameters = {
  ...BSM1_PARAMETERS,
  knhHeterotrophs: 0.2,
  kalkAutotrophs: 0.5,
};

/** The rates that follow the temperature, as BSM2 has them at 10 °C (Gernaey et al. 2014). */
const AT_10_C = { muh: 3, bh: 0.2, mua: 0.3, ba: 0.03, kh: 2.5, ka: 0.04 } as const;

/**
 * The rules were made for 10 to 20 °C. Extended to a tropical 30 °C they give a nitrifier growth of 2.3 /d, which no
 * plant shows, so the kinetics stop following above this temperature; oxygen saturation and transfer do not.
 */
export const KINETIC_CEILING_C = 21;

/** What a rate at 15 °C is multiplied by, so many degrees above: exp(ln(p15/p10)/5 (T - 15)). */
export function rateScale(rate: keyof typeof AT_10_C, degreesAbove15: number): number {
  return Math.exp((Math.log(BSM1_PARAMETERS[rate] / AT_10_C[rate]) / 5) * degreesAbove15);
}

/** Saturation of oxygen in water, g/m³ (BSM2): 8.000 at 15 °C. */
export function oxygenSaturation(celsius: number): number {
  const k = (celsius + 273.15) / 100;
  return (
    ((0.9997743214 * 8) / 10.5) * 56.12 * 6791.5 * Math.exp(-66.7354 + 87.4755 / k + 24.4526 * Math.log(k))
  );
}

/** An oxygen transfer coefficient at a temperature, from the one at 15 °C. */
export function transferAt(kla15: number, celsius: number): number {
  return kla15 * 1.024 ** (celsius - 15);
}
