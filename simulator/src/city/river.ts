import { oxygenSaturation } from '../asm1/parameters.ts';
import { SALK, SO } from '../asm1/state.ts';
import { SEWAGE, waterOf } from './analysis.ts';
import { type Climate, RUNOFF } from './climate.ts';
import { HOUR_MS, localHour } from './local-time.ts';
import { MixedVolume, type Reactions } from './mixed-volume.ts';
import { type Noise, noiseAt } from './noise.ts';
import { CARBON, SALT, SOLIDS, TEMPERATURE, WATER_SIZE, type Water } from './water.ts';

/** A small urban river: so many times the plant's mean flow without rain, half of it with the seasons. */
const TIMES_PLANT_FLOW = 40;
const DRY_SHARE = 0.5;
/** m³ that run off for each mm of rain and m³/h of the plant's mean flow, over this time. */
const RUNOFF_M3_PER_MM = 40;
const RUNOFF_HOURS = 10;

/** The reach between the outfall and the downstream point. */
const REACH_HOURS = 0.5;
const REAERATION_PER_HOUR = 0.15;

const FLOW_NOISE: Noise = { channel: 21, deviation: 0.15, ms: 36 * HOUR_MS };
const LOAD_NOISE: Noise = { channel: 22, deviation: 0.2, ms: 6 * HOUR_MS };

/** Solids that a flood stirs up, g/m³ where the river is its own runoff. */
const STIRRED_SOLIDS = 400;

/**
 * The river as it comes without rain: near class II of Indonesia's rivers (PP 22/2021), as the Loji in Pekalongan is
 * reported to be. Single values are assumptions.
 */
const UPSTREAM = waterOf(
  {
    temperature: 28,
    cod: 21,
    bod: 3.6,
    tss: 38,
    nh3n: 0.4,
    organicNitrogen: 0.8,
    no3n: 1.4,
    totalPhosphorus: 0.2,
    inorganicCarbon: 2.6,
    ph: 7.3,
    dissolvedOxygen: 5.2,
    conductivity: 330,
    colour: 38,
    sulfide: 0.002,
    phenol: 0.002,
    chromium: 0.003,
    oilAndGrease: 0.4,
  },
  SEWAGE,
);

/** What the river carries evenly, whatever washes into it. */
const CARRIED: ReadonlySet<number> = new Set([SALK, CARBON, SALT, TEMPERATURE, SO]);
/** 1 for what varies with what washes into it, 0 for the rest. */
const VARIES = UPSTREAM.map((_, i) => (CARRIED.has(i) ? 0 : 1));

/** The river above the outfall, and the reach below it into which effluent and overflow mix. */
export class River {
  readonly upstream: Water = UPSTREAM.slice();
  readonly reach: MixedVolume;
  readonly meanM3PerHour: number;
  readonly #plantM3PerHour: number;
  readonly #seed: number;
  readonly #utcOffsetMs: number;
  readonly #climate: Climate;
  readonly #inflow: Water = UPSTREAM.slice();
  readonly #reactions: Reactions = {
    decay: new Float64Array(WATER_SIZE),
    gain: new Float64Array(WATER_SIZE),
  };
  #runoffM3: number;
  upstreamM3PerHour: number;
  downstreamM3PerHour: number;

  constructor(
    options: { seed: number; utcOffsetMs: number; plantM3PerHour: number; startMs: number },
    climate: Climate,
  ) {
    const { seed, utcOffsetMs, plantM3PerHour, startMs } = options;
    this.meanM3PerHour = TIMES_PLANT_FLOW * plantM3PerHour;
    this.#plantM3PerHour = plantM3PerHour;
    this.#seed = seed;
    this.#utcOffsetMs = utcOffsetMs;
    this.#climate = climate;
    this.upstreamM3PerHour = this.meanM3PerHour;
    this.downstreamM3PerHour = this.meanM3PerHour;
    this.reach = new MixedVolume(REACH_HOURS * this.meanM3PerHour, UPSTREAM);
    this.#runoffM3 = RUNOFF_M3_PER_MM * plantM3PerHour * climate.wetness(startMs);
    this.#reactions.decay[SO] = REAERATION_PER_HOUR;
  }

  /** `discharged`: what flows in from the plant over the step, by effluent and overflow: m³ and g. */
  step(hours: number, tMs: number, rainMmPerHour: number, dischargedM3: number, discharged: Water): void {
    this.#come(hours, tMs, rainMmPerHour);
    const fromPlant = dischargedM3 / hours;
    const below = this.upstreamM3PerHour + fromPlant;
    const inflow = this.#inflow;
    const { upstream, upstreamM3PerHour } = this;
    for (let i = 0; i < inflow.length; i++)
      inflow[i] = (upstreamM3PerHour * upstream[i]! + discharged[i]! / hours) / below;
    const temperature = this.reach.water[TEMPERATURE]!;
    this.#reactions.gain[SO] = REAERATION_PER_HOUR * oxygenSaturation(temperature);
    this.reach.step(hours, below, inflow, below, this.#reactions);
    this.downstreamM3PerHour = below;
  }

  /** What comes from above: flow by season, chance and rain; quality by sun, chance and rain. */
  #come(hours: number, tMs: number, rainMmPerHour: number): void {
    const { upstream } = this;
    this.#runoffM3 +=
      hours * (RUNOFF_M3_PER_MM * this.#plantM3PerHour * rainMmPerHour - this.#runoffM3 / RUNOFF_HOURS);
    const runoff = this.#runoffM3 / RUNOFF_HOURS;
    const season = DRY_SHARE + (1 - DRY_SHARE) * this.#climate.wetness(tMs);
    const base = this.meanM3PerHour * season * (1 + noiseAt(this.#seed, FLOW_NOISE, tMs));
    const share = runoff / (base + runoff);
    this.upstreamM3PerHour = base + runoff;

    const load = noiseAt(this.#seed, LOAD_NOISE, tMs);
    const ownShare = 1 - share;
    for (let i = 0; i < upstream.length; i++)
      upstream[i] = ownShare * UPSTREAM[i]! * (1 + load * VARIES[i]!) + share * RUNOFF[i]!;
    upstream[SOLIDS] = upstream[SOLIDS]! + STIRRED_SOLIDS * share * share;
    // -1 at four in the morning, 1 at four in the afternoon. Algae take carbon dioxide by day: pH rises with the sun.
    const sun = -Math.cos((2 * Math.PI * (localHour(tMs, this.#utcOffsetMs) - 4)) / 24);
    upstream[CARBON] = upstream[CARBON]! * (1 - 0.03 * sun);
    upstream[TEMPERATURE] = upstream[TEMPERATURE]! + 0.9 * sun;
    upstream[SO] = upstream[SO]! + (1 - share) * (0.7 * sun - 2.5 * load);
  }
}
