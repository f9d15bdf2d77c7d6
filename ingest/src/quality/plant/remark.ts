import { FLAG, type ReadingBatch, type SeriesKey, testBit } from '@banyu/contracts';
import type { SpanReadings } from '@banyu/store';
import { ReadingColumns } from '../../columns.ts';
import type { PlantFinding } from './plant-finding.ts';
import { isOwnGood } from './plant-marks.ts';

/** A time in which a test speaks of a series: from ≤ t < to, Unix ms. */
interface Mark {
  readonly from: number;
  readonly to: number;
  readonly bit: number;
}

/** By point, device and parameter: when findings make its readings suspect. */
export type Marks = ReadonlyMap<string, readonly Mark[]>;

export function marksOf(findings: readonly PlantFinding[]): Marks {
  const marks = new Map<string, Mark[]>();
  for (const { check, parameter, side, other } of findings) {
    const bit = testBit(check === 'neighbour' ? 'neighbour' : 'mass_balance');
    for (const { point, device, marked } of [side, other]) {
      if (marked === undefined) continue;
      const name = nameOf({ point, device, parameter });
      const known = marks.get(name);
      const mark = { ...marked, bit };
      if (known === undefined) marks.set(name, [mark]);
      else known.push(mark);
    }
  }
  return marks;
}

export function nameOf({ point, device, parameter }: Omit<SeriesKey, 'plant'>): string {
  return `${point} ${device} ${parameter}`;
}

/** The readings that findings give another flag than they have, with that flag; undefined when there is none. */
export function remarked(key: SeriesKey, span: SpanReadings, marks: Marks): ReadingBatch | undefined {
  const ofSeries = marks.get(nameOf(key)) ?? [];
  const slot = { key, columns: undefined, index: 0 };
  const columns = new ReadingColumns();
  for (let i = 0; i < span.length; i += 1) {
    if (!isOwnGood(span.flag[i] as number, span.tests[i] as number)) continue;
    const t = span.t[i] as number;
    let tests = 0;
    for (const { from, to, bit } of ofSeries) if (from <= t && t < to) tests |= bit;
    if (tests === span.tests[i]) continue;
    const row = columns.length;
    columns.add(slot, t, span.value[i] as number, span.receivedAt[i] as number);
    const view = columns.view();
    view.flag[row] = tests === 0 ? FLAG.pass : FLAG.suspect;
    view.tests[row] = tests;
    view.settingsVersion[row] = span.settingsVersion[i] as number;
  }
  return columns.length === 0 ? undefined : columns.view();
}
