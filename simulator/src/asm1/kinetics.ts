import { type Asm1Parameters, BSM1_PARAMETERS, KINETIC_CEILING_C, rateScale } from './parameters.ts';
import { ALKALINITY_PER_NITRATE, N_MOLAR, O2_PER_DENITRIFIED, O2_PER_NITRATE } from './stoichiometry.ts';

/** What slows the growth of one tank's organisms besides temperature: 1 is none, 0 stops them. */
export interface GrowthFactors {
  readonly heterotrophs: number;
  readonly autotrophs: number;
}

const UNHINDERED: GrowthFactors = { heterotrophs: 1, autotrophs: 1 };

/** The parameters of one tank as they are now, with what follows from them. Changed in place, without allocation. */
export class Kinetics {
  readonly #base: Asm1Parameters;
  readonly #ceilingC: number;
  #above15 = 0;
  #unhinderedMuh: number;
  #unhinderedMua: number;
  readonly fp: number;
  readonly ixb: number;
  readonly ks: number;
  readonly koh: number;
  readonly koa: number;
  readonly kno: number;
  readonly knh: number;
  readonly knhHeterotrophs: number;
  readonly kalkAutotrophs: number;
  readonly kx: number;
  readonly etag: number;
  readonly etah: number;
  /** Rates that follow the temperature, per day. */
  muh: number;
  mua: number;
  bh: number;
  ba: number;
  kh: number;
  ka: number;
  /** What a unit of a process turns over of a state, where it is not 1 or a parameter: see stoichiometry.ts. */
  readonly substratePerGrowth: number;
  readonly oxygenPerHeterotroph: number;
  readonly oxygenPerAutotroph: number;
  readonly nitratePerAnoxic: number;
  readonly nitratePerAutotroph: number;
  readonly ammoniumPerAutotroph: number;
  readonly slowSubstratePerDecay: number;
  readonly nitrogenPerDecay: number;
  readonly alkalinityPerAerobic: number;
  readonly alkalinityPerAnoxic: number;
  readonly alkalinityPerAutotroph: number;
  readonly alkalinityPerAmmonified: number;

  constructor(base: Asm1Parameters = BSM1_PARAMETERS, ceilingC = KINETIC_CEILING_C) {
    this.#base = base;
    this.#ceilingC = ceilingC;
    this.fp = base.fp;
    this.ixb = base.ixb;
    this.ks = base.ks;
    this.koh = base.koh;
    this.koa = base.koa;
    this.kno = base.kno;
    this.knh = base.knh;
    this.knhHeterotrophs = base.knhHeterotrophs;
    this.kalkAutotrophs = base.kalkAutotrophs;
    this.kx = base.kx;
    this.etag = base.etag;
    this.etah = base.etah;
    this.muh = base.muh;
    this.mua = base.mua;
    this.#unhinderedMuh = base.muh;
    this.#unhinderedMua = base.mua;
    this.bh = base.bh;
    this.ba = base.ba;
    this.kh = base.kh;
    this.ka = base.ka;
    this.substratePerGrowth = 1 / base.yh;
    this.oxygenPerHeterotroph = (1 - base.yh) / base.yh;
    this.oxygenPerAutotroph = (O2_PER_NITRATE - base.ya) / base.ya;
    this.nitratePerAnoxic = (1 - base.yh) / (O2_PER_DENITRIFIED * base.yh);
    this.nitratePerAutotroph = 1 / base.ya;
    this.ammoniumPerAutotroph = base.ixb + 1 / base.ya;
    this.slowSubstratePerDecay = 1 - base.fp;
    this.nitrogenPerDecay = base.ixb - base.fp * base.ixp;
    this.alkalinityPerAerobic = -base.ixb / N_MOLAR;
    this.alkalinityPerAnoxic = this.nitratePerAnoxic / N_MOLAR - base.ixb / N_MOLAR;
    this.alkalinityPerAutotroph = -base.ixb / N_MOLAR - ALKALINITY_PER_NITRATE / base.ya;
    this.alkalinityPerAmmonified = 1 / N_MOLAR;
  }

  /**
   * Sets the rates for a temperature, °C, and for what else slows the organisms (a toxic shock, say). Above the
   * ceiling they stay where they are there.
   */
  set(celsius: number, growth: GrowthFactors = UNHINDERED): void {
    const above15 = Math.min(celsius, this.#ceilingC) - 15;
    if (above15 !== this.#above15) this.#warm(above15);
    this.muh = this.#unhinderedMuh * growth.heterotrophs;
    this.mua = this.#unhinderedMua * growth.autotrophs;
  }

  /** The exponentials of a temperature, which in warm water stays at the ceiling. */
  #warm(above15: number): void {
    const base = this.#base;
    this.#above15 = above15;
    this.#unhinderedMuh = base.muh * rateScale('muh', above15);
    this.#unhinderedMua = base.mua * rateScale('mua', above15);
    this.bh = base.bh * rateScale('bh', above15);
    this.ba = base.ba * rateScale('ba', above15);
    this.kh = base.kh * rateScale('kh', above15);
    this.ka = base.ka * rateScale('ka', above15);
  }
}
