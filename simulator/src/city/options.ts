import { type Disturbance, disturbanceProblem } from '../disturbance.ts';
import type { Holiday } from './holiday.ts';

export interface PlantOptions {
  /** Where the simulation begins, Unix ms. The plant has then been running for `warmUpDays`. */
  readonly startMs: number;
  /** Whole number; another seed is another plant's luck. Default 1. */
  readonly seed?: number;
  /** Local time less UTC, minutes: decides when people bathe and workshops work. Default 420, Asia/Jakarta. */
  readonly utcOffsetMinutes?: number;
  /** Influent of an ordinary working day, m³/d; tanks are sized to it. Default 400. */
  readonly flowM3PerDay?: number;
  /** From a sludge that is near what it will be; disturbances before the start count. Default 5. */
  readonly warmUpDays?: number;
  /** Share of batik workshops and dye houses in that flow, 0 (a domestic plant) to 0.9. Default 0.4. */
  readonly workshopShare?: number;
  /** Coagulant before the primary settler, g/m³ of polyaluminium chloride. Default 120. */
  readonly coagulantGPerM3?: number;
  /** In place of Indonesia's public holidays and the days around Lebaran. */
  readonly holidays?: readonly Holiday[];
  /** What goes wrong when. Default: nothing. */
  readonly disturbances?: readonly Disturbance[];
}

const DEFAULTS = {
  seed: 1,
  utcOffsetMinutes: 420,
  flowM3PerDay: 400,
  warmUpDays: 5,
  workshopShare: 0.4,
  coagulantGPerM3: 120,
  holidays: undefined,
  disturbances: [],
} as const;

const LIMITS = {
  /** To the year 9999, the last that a date is written with. */
  startMs: [0, 2.5e14],
  flowM3PerDay: [1, 1e6],
  utcOffsetMinutes: [-1_440, 1_440],
  warmUpDays: [0, 365],
  workshopShare: [0, 0.9],
  coagulantGPerM3: [0, 1_000],
} as const;

/** The options with what is not given. */
export type CompleteOptions = Required<Omit<PlantOptions, 'holidays'>> & {
  readonly holidays: readonly Holiday[] | undefined;
};

/** Throws RangeError for options outside their range. */
export function completed(options: PlantOptions): CompleteOptions {
  const all: CompleteOptions = { ...DEFAULTS, ...options };
  for (const [name, [min, max]] of Object.entries(LIMITS)) {
    const value = all[name as keyof typeof LIMITS];
    if (!(value >= min && value <= max))
      throw new RangeError(`${name} is ${value}, expected ${min} to ${max}`);
  }
  if (!Number.isSafeInteger(all.seed)) throw new RangeError(`seed is ${all.seed}, expected a whole number`);
  for (const disturbance of all.disturbances) {
    const problem = disturbanceProblem(disturbance);
    if (problem !== undefined) throw new RangeError(problem);
  }
  return all;
}
