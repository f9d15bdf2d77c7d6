import { PARAMETER_IDS } from '@banyu/contracts';
import { type SensorFault, WRONG_UNITS } from '@banyu/firmware-sim';
import { POINTS } from '@banyu/simulator';
import { z } from 'zod';
import { Offset, Span } from './span-of-time.ts';
import { Text } from './text.ts';

const Parameter = z.enum(PARAMETER_IDS);

const SINCE = { at: Offset, for: Span.optional(), note: Text.optional(), point: z.enum(POINTS) };
const AT_PROBE = { ...SINCE, parameter: Parameter };
const WORK = {
  ...AT_PROBE,
  for: Span,
  shows: z.union([z.literal('held'), z.number()]).default('held'),
};

/** What happens to the sensors of a device, by sampling point and parameter. Without `for` it stays. */
export const SENSOR_ENTRIES = [
  z.strictObject({
    ...AT_PROBE,
    kind: z.literal('drift'),
    shape: z.enum(['linear', 'random-walk']).default('linear'),
    perDay: z.number(),
  }),
  z.strictObject({
    ...AT_PROBE,
    kind: z.literal('fouling'),
    ratePerDay: z.number().positive(),
    damping: z.number().min(0).max(1),
    bias: z.number().default(0),
    wipedEvery: Span.optional(),
  }),
  z.strictObject({ ...AT_PROBE, kind: z.literal('bias'), offset: z.number() }),
  z.strictObject({ ...AT_PROBE, kind: z.literal('gain'), factor: z.number() }),
  z.strictObject({ ...AT_PROBE, kind: z.literal('stuck') }),
  z.strictObject({
    ...AT_PROBE,
    kind: z.literal('spikes'),
    perHour: z.number().positive(),
    height: z.number(),
    lasts: Span.optional(),
  }),
  z.strictObject({
    ...AT_PROBE,
    kind: z.literal('dropout'),
    perDay: z.number().positive().optional(),
    lasts: Span.optional(),
    shows: z.enum(['nothing', 'low-current']).default('nothing'),
  }),
  z
    .strictObject({
      ...AT_PROBE,
      kind: z.literal('saturation'),
      min: z.number().optional(),
      max: z.number().optional(),
    })
    .refine(({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }) => min < max, {
      path: ['max'],
      message: 'must be above min',
    }),
  z
    .strictObject({ ...AT_PROBE, kind: z.literal('wrong-unit'), unit: z.string() })
    .superRefine(({ parameter, unit }, context) => {
      const units = Object.keys(WRONG_UNITS[parameter] ?? {});
      if (units.includes(unit)) return;
      const message =
        units.length === 0
          ? `${parameter} is shown in one unit only: take this entry out`
          : `"${unit}" is no other unit of ${parameter}: write one of ${units.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['unit'], message });
    }),
  z.strictObject({ ...WORK, kind: z.literal('calibration'), offsetAfter: z.number().default(0) }),
  z.strictObject({ ...WORK, kind: z.literal('cleaning') }),
  z
    .strictObject({ ...SINCE, kind: z.literal('swapped'), parameters: z.tuple([Parameter, Parameter]) })
    .refine(({ parameters: [one, other] }) => one !== other, {
      path: ['parameters'],
      message: 'are twice the same: write two different ones',
    }),
] as const;

export type SensorEntry = z.infer<(typeof SENSOR_ENTRIES)[number]>;

/** The parameters whose probes an entry is about. */
export function probesOf(entry: SensorEntry): readonly z.infer<typeof Parameter>[] {
  return entry.kind === 'swapped' ? entry.parameters : [entry.parameter];
}

/** The fault that an entry is, in a scenario whose time 0 is `zeroMs`, Unix ms. */
export function sensorFaultOf(entry: SensorEntry, zeroMs: number): SensorFault {
  const from = zeroMs + entry.at;
  const since = { from, ...(entry.for !== undefined && { to: from + entry.for }) };
  if (entry.kind === 'swapped') return { fault: entry.kind, ...since, parameters: entry.parameters };
  const at = { ...since, parameter: entry.parameter };
  switch (entry.kind) {
    case 'drift':
      return { fault: entry.kind, ...at, shape: entry.shape, perDay: entry.perDay };
    case 'fouling': {
      const { kind, ratePerDay, damping, bias, wipedEvery } = entry;
      const wiped = wipedEvery !== undefined && { wipedEveryMs: wipedEvery };
      return { fault: kind, ...at, ratePerDay, damping, bias, ...wiped };
    }
    case 'bias':
      return { fault: entry.kind, ...at, offset: entry.offset };
    case 'gain':
      return { fault: entry.kind, ...at, factor: entry.factor };
    case 'stuck':
      return { fault: entry.kind, ...at };
    case 'spikes':
      return { fault: entry.kind, ...at, perHour: entry.perHour, height: entry.height, ...lastsOf(entry) };
    case 'dropout': {
      const { kind, perDay, shows } = entry;
      return { fault: kind, ...at, shows, ...(perDay !== undefined && { perDay }), ...lastsOf(entry) };
    }
    case 'saturation': {
      const { kind, min, max } = entry;
      return { fault: kind, ...at, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    }
    case 'wrong-unit':
      return { fault: entry.kind, ...at, unit: entry.unit };
    case 'calibration': {
      const { kind, shows, offsetAfter } = entry;
      return { fault: kind, ...at, to: from + entry.for, shows, offsetAfter };
    }
    case 'cleaning':
      return { fault: entry.kind, ...at, to: from + entry.for, shows: entry.shows };
  }
}

function lastsOf({ lasts }: { readonly lasts?: number | undefined }): { lastsMs?: number } {
  return lasts === undefined ? {} : { lastsMs: lasts };
}
