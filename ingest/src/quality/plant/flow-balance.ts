import type { PlantCheck } from '@banyu/contracts';
import { HOUR_MS } from './hourly-means.ts';
import { partnered } from './partnered.ts';
import type { ComparedSeries, PlantDay, PlantFinding } from './plant-finding.ts';

type FlowBalance = Extract<PlantCheck, { check: 'flow-balance' }>;

/** A day says something when both have so many of its hours. */
export const HOURS_ENOUGH = 18;

/**
 * The water of a day: what two meters counted in the hours that both have, but for what tanks between them may hold back.
 * Nobody knows which meter is wrong: both are suspect, all day.
 */
export function flowBalance(series: readonly ComparedSeries[], day: PlantDay): PlantFinding[] {
  if (!day.isOver) return [];
  const flows = series.filter(({ key }) => key.parameter === 'flow');
  return partnered(flows, 'flow-balance').flatMap(({ check, leaves, comes }) =>
    balance(check, leaves, comes, day),
  );
}

function balance(
  { tolerance, storageM3 }: FlowBalance,
  out: ComparedSeries,
  come: ComparedSeries,
  { begin, hours }: PlantDay,
): PlantFinding[] {
  const range = { from: begin, to: begin + hours * HOUR_MS };
  let left = 0;
  let came = 0;
  let common = 0;
  for (let hour = 0; hour < hours; hour += 1) {
    const outFlow = out.hours.get(hour);
    const inFlow = come.hours.get(hour);
    if (outFlow === undefined || inFlow === undefined) continue;
    // m³/h for an hour is m³.
    left += outFlow;
    came += inFlow;
    common += 1;
  }
  const limit = tolerance * Math.max(left, came) + storageM3;
  if (common < HOURS_ENOUGH || Math.abs(left - came) <= limit) return [];
  const side = ({ key: { point, device } }: ComparedSeries, value: number) => ({
    ...{ point, device, value, marked: range },
  });
  return [
    {
      check: 'flow-balance',
      parameter: 'flow',
      ...range,
      side: side(out, left),
      other: side(come, came),
      limit,
    },
  ];
}
