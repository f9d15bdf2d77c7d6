/** When something is wrong: from the one instant to, but not at, the other. Unix ms. */
interface During {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Something poisonous in the influent. It stays in the tanks for days after it has stopped coming. */
export interface ToxicShock extends During {
  readonly kind: 'toxic-shock';
  /** In the influent, g/m³. Where a tank holds 1 g/m³ nitrifiers grow half as fast, at 5 g/m³ heterotrophs do. */
  readonly toxin: number;
}

/** Filamentous sludge that settles ever worse, and recovers as slowly after the end. */
export interface Bulking extends During {
  readonly kind: 'bulking';
  /** 0 is good sludge; 1 settles a tenth as fast and hardly thickens. */
  readonly severity: number;
  /** Until it is as bad as that, and after the end until it is good again. Default: half the time from begin to end. */
  readonly rampMs?: number;
}

/** Blowers that are out of order. */
export interface BlowerFailure extends During {
  readonly kind: 'blower-failure';
  /** Share of the blowers' capacity that is left, 0 to 1. Default 0. */
  readonly remaining?: number;
}

/** The pump that empties the equalization tank is out of order. */
export interface PumpTrip extends During {
  readonly kind: 'pump-trip';
  /** Share of what it should pump that it still pumps, 0 to 1. Default 0. */
  readonly remaining?: number;
}

/** Rain beside what the seasons bring. */
export interface Storm extends During {
  readonly kind: 'storm';
  readonly rainMmPerHour: number;
}

/** Somebody empties a tank truck or a vat into the last manhole. Units as in Truth. */
export interface IllegalDumping extends During {
  readonly kind: 'illegal-dumping';
  readonly flowM3PerHour: number;
  readonly cod: number;
  readonly colour: number;
  readonly chromium: number;
  readonly ph: number;
}

/** No mains: pumps, blowers and dosing stand still. What the devices do is not the plant's to say. */
export interface PowerCut extends During {
  readonly kind: 'power-cut';
}

/** More comes, from households and workshops alike: slowly, until it is so much more, and then until the end. */
export interface Overload extends During {
  readonly kind: 'overload';
  /** Times the flow. Default 1. */
  readonly flowFactor?: number;
  /** Times the concentrations of what the water carries. Default 1. */
  readonly strengthFactor?: number;
  /** Until it is as much as that. Default: the whole time. */
  readonly rampMs?: number;
}

/** What can go wrong with a plant. Any of them may be at once, of one kind too. */
export type Disturbance =
  | ToxicShock
  | Bulking
  | BlowerFailure
  | PumpTrip
  | Storm
  | IllegalDumping
  | PowerCut
  | Overload;

export type DisturbanceKind = Disturbance['kind'];

/** Bounds of each magnitude, by kind; the kinds in the order people read them. */
export const DISTURBANCE_LIMITS = {
  'toxic-shock': { toxin: [0, 10_000] },
  bulking: { severity: [0, 1], rampMs: [0, 3.2e10] },
  'blower-failure': { remaining: [0, 1] },
  'pump-trip': { remaining: [0, 1] },
  storm: { rainMmPerHour: [0, 300] },
  'illegal-dumping': {
    flowM3PerHour: [0, 1_000],
    cod: [0, 50_000],
    colour: [0, 50_000],
    chromium: [0, 1_000],
    ph: [1, 13.5],
  },
  'power-cut': {},
  overload: { flowFactor: [0.1, 10], strengthFactor: [0.1, 10], rampMs: [0, 3.2e10] },
} as const satisfies Readonly<
  Record<DisturbanceKind, Readonly<Record<string, readonly [min: number, max: number]>>>
>;

export const DISTURBANCE_KINDS = Object.keys(DISTURBANCE_LIMITS) as readonly DisturbanceKind[];

/** What is wrong with a disturbance, or undefined: an end that is not after the begin, a magnitude out of bounds. */
export function disturbanceProblem(disturbance: Disturbance): string | undefined {
  const { kind, fromMs, toMs } = disturbance;
  if (!(fromMs < toMs)) return `${kind} lasts from ${fromMs} to ${toMs} ms, expected an end after its begin`;
  const values: Readonly<Record<string, unknown>> = { ...disturbance };
  const limits: Readonly<Record<string, readonly [number, number]>> = DISTURBANCE_LIMITS[kind];
  for (const [name, [min, max]] of Object.entries(limits)) {
    const value = values[name];
    if (value === undefined) continue;
    if (typeof value === 'number' && value >= min && value <= max) continue;
    return `${name} of ${kind} is ${String(value)}, expected ${min} to ${max}`;
  }
  return undefined;
}

/** How far a disturbance is there at an instant, 0 to 1: rising and falling ones in part. */
export function extent(disturbance: Disturbance, tMs: number): number {
  const { kind, fromMs, toMs } = disturbance;
  if (tMs < fromMs) return 0;
  switch (kind) {
    case 'bulking': {
      const ramp = disturbance.rampMs ?? (toMs - fromMs) / 2;
      const risen = risenTo((tMs < toMs ? tMs : toMs) - fromMs, ramp);
      return tMs < toMs ? risen : Math.max(0, risen - risenTo(tMs - toMs, ramp));
    }
    case 'overload':
      return tMs < toMs ? risenTo(tMs - fromMs, disturbance.rampMs ?? toMs - fromMs) : 0;
    default:
      return tMs < toMs ? 1 : 0;
  }
}

/** Share of a ramp that has passed; one without length is at its end. */
function risenTo(passedMs: number, rampMs: number): number {
  return rampMs > 0 ? Math.min(1, passedMs / rampMs) : 1;
}
