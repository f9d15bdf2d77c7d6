import { DISTURBANCE_LIMITS, type Disturbance } from '@banyu/simulator';
import { z } from 'zod';
import { Offset, Span } from './span-of-time.ts';
import { Text } from './text.ts';

const within = ([min, max]: readonly [number, number]) => z.number().min(min).max(max);
const L = DISTURBANCE_LIMITS;

const DURING = { at: Offset, for: Span, note: Text.optional() };

/** What happens to the plant: the simulator's disturbances, with spans of time as people write them. */
export const PLANT_ENTRIES = [
  z.strictObject({ ...DURING, kind: z.literal('toxic-shock'), toxin: within(L['toxic-shock'].toxin) }),
  z.strictObject({
    ...DURING,
    kind: z.literal('bulking'),
    severity: within(L.bulking.severity),
    ramp: Offset.optional(),
  }),
  z.strictObject({
    ...DURING,
    kind: z.literal('blower-failure'),
    remaining: within(L['blower-failure'].remaining).default(0),
  }),
  z.strictObject({
    ...DURING,
    kind: z.literal('pump-trip'),
    remaining: within(L['pump-trip'].remaining).default(0),
  }),
  z.strictObject({ ...DURING, kind: z.literal('storm'), rainMmPerHour: within(L.storm.rainMmPerHour) }),
  z.strictObject({
    ...DURING,
    kind: z.literal('illegal-dumping'),
    flowM3PerHour: within(L['illegal-dumping'].flowM3PerHour),
    cod: within(L['illegal-dumping'].cod),
    colour: within(L['illegal-dumping'].colour),
    chromium: within(L['illegal-dumping'].chromium),
    ph: within(L['illegal-dumping'].ph),
  }),
  z.strictObject({ ...DURING, kind: z.literal('power-cut') }),
  z.strictObject({
    ...DURING,
    kind: z.literal('overload'),
    flowFactor: within(L.overload.flowFactor).default(1),
    strengthFactor: within(L.overload.strengthFactor).default(1),
    ramp: Offset.optional(),
  }),
] as const;

export type PlantEntry = z.infer<(typeof PLANT_ENTRIES)[number]>;

/** The disturbance that an entry is, in a scenario whose time 0 is `zeroMs`, Unix ms. */
export function disturbanceOf(entry: PlantEntry, zeroMs: number): Disturbance {
  const fromMs = zeroMs + entry.at;
  const during = { fromMs, toMs: fromMs + entry.for };
  switch (entry.kind) {
    case 'toxic-shock':
      return { kind: entry.kind, ...during, toxin: entry.toxin };
    case 'bulking':
      return { kind: entry.kind, ...during, severity: entry.severity, ...rampOf(entry) };
    case 'blower-failure':
    case 'pump-trip':
      return { kind: entry.kind, ...during, remaining: entry.remaining };
    case 'storm':
      return { kind: entry.kind, ...during, rainMmPerHour: entry.rainMmPerHour };
    case 'illegal-dumping': {
      const { kind, flowM3PerHour, cod, colour, chromium, ph } = entry;
      return { kind, ...during, flowM3PerHour, cod, colour, chromium, ph };
    }
    case 'power-cut':
      return { kind: entry.kind, ...during };
    case 'overload': {
      const { kind, flowFactor, strengthFactor } = entry;
      return { kind, ...during, flowFactor, strengthFactor, ...rampOf(entry) };
    }
  }
}

function rampOf({ ramp }: { readonly ramp?: number | undefined }): { rampMs?: number } {
  return ramp === undefined ? {} : { rampMs: ramp };
}
