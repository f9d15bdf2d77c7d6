import type { ReadingBatch } from '@banyu/contracts';
import { HOUR_MS } from './hourly-means.ts';

/** By plant, the UTC hours (Unix ms of their begin) whose readings are other ones than they were. */
export type PlantHours = Map<string, Set<number>>;

/** Notes the hours of a batch; per reading a division and a comparison, as neighbouring rows share their hour. */
export function noteHours({ series, length, seriesIndex, t }: ReadingBatch, into: PlantHours): void {
  const lastOf = new Float64Array(series.length).fill(Number.NaN);
  for (let row = 0; row < length; row += 1) {
    const index = seriesIndex[row] as number;
    const hour = Math.floor((t[row] as number) / HOUR_MS) * HOUR_MS;
    if (lastOf[index] === hour) continue;
    lastOf[index] = hour;
    note(into, series[index]?.plant ?? '', hour);
  }
}

/** Notes every hour of a time, Unix ms, both ends inside. */
export function noteRange(plant: string, from: number, to: number, into: PlantHours): void {
  for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour <= to; hour += HOUR_MS) note(into, plant, hour);
}

export function absorbHours(from: PlantHours, into: PlantHours): void {
  for (const [plant, hours] of from) for (const hour of hours) note(into, plant, hour);
}

function note(into: PlantHours, plant: string, hour: number): void {
  const hours = into.get(plant);
  if (hours === undefined) into.set(plant, new Set([hour]));
  else hours.add(hour);
}
