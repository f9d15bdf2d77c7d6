import { bod5At, codAt, kjeldahlNitrogenAt, totalNitrogenAt } from '../asm1/composition.ts';
import { SNH, SNO, STATES, solidsAt } from '../asm1/state.ts';
import type { Bsm1Plant } from './plant.ts';

/** Effluent limits of the benchmark, g/m³. */
export const EFFLUENT_LIMITS = { totalNitrogen: 18, cod: 100, ammonia: 4, tss: 30, bod5: 10 } as const;
export type LimitedQuality = keyof typeof EFFLUENT_LIMITS;

/** How long and how often a limit was passed. */
export interface Violation {
  readonly limit: number;
  readonly percentOfTime: number;
  /** Upward crossings. */
  readonly times: number;
}

/**
 * The benchmark's figures for a stretch of time (Alex et al. 2008, section 6). No external carbon is dosed, so none is in
 * the cost index.
 */
export interface Evaluation {
  readonly days: number;
  /** kg/d. */
  readonly influentQualityIndex: number;
  readonly effluentQualityIndex: number;
  /** kWh/d. */
  readonly aerationEnergy: number;
  readonly pumpingEnergy: number;
  readonly mixingEnergy: number;
  /** kg solids/d, to be disposed of; with the effluent's, total. */
  readonly sludgeProduction: number;
  readonly totalSludgeProduction: number;
  readonly operationalCostIndex: number;
  /** m³/d. */
  readonly effluentFlow: number;
  /** Flow-weighted means of the effluent, g/m³. */
  readonly effluent: Readonly<Record<LimitedQuality | 'nitrate' | 'kjeldahlNitrogen', number>>;
  /** 95th percentiles over time, g/m³. */
  readonly percentile95: Readonly<Record<'ammonia' | 'totalNitrogen' | 'tss', number>>;
  readonly violations: Readonly<Record<LimitedQuality, Violation>>;
}

/** kWh for a m³ moved. */
const PUMPING = { internal: 0.004, returned: 0.008, wasted: 0.05 } as const;
/** kW for a m³ of a tank that air does not mix: one with less transfer than this, 1/d. */
const MIXING = 0.005;
const MIXED_BY_AIR = 20;
/** kg of oxygen transferred for a kWh. */
const OXYGEN_PER_KWH = 1.8;
const SLUDGE_COST = 5;

const QUALITIES = [
  'totalNitrogen',
  'cod',
  'ammonia',
  'tss',
  'bod5',
] as const satisfies readonly LimitedQuality[];

/**
 * Adds up the benchmark's figures while a plant runs. Samples hold for the time they stand for (the benchmark's
 * rectangle rule on 15-minute samples); what is sampled is the plant as it is at the sample's beginning.
 */
export class Evaluator {
  readonly #plant: Bsm1Plant;
  readonly #effluent = new Float64Array(STATES);
  readonly #underflow = new Float64Array(STATES);
  readonly #samples: Record<LimitedQuality | 'nitrate' | 'kjeldahlNitrogen', number[]>;
  readonly #sampleDays: number[] = [];
  readonly #flow: number[] = [];
  #influentLoad = 0;
  #effluentLoad = 0;
  #oxygen = 0;
  #pumping = 0;
  #mixing = 0;
  #wastedSolidsKg = 0;
  #solidsAtStartKg: number | undefined;
  #solidsAtEndKg = 0;

  constructor(plant: Bsm1Plant) {
    this.#plant = plant;
    this.#samples = {
      totalNitrogen: [],
      cod: [],
      ammonia: [],
      tss: [],
      bod5: [],
      nitrate: [],
      kjeldahlNitrogen: [],
    };
  }

  /** Takes the plant as it is, with the inflow and controls of the time to come, for `days`. */
  sample(days: number): void {
    const plant = this.#plant;
    const { inflow, controls, parameters } = plant;
    const out = this.#effluent;
    plant.effluent(out);
    plant.underflow(this.#underflow);
    const wasted = Math.min(controls.wasteSludge, inflow.flow);
    const flow = inflow.flow - wasted;

    const quality = {
      totalNitrogen: totalNitrogenAt(out, 0, parameters),
      kjeldahlNitrogen: kjeldahlNitrogenAt(out, 0, parameters),
      cod: codAt(out, 0),
      ammonia: out[SNH]!,
      nitrate: out[SNO]!,
      tss: solidsAt(out, 0),
      bod5: bod5At(out, 0, 'effluent', parameters),
    };
    for (const name of [...QUALITIES, 'nitrate', 'kjeldahlNitrogen'] as const) {
      this.#samples[name].push(quality[name]);
    }
    this.#sampleDays.push(days);
    this.#flow.push(flow);

    this.#effluentLoad += pollution(quality) * flow * days;
    const raw = inflow.states;
    this.#influentLoad +=
      pollution({
        tss: solidsAt(raw, 0),
        cod: codAt(raw, 0),
        kjeldahlNitrogen: kjeldahlNitrogenAt(raw, 0, parameters),
        nitrate: raw[SNO]!,
        bod5: bod5At(raw, 0, 'influent', parameters),
      }) *
      inflow.flow *
      days;

    plant.volumesM3.forEach((volume, tank) => {
      const kla = controls.kla[tank]!;
      this.#oxygen += plant.tanks[tank]!.saturation * volume * kla * days;
      if (kla < MIXED_BY_AIR) this.#mixing += 24 * MIXING * volume * days;
    });
    this.#pumping +=
      (PUMPING.internal * controls.internalRecycle +
        PUMPING.returned * controls.returnSludge +
        PUMPING.wasted * wasted) *
      days;
    this.#wastedSolidsKg += (solidsAt(this.#underflow, 0) * wasted * days) / 1_000;
    this.#solidsAtEndKg = plant.solidsKg();
    this.#solidsAtStartKg ??= this.#solidsAtEndKg;
  }

  /** The figures over all samples. The sludge in the plant is counted at the first and the last sample, as published. */
  result(): Evaluation {
    const days = sum(this.#sampleDays);
    const volume = sum(this.#flow.map((flow, i) => flow * this.#sampleDays[i]!));
    const mean = (name: keyof Evaluation['effluent']) =>
      sum(this.#samples[name].map((value, i) => value * this.#flow[i]! * this.#sampleDays[i]!)) / volume;
    const aerationEnergy = this.#oxygen / (1_000 * OXYGEN_PER_KWH * days);
    const pumpingEnergy = this.#pumping / days;
    const mixingEnergy = this.#mixing / days;
    const sludgeProduction =
      (this.#solidsAtEndKg - (this.#solidsAtStartKg ?? 0) + this.#wastedSolidsKg) / days;
    const effluent = {
      totalNitrogen: mean('totalNitrogen'),
      cod: mean('cod'),
      ammonia: mean('ammonia'),
      tss: mean('tss'),
      bod5: mean('bod5'),
      nitrate: mean('nitrate'),
      kjeldahlNitrogen: mean('kjeldahlNitrogen'),
    };
    const violation = (name: LimitedQuality) =>
      violationOf(this.#samples[name], this.#sampleDays, EFFLUENT_LIMITS[name]);
    return {
      days,
      influentQualityIndex: this.#influentLoad / (1_000 * days),
      effluentQualityIndex: this.#effluentLoad / (1_000 * days),
      aerationEnergy,
      pumpingEnergy,
      mixingEnergy,
      sludgeProduction,
      totalSludgeProduction: sludgeProduction + (effluent.tss * volume) / (1_000 * days),
      operationalCostIndex: aerationEnergy + pumpingEnergy + SLUDGE_COST * sludgeProduction + mixingEnergy,
      effluentFlow: volume / days,
      effluent,
      percentile95: {
        ammonia: percentile(this.#samples.ammonia, 0.95),
        totalNitrogen: percentile(this.#samples.totalNitrogen, 0.95),
        tss: percentile(this.#samples.tss, 0.95),
      },
      violations: {
        totalNitrogen: violation('totalNitrogen'),
        cod: violation('cod'),
        ammonia: violation('ammonia'),
        tss: violation('tss'),
        bod5: violation('bod5'),
      },
    };
  }
}

/** The quality indices' weighted sum, g/m³. */
function pollution(
  q: Readonly<Record<'tss' | 'cod' | 'kjeldahlNitrogen' | 'nitrate' | 'bod5', number>>,
): number {
  return 2 * q.tss + q.cod + 30 * q.kjeldahlNitrogen + 10 * q.nitrate + 2 * q.bod5;
}

function violationOf(values: readonly number[], days: readonly number[], limit: number): Violation {
  let above = 0;
  let times = 0;
  values.forEach((value, i) => {
    if (!(value > limit)) return;
    above += days[i]!;
    if (!(values[i - 1]! > limit)) times += 1;
  });
  return { limit, percentOfTime: (100 * above) / sum(days), times };
}

/** Of evenly spaced samples: sample k of n, sorted, stands at (k - 1/2)/n; linear between. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = Math.min(Math.max(share * sorted.length - 0.5, 0), sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
