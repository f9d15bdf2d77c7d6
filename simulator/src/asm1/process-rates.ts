import type { Kinetics } from './kinetics.ts';
import { SALK, SND, SNH, SNO, SO, SS, XBA, XBH, XND, XS } from './state.ts';

/**
 * Writes the rates of the 8 processes (g/m³/d, order of PROCESSES) for the states that stand in `y` at `at` into
 * `rates`. Concentrations are cut at 0. Hydrolysis is written without a division by biomass or substrate,
 * h = kh XBH/(KX XBH + XS) [...], r7 = h XS, r8 = h XND, so that an empty tank is no special case.
 *
 * The plain form, for what rides along with the plant and for tests; the plant itself runs on the fused one in
 * reactor.ts.
 */
export function processRates(y: Float64Array, at: number, k: Kinetics, rates: Float64Array): void {
  const amount = (state: number) => Math.max(0, y[at + state]!);
  const xbh = amount(XBH);
  const xba = amount(XBA);
  const aerobic = monod(amount(SO), k.koh);
  const anoxic = (1 - aerobic) * monod(amount(SNO), k.kno);
  const onSubstrate = k.muh * monod(amount(SS), k.ks) * limit(amount(SNH), k.knhHeterotrophs) * xbh;
  const onAmmonium = k.mua * monod(amount(SNH), k.knh) * limit(amount(SALK), k.kalkAutotrophs) * xba;
  const hydrolysable = k.kx * xbh + amount(XS);
  const hydrolysis = hydrolysable > 0 ? ((k.kh * xbh) / hydrolysable) * (aerobic + k.etah * anoxic) : 0;
  rates[0] = onSubstrate * aerobic;
  rates[1] = k.etag * onSubstrate * anoxic;
  rates[2] = onAmmonium * monod(amount(SO), k.koa);
  rates[3] = k.bh * xbh;
  rates[4] = k.ba * xba;
  rates[5] = k.ka * amount(SND) * xbh;
  rates[6] = hydrolysis * amount(XS);
  rates[7] = hydrolysis * amount(XND);
}

/** As monod, without a limit where there is no half saturation. */
function limit(concentration: number, half: number): number {
  return half > 0 ? monod(concentration, half) : 1;
}

function monod(concentration: number, half: number): number {
  return concentration / (half + concentration);
}
