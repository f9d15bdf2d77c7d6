import { POINTS, QUANTITIES } from '@banyu/simulator';
import { z } from 'zod';
import { DEVICE_ENTRIES } from './device-entry.ts';
import { PLANT_ENTRIES } from './plant-entry.ts';
import { SeesText } from './sees.ts';
import { SENSOR_ENTRIES } from './sensor-entry.ts';
import { Offset, Span } from './span-of-time.ts';
import { StartText } from './start.ts';
import { Text } from './text.ts';

const ENTRIES = [...PLANT_ENTRIES, ...SENSOR_ENTRIES, ...DEVICE_ENTRIES] as const;

const KINDS = ENTRIES.map(({ shape }) => shape.kind.value);

export const Entry = z.discriminatedUnion('kind', ENTRIES, {
  error: `is no kind of thing that happens: write one of ${KINDS.join(', ')}`,
});
export type Entry = z.infer<typeof Entry>;

/** What somebody should see, and when at the latest, in the readings of a device or, where none measures, in truth. */
export const Expectation = z.strictObject({
  at: Offset,
  within: Span,
  point: z.enum(POINTS),
  parameter: z.enum(QUANTITIES),
  sees: SeesText,
  in: z.enum(['readings', 'truth']).default('readings'),
  text: Text,
});
export type Expectation = z.infer<typeof Expectation>;

export const Include = z.strictObject({
  file: z.string().min(1).max(200),
  at: Offset.default(0),
  expect: z.boolean().default(true),
});
export type Include = z.infer<typeof Include>;

/** One scenario file. All its times count from time 0 of the scenario, which is when the run begins or `start` says. */
export const ScenarioFile = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/, 'write small letters, digits and hyphens, at most 48'),
  title: Text,
  text: Text,
  start: StartText.optional(),
  include: z.array(Include).max(20).default([]),
  timeline: z.array(Entry).max(200).default([]),
  expect: z.array(Expectation).max(200).default([]),
});
export type ScenarioFile = z.infer<typeof ScenarioFile>;

/** The keys that an entry of a kind may have; undefined for a kind that does not exist. */
export function keysOf(kind: unknown): readonly string[] | undefined {
  const entry = ENTRIES.find(({ shape }) => shape.kind.value === kind);
  return entry === undefined ? undefined : Object.keys(entry.shape);
}
