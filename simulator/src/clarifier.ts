import { MixedVolume } from './mixed-volume.ts';
import { WATER, WATER_SIZE, type Water } from './water.ts';

const RETENTION_HOURS = 5;

/** Part of the sludge that escapes at mean flow; it grows with the flow. */
const CARRY_OVER = 0.0045;

/** COD of escaped sludge, g per g TSS: half of it biodegradable. */
const COD_PER_TSS = 0.9;

/** Settles the sludge, delays the rest: what leaves is the effluent. */
export class Clarifier {
  readonly tank: MixedVolume;
  readonly #meanM3PerHour: number;
  readonly #feed: Water = new Float64Array(WATER_SIZE);

  constructor(meanM3PerHour: number, water: Water) {
    this.tank = new MixedVolume(RETENTION_HOURS * meanM3PerHour, water);
    this.#meanM3PerHour = meanM3PerHour;
  }

  step(hours: number, flowM3PerHour: number, mixedLiquor: Water): void {
    const feed = this.#feed;
    feed.set(mixedLiquor);
    const escaped =
      CARRY_OVER * Math.sqrt(flowM3PerHour / this.#meanM3PerHour) * (mixedLiquor[WATER.tss] ?? 0);
    feed[WATER.tss] = escaped;
    const cod = (COD_PER_TSS * escaped) / 2;
    feed[WATER.codBiodegradable] = (feed[WATER.codBiodegradable] ?? 0) + cod;
    feed[WATER.codInert] = (feed[WATER.codInert] ?? 0) + cod;
    this.tank.step(hours, flowM3PerHour, feed, flowM3PerHour);
  }
}
