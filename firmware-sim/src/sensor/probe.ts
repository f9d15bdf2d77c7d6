import { InvalidInputError, type ParameterId, parameterOf } from '@banyu/contracts';
import { hash } from './chance.ts';
import { DelayLine } from './delay-line.ts';
import { Drift } from './drift.ts';
import { episodeAt } from './episodes.ts';
import { type FaultOf, isThere } from './fault.ts';
import { filmAt } from './fouling.ts';
import { LagChain } from './lag-chain.ts';
import { benchmarkNoise, type Noise, noiseAt } from './noise.ts';
import type { ProbeFaults } from './probe-faults.ts';
import { RESPONSE_CLASSES, type Response, type ResponseClass } from './response-class.ts';
import { SampleAndHold } from './sample-and-hold.ts';
import { inWrongUnit } from './wrong-unit.ts';

/** A probe or analyser in good order. Values are in the parameter's canonical unit. */
export interface ProbeOptions {
  readonly parameter: ParameterId;
  readonly responseClass: ResponseClass;
  /** What its 4–20 mA stand for: it shows no less and no more. */
  readonly range: readonly [min: number, max: number];
  /** How long the water is on its way to it, ms; kept to the steps in which the water is seen. Default 0. */
  readonly delayMs?: number;
  /** Default: the benchmark's, 2.5 % of the range. */
  readonly noise?: Noise;
  /** The step of its display. Default: as the contract's decimals. */
  readonly resolution?: number;
  /** It shows this when there is less. */
  readonly detectionLimit?: number;
  /** Values that go missing in good order too (a bubble, a cable moved): so many times a day, for so long. */
  readonly gaps?: { readonly perDay: number; readonly lastsMs: number };
}

/** A 4–20 mA loop at 3.5 mA, below the 3.6 mA that NAMUR NE 43 keeps for failures: a share of the range. */
const LOW_CURRENT = (3.5 - 4) / 16;
const DROPOUT_LASTS_MS = 5_000;
const SPIKE_LASTS_MS = 1_000;
const SPIKES = 3;
const DROPOUTS = 4;
const GAPS = 5;

/**
 * One probe, from the water to the display:
 * delay → lags → film, gain, offset → noise → sample and hold → spikes → range → detection limit → display step →
 * stuck or held in service → drop-out → unit.
 *
 * The water is told in steps and stands still between them; only they change the state, and the lags are solved
 * exactly, so that what it says at an instant does not depend on when it was asked before. The order of lags, noise,
 * hold and range is that of the benchmark's sensor models.
 */
export class Probe {
  readonly #options: ProbeOptions;
  readonly #noise: Noise;
  readonly #resolution: number;
  readonly #response: Response;
  readonly #faults: ProbeFaults;
  readonly #seed: number;
  readonly #drifts = new Map<FaultOf<'drift'>, Drift>();
  /** What was shown when a fault that holds the value began. */
  readonly #held = new Map<object, number>();
  readonly #delay: DelayLine;
  readonly #lags: LagChain;
  readonly #hold: SampleAndHold | undefined;
  #seenMs: number;
  #truth: number;
  #input: number;

  /** At rest in water of that value. Throws InvalidInputError for options that make no sense. */
  constructor(options: ProbeOptions, faults: ProbeFaults, seed: number, t: number, truth: number) {
    checkProbe(options);
    const { parameter, range, responseClass, delayMs = 0 } = options;
    this.#options = options;
    this.#noise = options.noise ?? benchmarkNoise(range);
    this.#resolution = options.resolution ?? 10 ** -(parameterOf(parameter)?.decimals ?? 3);
    this.#response = RESPONSE_CLASSES[responseClass];
    this.#faults = faults;
    this.#seed = (seed ^ hash(parameter)) | 0;
    this.#delay = new DelayLine(delayMs);
    this.#seenMs = t;
    this.#truth = truth;
    this.#input = this.#delay.pass(t, truth);
    this.#lags = new LagChain(this.#response.lags, truth);
    const { everyMs, late } = this.#response;
    if (everyMs > 0) this.#hold = new SampleAndHold(everyMs, late, this.#signalAt(t));
  }

  /** What is true now, to its knowledge: never shown. */
  get truth(): number {
    return this.#truth;
  }

  /** The water has this value from `t` on, and had the one seen before until then. Instants rise. */
  see(t: number, truth: number): void {
    this.#keepWhatIsHeld(t);
    this.#lags.advance(t - this.#seenMs, this.#tauMs(), this.#input);
    this.#seenMs = t;
    this.#truth = truth;
    this.#input = this.#delay.pass(t, truth);
  }

  /** What it shows at an instant from the last one seen on; null for no signal. */
  read(t: number): number | null {
    const at = Math.max(t, this.#seenMs);
    const { gaps } = this.#options;
    if (gaps !== undefined && this.#isAway(gaps, 0, GAPS, at)) return null;
    if (this.#faults.count === 0) return this.#measuredAt(at);
    const dropout = this.#faults.dropout.find((fault) => isThere(fault, at));
    if (dropout !== undefined && this.#isAway(dropout, dropout.from, DROPOUTS, at)) {
      const [min, max] = this.#options.range;
      return dropout.shows === 'nothing' ? null : min + LOW_CURRENT * (max - min);
    }
    const shown = this.#shownAt(at);
    const wrong = this.#faults.wrongUnit.find((fault) => isThere(fault, at));
    return wrong === undefined ? shown : inWrongUnit(this.#options.parameter, wrong.unit, shown);
  }

  #shownAt(t: number): number {
    const service =
      this.#faults.calibration.find((fault) => isThere(fault, t)) ??
      this.#faults.cleaning.find((fault) => isThere(fault, t));
    if (service !== undefined) {
      return service.shows === 'held' ? this.#heldBy(service) : this.#displayed(service.shows, t);
    }
    const stuck = this.#faults.stuck.find((fault) => isThere(fault, t));
    return stuck === undefined ? this.#measuredAt(t) : this.#heldBy(stuck);
  }

  #heldBy(fault: { readonly fault: string; readonly from: number }): number {
    const held = this.#held.get(fault);
    if (held !== undefined) return held;
    const from = Math.max(fault.from, this.#seenMs);
    // A probe may be stuck already when people come to it.
    const stuck = this.#faults.stuck.find((other) => other !== fault && isThere(other, from));
    return stuck === undefined || stuck.from === fault.from ? this.#measuredAt(from) : this.#heldBy(stuck);
  }

  /** Before the state moves on to `t`: what can be known only with the state of now. */
  #keepWhatIsHeld(t: number): void {
    const { stuck, calibration, cleaning } = this.#faults;
    if (stuck.length + calibration.length + cleaning.length > 0) {
      for (const fault of [...stuck, ...calibration, ...cleaning]) {
        if (fault.from < t && !this.#held.has(fault)) this.#held.set(fault, this.#heldBy(fault));
      }
    }
    this.#hold?.measure(this.#seenMs, t, (at) => this.#signalAt(at));
  }

  #measuredAt(t: number): number {
    const signal = this.#hold?.shownAt(t, this.#seenMs, (at) => this.#signalAt(at)) ?? this.#signalAt(t);
    const spikes = this.#faults.spikes.find((fault) => isThere(fault, t));
    if (spikes === undefined) return this.#displayed(signal, t);
    const { from, perHour, height, lastsMs = SPIKE_LASTS_MS } = spikes;
    const spike = episodeAt({ from, perHour, lastsMs }, this.#seed, SPIKES, t);
    return this.#displayed(signal + height * (spike?.sign ?? 0), t);
  }

  /** As it comes from the cell, noise and all. */
  #signalAt(t: number): number {
    const lagged = this.#lags.output(t - this.#seenMs, this.#tauMs(), this.#input);
    const film = filmAt(this.#faults.fouling, this.#faults.cleaning, t);
    const { gain, offset } = this.#calibrationAt(t);
    const signal = gain * film.gain * lagged + film.bias + offset;
    return signal + noiseAt(this.#noise, this.#seed, t, signal);
  }

  #calibrationAt(t: number): { gain: number; offset: number } {
    const { calibration, bias, gain, drift } = this.#faults;
    if (calibration.length + bias.length + gain.length + drift.length === 0) return { gain: 1, offset: 0 };
    let calibratedMs = Number.NEGATIVE_INFINITY;
    let offset = 0;
    for (const { to, offsetAfter = 0 } of calibration) {
      if (to > t || to <= calibratedMs) continue;
      calibratedMs = to;
      offset = offsetAfter;
    }
    const uncured = (fault: { from: number; to?: number }): boolean =>
      isThere(fault, t) && fault.from >= calibratedMs;
    offset += bias.find(uncured)?.offset ?? 0;
    const drifting = drift.find((fault) => isThere(fault, t));
    if (drifting !== undefined) {
      offset += this.#driftOf(drifting).between(Math.max(drifting.from, calibratedMs), t);
    }
    return { gain: gain.find(uncured)?.factor ?? 1, offset };
  }

  #driftOf(fault: FaultOf<'drift'>): Drift {
    const drift = this.#drifts.get(fault) ?? new Drift(fault, this.#seed);
    this.#drifts.set(fault, drift);
    return drift;
  }

  /** As the display can show it: in range, not below the detection limit, in steps. */
  #displayed(value: number, t: number): number {
    let [min, max] = this.#options.range;
    const saturation = this.#faults.saturation.find((fault) => isThere(fault, t));
    if (saturation !== undefined) {
      min = Math.max(min, saturation.min ?? min);
      max = Math.min(max, saturation.max ?? max);
    }
    const inRange = Math.min(max, Math.max(min, value));
    return quantized(Math.max(inRange, this.#options.detectionLimit ?? inRange), this.#resolution);
  }

  #isAway(
    { perDay, lastsMs = DROPOUT_LASTS_MS }: Pick<FaultOf<'dropout'>, 'perDay' | 'lastsMs'>,
    from: number,
    channel: number,
    t: number,
  ): boolean {
    if (perDay === undefined) return true;
    return episodeAt({ from, perHour: perDay / 24, lastsMs }, this.#seed, channel, t) !== undefined;
  }

  #tauMs(): number {
    return this.#response.tauMs * filmAt(this.#faults.fouling, this.#faults.cleaning, this.#seenMs).slower;
  }
}

function checkProbe({
  parameter,
  range: [min, max],
  delayMs = 0,
  noise,
  resolution = 1,
}: ProbeOptions): void {
  const refuse = (key: string, value: unknown, expected: string): never => {
    const field = `${parameter}.${key}`;
    throw new InvalidInputError(`${field} is ${value}, expected ${expected}`, { field });
  };
  if (!(max > min && Number.isFinite(max - min))) refuse('range', `${min} to ${max}`, 'min below max');
  if (!(delayMs >= 0 && Number.isFinite(delayMs))) refuse('delayMs', delayMs, '0 or more');
  if (!(resolution > 0)) refuse('resolution', resolution, 'more than 0');
  const { absolute, relative, everyMs = 1 } = noise ?? { absolute: 0, relative: 0 };
  if (!(absolute >= 0 && relative >= 0)) refuse('noise', `${absolute} and ${relative}`, '0 or more');
  if (!(everyMs > 0)) refuse('noise.everyMs', everyMs, 'more than 0');
}

/** The nearest whole number of steps, without the dust of binary fractions, and never the negative zero. */
function quantized(value: number, resolution: number): number {
  const perUnit = Math.round(1 / resolution);
  // 0.1, 0.01, 0.5 and the like: dividing by a whole number leaves no dust, and is much cheaper.
  if (Math.abs(perUnit * resolution - 1) < 1e-12) return Math.round(value * perUnit) / perUnit + 0;
  return Number((Math.round(value / resolution) * resolution).toPrecision(12)) + 0;
}
