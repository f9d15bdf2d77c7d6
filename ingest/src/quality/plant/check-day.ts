import { flowBalance } from './flow-balance.ts';
import { neighbours } from './neighbour.ts';
import type { ComparedSeries, PlantDay, PlantFinding } from './plant-finding.ts';
import { removal } from './removal.ts';

/** What contradicts what among the series of a plant, in a day. In the order of the series, which is to be that of their names. */
export function checkDay(series: readonly ComparedSeries[], day: PlantDay): PlantFinding[] {
  return [...neighbours(series, day), ...flowBalance(series, day), ...removal(series, day)];
}
