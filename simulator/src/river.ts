import { localHour } from './local-time.ts';
import { MixedVolume } from './mixed-volume.ts';
import { oxygenSaturation } from './oxygen.ts';
import { smoothNoise } from './random.ts';
import { perProperty, WATER, type Water, waterOf } from './water.ts';

/** A small urban river, so many times the plant's mean flow: large enough to dilute, small enough to notice. */
const TIMES_PLANT_FLOW = 20;

/** The reach between the outfall and the downstream point. */
const REACH_HOURS = 0.5;
const REAERATION_PER_HOUR = 0.15;

const FLOW_NOISE = 21;
const LOAD_NOISE = 22;
const FLOW_NOISE_MS = 36 * 3_600_000;
const LOAD_NOISE_MS = 6 * 3_600_000;

/** The river as it comes, on average. */
const UPSTREAM = waterOf({
  temperature: 27.8,
  codBiodegradable: 9,
  codInert: 11,
  tss: 38,
  nh3n: 0.6,
  organicNitrogen: 0.8,
  no3n: 1.4,
  totalPhosphorus: 0.25,
  inorganicCarbon: 2.4,
  ph: 7.25,
  dissolvedOxygen: 5.2,
  conductivity: 310,
  colour: 38,
  sulfide: 0.01,
  phenol: 0.001,
  chromium: 0.002,
  oilAndGrease: 0.4,
});

/** What the river carries evenly, whatever washes into it. */
const CARRIED: ReadonlySet<number> = new Set([WATER.alkalinity, WATER.conductivity]);

/** The river above the outfall, and the reach below it into which the effluent mixes. */
export class River {
  readonly upstream: Water = UPSTREAM.slice();
  readonly reach: MixedVolume;
  readonly meanM3PerHour: number;
  readonly #seed: number;
  readonly #utcOffsetMs: number;
  readonly #inflow: Water = UPSTREAM.slice();
  readonly #decay: Water = perProperty({ dissolvedOxygen: REAERATION_PER_HOUR }, 0);
  readonly #gain: Water = perProperty({}, 0);
  upstreamM3PerHour: number;
  downstreamM3PerHour: number;

  constructor(options: { seed: number; utcOffsetMs: number; plantM3PerHour: number }) {
    this.meanM3PerHour = TIMES_PLANT_FLOW * options.plantM3PerHour;
    this.#seed = options.seed;
    this.#utcOffsetMs = options.utcOffsetMs;
    this.upstreamM3PerHour = this.meanM3PerHour;
    this.downstreamM3PerHour = this.meanM3PerHour;
    this.reach = new MixedVolume(REACH_HOURS * this.meanM3PerHour, UPSTREAM);
  }

  step(hours: number, tMs: number, effluentM3PerHour: number, effluent: Water): void {
    const flowNoise = smoothNoise(this.#seed, FLOW_NOISE, tMs, FLOW_NOISE_MS);
    const loadNoise = smoothNoise(this.#seed, LOAD_NOISE, tMs, LOAD_NOISE_MS);
    /** -1 at four in the morning, 1 at four in the afternoon. */
    const sun = -Math.cos((2 * Math.PI * (localHour(tMs, this.#utcOffsetMs) - 4)) / 24);

    this.upstreamM3PerHour = this.meanM3PerHour * (1 + 0.4 * flowNoise);
    for (let i = 0; i < this.upstream.length; i++) {
      this.upstream[i] = (UPSTREAM[i] ?? 0) * (CARRIED.has(i) ? 1 : 1 + 0.2 * loadNoise);
    }
    // Algae take carbon dioxide by day: pH rises with the sun.
    this.upstream[WATER.inorganicCarbon] = (UPSTREAM[WATER.inorganicCarbon] ?? 0) * (1 - 0.04 * sun);
    this.upstream[WATER.temperature] = (UPSTREAM[WATER.temperature] ?? 0) + 0.9 * sun;
    this.upstream[WATER.dissolvedOxygen] =
      (UPSTREAM[WATER.dissolvedOxygen] ?? 0) + 0.7 * sun - 0.5 * loadNoise;

    const below = this.upstreamM3PerHour + effluentM3PerHour;
    for (let i = 0; i < this.#inflow.length; i++) {
      const load = this.upstreamM3PerHour * (this.upstream[i] ?? 0) + effluentM3PerHour * (effluent[i] ?? 0);
      this.#inflow[i] = load / below;
    }
    const temperature = this.reach.water[WATER.temperature] ?? 0;
    this.#gain[WATER.dissolvedOxygen] = REAERATION_PER_HOUR * oxygenSaturation(temperature);
    this.reach.step(hours, below, this.#inflow, below, { decay: this.#decay, gain: this.#gain });
    this.downstreamM3PerHour = below;
  }
}
