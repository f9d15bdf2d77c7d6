import type { DerivedFigure, DerivedPeriod } from '@banyu/contracts';
import { type Hours, type PlantHours, WATERS, type Water } from './plant-hours.ts';

const HOUR_MS = 3_600_000;
const HOURS_PER_DAY = 24;
/** mg/L times m³ is g. */
const GRAMS_PER_KILOGRAM = 1_000;

/** A period of the plant's calendar, or what has passed of it: from ≤ t < to, Unix ms. */
export interface Period {
  readonly plant: string;
  readonly period: DerivedPeriod;
  readonly from: number;
  readonly to: number;
}

/**
 * What the hours of a period say: volume in m³ of the hours that were measured (others are not estimated), loads in kg/d
 * of the hours that have flow and concentration, and the share of the load that was removed over the hours that have
 * both loads. Of hours alone: how long water takes through the plant is not looked at, which a day and longer forgives.
 */
export function periodFigures(
  hours: PlantHours,
  { plant, period, from, to }: Period,
): readonly DerivedFigure[] {
  const all = Math.ceil((to - from) / HOUR_MS);
  const base = { plant, period, t: from };
  const within = (of: Hours): readonly (readonly [number, number])[] =>
    [...of].filter(([t]) => t >= from && t < to);
  const loads = {
    influent: loadsAt(hours, 'influent', within),
    effluent: loadsAt(hours, 'effluent', within),
  };
  const figures: DerivedFigure[] = [];
  for (const point of WATERS) {
    const flow = within(hours[point].flow);
    if (flow.length > 0) {
      const value = sum(flow.map(([, m3PerHour]) => m3PerHour));
      figures.push({ ...base, figure: 'volume', point, value, completeness: flow.length / all });
    }
    for (const [parameter, kilograms] of loads[point]) {
      if (kilograms.size === 0) continue;
      const value = (sum([...kilograms.values()]) / kilograms.size) * HOURS_PER_DAY;
      figures.push({ ...base, figure: 'load', point, parameter, value, completeness: kilograms.size / all });
    }
  }
  for (const [parameter, arriving] of loads.influent) {
    const leaving = loads.effluent.get(parameter);
    const both = [...arriving].filter(([t]) => leaving?.has(t));
    const came = sum(both.map(([, kilograms]) => kilograms));
    if (leaving === undefined || came <= 0) continue;
    const went = sum(both.map(([t]) => leaving.get(t) ?? 0));
    figures.push({
      ...base,
      figure: 'removal',
      parameter,
      value: 1 - went / came,
      completeness: both.length / all,
    });
  }
  return figures;
}

/** kg by hour, by parameter; a water whose flow nobody measures flows like the other one. */
function loadsAt(
  hours: PlantHours,
  point: Water,
  within: (of: Hours) => readonly (readonly [number, number])[],
): ReadonlyMap<string, Hours> {
  const other = point === 'influent' ? 'effluent' : 'influent';
  const flow = hours[point].flow.size > 0 ? hours[point].flow : hours[other].flow;
  return new Map(
    [...hours[point].concentrations].map(([parameter, concentration]) => [
      parameter,
      new Map(
        within(concentration).flatMap(([t, mgPerLitre]) => {
          const m3 = flow.get(t);
          return m3 === undefined ? [] : [[t, (m3 * mgPerLitre) / GRAMS_PER_KILOGRAM] as const];
        }),
      ),
    ]),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
