import type { PlantCheck } from '@banyu/contracts';
import { HOURS_ENOUGH } from './flow-balance.ts';
import { HOUR_MS } from './hourly-means.ts';
import { partnered } from './partnered.ts';
import type { ComparedSeries, PlantDay, PlantFinding } from './plant-finding.ts';

type Removal = Extract<PlantCheck, { check: 'removal' }>;

/**
 * A treatment plant does not make what it removes: the load that leaves in a day is at most the load that came in with
 * that water, a residence before. Loads are told per m³ (means weighted by the flow of each side): so a flow meter with
 * a fault, which the flow balance is there for, does not make a concentration suspect. Where no flow is measured, hours
 * weigh the same.
 */
export function removal(series: readonly ComparedSeries[], day: PlantDay): PlantFinding[] {
  if (!day.isOver) return [];
  const concentrations = series.filter(({ key }) => key.parameter !== 'flow');
  return partnered(concentrations, 'removal').flatMap(({ check, leaves, comes }) =>
    compare(check, leaves, comes, series, day),
  );
}

function compare(
  { factor, residenceHours }: Removal,
  leaves: ComparedSeries,
  comes: ComparedSeries,
  series: readonly ComparedSeries[],
  { begin, hours }: PlantDay,
): PlantFinding[] {
  const out = weightedMean(leaves, flowAt(leaves.key.point, series), 0, hours);
  const come = weightedMean(comes, flowAt(comes.key.point, series), -residenceHours, hours);
  if (out === undefined || come === undefined) return [];
  const limit = factor * come;
  if (out <= limit) return [];
  const from = begin;
  const to = begin + hours * HOUR_MS;
  const earlier = residenceHours * HOUR_MS;
  const side = ({ key: { point, device } }: ComparedSeries, value: number, before: number) => ({
    ...{ point, device, value, marked: { from: from - before, to: to - before } },
  });
  return [
    {
      check: 'removal',
      parameter: leaves.key.parameter,
      from,
      to,
      side: side(leaves, out, 0),
      other: side(comes, come, earlier),
      limit,
    },
  ];
}

/** Of several meters at a point, the first by name. */
function flowAt(point: string, series: readonly ComparedSeries[]): ComparedSeries | undefined {
  return series
    .filter(({ key }) => key.point === point && key.parameter === 'flow')
    .toSorted((a, b) => (a.key.device < b.key.device ? -1 : 1))[0];
}

/** Undefined when too few hours have a value, or no water flowed. */
function weightedMean(
  of: ComparedSeries,
  flow: ComparedSeries | undefined,
  first: number,
  hours: number,
): number | undefined {
  let sum = 0;
  let weights = 0;
  let count = 0;
  for (let hour = first; hour < first + hours; hour += 1) {
    const value = of.hours.get(hour);
    const weight = flow === undefined ? 1 : flow.hours.get(hour);
    if (value === undefined || weight === undefined) continue;
    sum += value * weight;
    weights += weight;
    count += 1;
  }
  return count < HOURS_ENOUGH || !(weights > 0) ? undefined : sum / weights;
}
