import type { Asm1Parameters } from './parameters.ts';
import { SALK, SND, SNH, SNO, SO, SS, STATES, XBA, XBH, XND, XP, XS } from './state.ts';

/** The 8 processes of ASM1, in the order of the report. */
export const PROCESSES = [
  'aerobic growth of heterotrophs',
  'anoxic growth of heterotrophs',
  'aerobic growth of autotrophs',
  'decay of heterotrophs',
  'decay of autotrophs',
  'ammonification',
  'hydrolysis of organics',
  'hydrolysis of organic nitrogen',
] as const;

/** Oxygen that one g of ammonia N takes to become nitrate, g. */
export const O2_PER_NITRATE = 4.57;
/** Oxygen demand that one g of nitrate N takes away when it becomes N2, g. */
export const O2_PER_DENITRIFIED = 2.86;
/** g N a mole. */
export const N_MOLAR = 14;
/** Moles of alkalinity that nitrifying one g of ammonia N takes: two for each mole. */
export const ALKALINITY_PER_NITRATE = 2 / N_MOLAR;

/**
 * The matrix of Henze et al. (1987): what each process turns over of each state, for one unit of its rate.
 * Row: process, column: state. The fused form in reactor.ts must agree with it; a test holds the two together.
 */
export function stoichiometry(p: Asm1Parameters): readonly Float64Array[] {
  const rows = PROCESSES.map(() => new Float64Array(STATES));
  const set = (process: number, entries: readonly (readonly [state: number, coefficient: number])[]) => {
    for (const [state, coefficient] of entries) rows[process]![state] = coefficient;
  };
  set(0, [
    [SS, -1 / p.yh],
    [XBH, 1],
    [SO, -(1 - p.yh) / p.yh],
    [SNH, -p.ixb],
    [SALK, -p.ixb / N_MOLAR],
  ]);
  set(1, [
    [SS, -1 / p.yh],
    [XBH, 1],
    [SNO, -(1 - p.yh) / (O2_PER_DENITRIFIED * p.yh)],
    [SNH, -p.ixb],
    [SALK, (1 - p.yh) / (N_MOLAR * O2_PER_DENITRIFIED * p.yh) - p.ixb / N_MOLAR],
  ]);
  set(2, [
    [XBA, 1],
    [SO, -(O2_PER_NITRATE - p.ya) / p.ya],
    [SNO, 1 / p.ya],
    [SNH, -p.ixb - 1 / p.ya],
    [SALK, -p.ixb / N_MOLAR - ALKALINITY_PER_NITRATE / p.ya],
  ]);
  const decay = (biomass: number): readonly (readonly [number, number])[] => [
    [XS, 1 - p.fp],
    [biomass, -1],
    [XP, p.fp],
    [XND, p.ixb - p.fp * p.ixp],
  ];
  set(3, decay(XBH));
  set(4, decay(XBA));
  set(5, [
    [SNH, 1],
    [SND, -1],
    [SALK, 1 / N_MOLAR],
  ]);
  set(6, [
    [SS, 1],
    [XS, -1],
  ]);
  set(7, [
    [SND, 1],
    [XND, -1],
  ]);
  return rows;
}
