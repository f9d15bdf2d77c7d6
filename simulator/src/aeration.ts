import { MixedVolume } from './mixed-volume.ts';
import { oxygenSaturation } from './oxygen.ts';
import { perProperty, WATER, type Water } from './water.ts';

const RETENTION_HOURS = 24;

/** First-order removal in the aerated tank, 1/h: apparent rates that give believable effluents, no kinetics. */
const REMOVAL = perProperty(
  {
    codBiodegradable: 1.2,
    nh3n: 0.3,
    organicNitrogen: 0.2,
    no3n: 0.08,
    totalPhosphorus: 0.04,
    colour: 0.015,
    sulfide: 0.6,
    phenol: 0.3,
    chromium: 0.02,
    oilAndGrease: 0.2,
  },
  0,
);

/** Sludge made of COD removed, g TSS per g COD, and the age at which it is wasted. */
const SLUDGE_YIELD = 0.45;
const SLUDGE_AGE_HOURS = 20 * 24;

/** Oxygen that COD and ammonia take, g per g: what is not built into sludge, and full nitrification. */
const OXYGEN_PER_COD = 0.5;
const OXYGEN_PER_NITROGEN = 4.57;
/** Respiration of the sludge itself, g O2 per g TSS and hour. */
const ENDOGENOUS_PER_HOUR = 0.002;
const OXYGEN_HALF_SATURATION = 0.3;

/** The blowers follow dissolved oxygen: set point in mg/L, transfer coefficient in 1/h. */
const OXYGEN_SET_POINT = 2;
const TRANSFER = { least: 2, most: 12, perHourAndMgPerL: 4 } as const;

/** Carbon dioxide is stripped towards what air holds. */
const STRIPPING_PER_HOUR = 0.25;
/** Heat goes to the air. */
const COOLING_PER_HOUR = 0.02;

/** The activated sludge tank. Its water is that between the flocs; only TSS counts the flocs. */
export class Aeration {
  readonly tank: MixedVolume;
  readonly #decay: Water = REMOVAL.slice();
  readonly #gain: Water = perProperty({}, 0);
  #transferPerHour = 5;

  constructor(meanM3PerHour: number, water: Water) {
    this.tank = new MixedVolume(RETENTION_HOURS * meanM3PerHour, water);
  }

  step(hours: number, flowM3PerHour: number, inflow: Water, airTemperature: number): void {
    const { tank } = this;
    const of = (index: number): number => tank.water[index] ?? 0;
    const decay = this.#decay;
    const gain = this.#gain;
    const removed = (index: number): number => (REMOVAL[index] ?? 0) * of(index);

    const nitrified = removed(WATER.nh3n);
    const denitrified = removed(WATER.no3n);
    gain[WATER.nh3n] = removed(WATER.organicNitrogen);
    gain[WATER.no3n] = nitrified;
    // 2 eq a mole of nitrogen nitrified, 1 given back denitrified, 1 given by ammonification; 14 g a mole.
    gain[WATER.alkalinity] = (-2 * nitrified + denitrified + removed(WATER.organicNitrogen)) / 14;

    // The clarifier gives back the sludge that flows over to it, so only what is wasted leaves.
    const returned = (flowM3PerHour / tank.volumeM3) * of(WATER.tss);
    gain[WATER.tss] = returned + SLUDGE_YIELD * removed(WATER.codBiodegradable);
    decay[WATER.tss] = 1 / SLUDGE_AGE_HOURS;

    decay[WATER.temperature] = COOLING_PER_HOUR;
    gain[WATER.temperature] = COOLING_PER_HOUR * airTemperature;
    decay[WATER.inorganicCarbon] = STRIPPING_PER_HOUR;
    gain[WATER.inorganicCarbon] = STRIPPING_PER_HOUR * Math.max(0.02, 1.04 * of(WATER.alkalinity));

    const oxygen = of(WATER.dissolvedOxygen);
    const uptake =
      OXYGEN_PER_COD * removed(WATER.codBiodegradable) +
      OXYGEN_PER_NITROGEN * nitrified +
      ENDOGENOUS_PER_HOUR * of(WATER.tss);
    const wanted = this.#transferPerHour + hours * TRANSFER.perHourAndMgPerL * (OXYGEN_SET_POINT - oxygen);
    this.#transferPerHour = Math.min(TRANSFER.most, Math.max(TRANSFER.least, wanted));
    decay[WATER.dissolvedOxygen] = this.#transferPerHour + uptake / (OXYGEN_HALF_SATURATION + oxygen);
    gain[WATER.dissolvedOxygen] = this.#transferPerHour * oxygenSaturation(of(WATER.temperature));

    tank.step(hours, flowM3PerHour, inflow, flowM3PerHour, { decay, gain });
  }
}
