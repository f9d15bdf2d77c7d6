import { type ParameterId, parameterOf } from '@banyu/contracts';
import { createRandom } from '@banyu/simulator';
import type { Sensor } from '../ports.ts';
import { NOISE } from './noise.ts';

/** One value in so many is missing: a bubble, a cleaning, a lost cable. */
const MISSING_ONE_IN = 700;

/** What is true of a parameter at an instant, in its canonical unit; undefined where there is nothing to measure. */
export type TruthAt = (parameter: ParameterId, t: number) => number | undefined;

/**
 * Sensors in good order: noise around the truth, the span and the decimals of the contract, now and then no value.
 * The same for the same seed, parameter and instant.
 */
export function instruments(truthAt: TruthAt, seed: number): Sensor {
  return (parameter, t) => {
    const truth = truthAt(parameter, t);
    const known = parameterOf(parameter);
    if (truth === undefined || known === undefined) return null;
    const random = createRandom(seed, t, hash(parameter));
    if (random() * MISSING_ONE_IN < 1) return null;
    const { absolute, relative } = NOISE[parameter] ?? { absolute: 0, relative: 0.02 };
    const noisy = truth + (absolute + relative * Math.abs(truth)) * gaussian(random);
    const [min, max] = known.span;
    return quantized(Math.min(max, Math.max(min, noisy)), known.decimals);
  };
}

function quantized(value: number, decimals: number): number {
  const steps = 10 ** decimals;
  // Plus 0: never the negative zero.
  return Math.round(value * steps) / steps + 0;
}

/** Standard normal, by Box and Muller. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function hash(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return h;
}
