import type { Kinetics } from './kinetics.ts';
import * as state from './state.ts';

// Constants of this module, not imported bindings: the compiler folds the former and reads the latter at each use.
const { SI, SS, XI, XS, XBH, XBA, XP, SO, SNO, SNH, SND, XND, SALK } = state;

/**
 * A fully mixed tank: V dZ/dt = Q (Zin - Z) + V r, for oxygen also V KLa (SOsat - SO).
 *
 * Hot path. Everything that changes stands in fields, because a number handed to a function that is not inlined is
 * allocated each time.
 */
export class Reactor {
  readonly kinetics: Kinetics;
  /** What flows through over the volume, 1/d. */
  dilution = 0;
  /** Oxygen transfer coefficient, 1/d. */
  kla = 0;
  /** Saturation of oxygen, g/m³. */
  saturation = 8;
  /** Length of the step, d. */
  days = 0;
  /** How fast oxygen returned to its balance where `euler` was last asked, 1/d: minus d(dSO/dt)/dSO. */
  stiffness = 0;
  /** There too: growth of heterotrophs with and without oxygen, growth of autotrophs, decay of both, g COD/m³/d. */
  growth = 0;
  nitrifierGrowth = 0;
  decay = 0;

  constructor(kinetics: Kinetics) {
    this.kinetics = kinetics;
  }

  /**
   * Takes the 13 states that stand in `y` at `at` one explicit Euler step on, into `out` at the same place; the water
   * that comes in stands in `source` at `from`. Oxygen is too fast for that: what is written for it is its rate of
   * change, g/m³/d, and the solver does the rest.
   *
   * The processes and their stoichiometry in one piece; processRates() and stoichiometry() say the same at length.
   */
  euler(y: Float64Array, at: number, source: Float64Array, from: number, out: Float64Array): void {
    const k = this.kinetics;
    const h = this.days;
    const si = y[at + SI]!;
    const ss = y[at + SS]!;
    const xi = y[at + XI]!;
    const xs = y[at + XS]!;
    const xbh = y[at + XBH]!;
    const xba = y[at + XBA]!;
    const xp = y[at + XP]!;
    const so = y[at + SO]!;
    const sno = y[at + SNO]!;
    const snh = y[at + SNH]!;
    const snd = y[at + SND]!;
    const xnd = y[at + XND]!;
    const salk = y[at + SALK]!;

    // Concentrations are cut at 0 inside the rates only.
    const substrate = positive(ss);
    const slow = positive(xs);
    const oxygen = positive(so);
    const nitrate = positive(sno);
    const ammonium = positive(snh);
    const heterotrophs = positive(xbh);
    const autotrophs = positive(xba);

    const perOxygenH = 1 / (k.koh + oxygen);
    const perOxygenA = 1 / (k.koa + oxygen);
    const aerobic = oxygen * perOxygenH;
    const anoxic = k.koh * perOxygenH * (nitrate / (k.kno + nitrate));
    let onSubstrate = k.muh * (substrate / (k.ks + substrate)) * heterotrophs;
    let onAmmonium = k.mua * (ammonium / (k.knh + ammonium)) * autotrophs;
    if (k.knhHeterotrophs > 0) onSubstrate *= ammonium / (k.knhHeterotrophs + ammonium);
    if (k.kalkAutotrophs > 0) onAmmonium *= positive(salk) / (k.kalkAutotrophs + positive(salk));
    const hydrolysable = k.kx * heterotrophs + slow;
    const hydrolysis =
      hydrolysable > 0 ? ((k.kh * heterotrophs) / hydrolysable) * (aerobic + k.etah * anoxic) : 0;
    const r1 = onSubstrate * aerobic;
    const r2 = k.etag * onSubstrate * anoxic;
    const r3 = onAmmonium * oxygen * perOxygenA;
    const r4 = k.bh * heterotrophs;
    const r5 = k.ba * autotrophs;
    const r6 = k.ka * positive(snd) * heterotrophs;
    const r7 = hydrolysis * slow;
    const r8 = hydrolysis * positive(xnd);
    const growth = r1 + r2;
    const decay = r4 + r5;

    const fresh = h * this.dilution;
    const kept = 1 - fresh;
    out[at + SI] = kept * si + fresh * source[from + SI]!;
    out[at + SS] = kept * ss + fresh * source[from + SS]! + h * (r7 - k.substratePerGrowth * growth);
    out[at + XI] = kept * xi + fresh * source[from + XI]!;
    out[at + XS] = kept * xs + fresh * source[from + XS]! + h * (k.slowSubstratePerDecay * decay - r7);
    out[at + XBH] = kept * xbh + fresh * source[from + XBH]! + h * (growth - r4);
    out[at + XBA] = kept * xba + fresh * source[from + XBA]! + h * (r3 - r5);
    out[at + XP] = kept * xp + fresh * source[from + XP]! + h * (k.fp * decay);
    out[at + SO] =
      this.dilution * (source[from + SO]! - so) +
      this.kla * (this.saturation - so) -
      k.oxygenPerHeterotroph * r1 -
      k.oxygenPerAutotroph * r3;
    out[at + SNO] =
      kept * sno + fresh * source[from + SNO]! + h * (k.nitratePerAutotroph * r3 - k.nitratePerAnoxic * r2);
    out[at + SNH] =
      kept * snh + fresh * source[from + SNH]! + h * (r6 - k.ixb * growth - k.ammoniumPerAutotroph * r3);
    out[at + SND] = kept * snd + fresh * source[from + SND]! + h * (r8 - r6);
    out[at + XND] = kept * xnd + fresh * source[from + XND]! + h * (k.nitrogenPerDecay * decay - r8);
    out[at + SALK] =
      kept * salk +
      fresh * source[from + SALK]! +
      h *
        (k.alkalinityPerAerobic * r1 +
          k.alkalinityPerAnoxic * r2 +
          k.alkalinityPerAutotroph * r3 +
          k.alkalinityPerAmmonified * r6);
    this.growth = growth;
    this.nitrifierGrowth = r3;
    this.decay = decay;
    this.stiffness =
      k.oxygenPerHeterotroph * onSubstrate * k.koh * perOxygenH * perOxygenH +
      k.oxygenPerAutotroph * onAmmonium * k.koa * perOxygenA * perOxygenA +
      this.kla +
      this.dilution;
  }
}

function positive(value: number): number {
  return value > 0 ? value : 0;
}
