import type { SeriesFilter, TimeRange } from '../query.ts';

// Grammar: https://docs.influxdata.com/influxdb/v1/query_language/spec/

/** A name as InfluxQL reads it, whatever it holds. */
export function identifier(name: string): string {
  return `"${escaped(name).replaceAll('"', '\\"')}"`;
}

/** A text as InfluxQL reads it, whatever it holds. */
export function text(value: string): string {
  return `'${escaped(value).replaceAll("'", "\\'")}'`;
}

function escaped(raw: string): string {
  return raw.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** The instants InfluxDB can name, ms: a signed 64-bit count of nanoseconds. */
const TIME_LIMIT_MS = 9_223_372_036_854;

/** An instant in ms as InfluxQL reads it; what lies outside InfluxDB's time is brought to its edge. */
export function instant(t: number): string {
  return `${Math.min(Math.max(Math.ceil(t), -TIME_LIMIT_MS), TIME_LIMIT_MS)}ms`;
}

/** `WHERE` with all the conditions, or nothing. */
export function where(...conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

/** Conditions that leave the points of a filter's plant, point and device. */
export function ofSeries(filter: SeriesFilter): string[] {
  const tags = { plant: filter.plant, point: filter.point, device: filter.device };
  return Object.entries(tags).flatMap(([tag, value]) =>
    value === undefined ? [] : [`${identifier(tag)} = ${text(value)}`],
  );
}

/** One condition that leaves the points of these devices. */
export function ofDevices(devices: readonly string[]): string {
  return `(${devices.map((device) => `"device" = ${text(device)}`).join(' OR ')})`;
}

export function inRange(range: TimeRange): string[] {
  return [`time >= ${instant(range.from)}`, `time < ${instant(range.to)}`];
}

/** The tags of a reading. */
export const PLACE_TAGS = ['plant', 'point', 'device'] as const;

/** `GROUP BY` that makes a series of each device at each place. */
export const BY_PLACE = ` GROUP BY ${PLACE_TAGS.map(identifier).join(', ')}`;

/** `GROUP BY` buckets of `stepMs`, one of which begins at `origin`, and tags; buckets without readings are left out. */
export function byTime(stepMs: number, origin: number, tags: readonly string[] = []): string {
  const groups = [`time(${stepMs}ms, ${origin % stepMs}ms)`, ...tags.map(identifier)];
  return ` GROUP BY ${groups.join(', ')} fill(none)`;
}
