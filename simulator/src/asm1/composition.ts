import { type Asm1Parameters, BSM1_PARAMETERS } from './parameters.ts';
import { SI, SND, SNH, SNO, SS, XBA, XBH, XI, XND, XP, XS } from './state.ts';

/** What a laboratory would find in the water whose 13 states begin at `at` of `z`. All g/m³. */

/** Total COD. */
export function codAt(z: Float64Array, at: number): number {
  return z[at + SI]! + z[at + SS]! + z[at + XI]! + z[at + XS]! + z[at + XBH]! + z[at + XBA]! + z[at + XP]!;
}

/** Kjeldahl nitrogen: ammonium and organic. */
export function kjeldahlNitrogenAt(z: Float64Array, at: number, p: Asm1Parameters = BSM1_PARAMETERS): number {
  return (
    z[at + SNH]! +
    z[at + SND]! +
    z[at + XND]! +
    p.ixb * (z[at + XBH]! + z[at + XBA]!) +
    p.ixp * (z[at + XP]! + z[at + XI]!)
  );
}

/** Kjeldahl nitrogen, nitrite and nitrate. */
export function totalNitrogenAt(z: Float64Array, at: number, p: Asm1Parameters = BSM1_PARAMETERS): number {
  return kjeldahlNitrogenAt(z, at, p) + z[at + SNO]!;
}

/** Share of degradable COD that five days take: the benchmark's figures (Alex et al. 2008). */
export const BOD5_SHARE = { influent: 0.65, effluent: 0.25 } as const;

export function bod5At(
  z: Float64Array,
  at: number,
  water: keyof typeof BOD5_SHARE,
  p: Asm1Parameters = BSM1_PARAMETERS,
): number {
  return BOD5_SHARE[water] * (z[at + SS]! + z[at + XS]! + (1 - p.fp) * (z[at + XBH]! + z[at + XBA]!));
}
