import type { PlantCheck } from '@banyu/contracts';
import { HOUR_MS } from './hourly-means.ts';
import type { ComparedSeries, PlantDay, PlantFinding } from './plant-finding.ts';

type Neighbour = Extract<PlantCheck, { check: 'neighbour' }>;

/**
 * Devices at one point that measure the same parameter, hour by hour (QARTOD's neighbour test, by means instead of rates:
 * two sensors in the same water). Of two that contradict each other nobody knows which is wrong: both are suspect. Of more, one is
 * when it contradicts more than half of the others.
 */
export function neighbours(series: readonly ComparedSeries[], day: PlantDay): PlantFinding[] {
  const findings: PlantFinding[] = [];
  const groups = Map.groupBy(series, ({ key }) => `${key.point} ${key.parameter}`);
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    for (let hour = 0; hour < day.hours; hour += 1) findings.push(...inHour(group, hour, day));
  }
  return findings;
}

interface Pair {
  readonly a: ComparedSeries;
  readonly b: ComparedSeries;
  readonly limit: number;
}

function inHour(group: readonly ComparedSeries[], hour: number, { begin }: PlantDay): PlantFinding[] {
  const pairs: Pair[] = [];
  const compared = new Map<ComparedSeries, { others: number; against: number }>();
  const count = (each: ComparedSeries, isAgainst: boolean) => {
    const { others, against } = compared.get(each) ?? { others: 0, against: 0 };
    compared.set(each, { others: others + 1, against: against + Number(isAgainst) });
  };
  for (const [i, a] of group.entries()) {
    for (const b of group.slice(i + 1)) {
      const limit = limitOf(a, b, hour);
      if (limit === undefined) continue;
      const contradicts = Math.abs(meanOf(a, hour) - meanOf(b, hour)) > limit;
      count(a, contradicts);
      count(b, contradicts);
      if (contradicts) pairs.push({ a, b, limit });
    }
  }
  const range = { from: begin + hour * HOUR_MS, to: begin + (hour + 1) * HOUR_MS };
  const side = (each: ComparedSeries) => {
    const { others, against } = compared.get(each) ?? { others: 0, against: 0 };
    return {
      point: each.key.point,
      device: each.key.device,
      value: meanOf(each, hour),
      ...(2 * against > others && { marked: range }),
    };
  };
  return pairs.map(({ a, b, limit }) => ({
    check: 'neighbour',
    parameter: a.key.parameter,
    ...range,
    side: side(a),
    other: side(b),
    limit,
  }));
}

/** The wider of what both allow; undefined when one has no such hour, or is not to be compared. */
function limitOf(a: ComparedSeries, b: ComparedSeries, hour: number): number | undefined {
  if (!a.hours.has(hour) || !b.hours.has(hour)) return undefined;
  const larger = Math.max(Math.abs(meanOf(a, hour)), Math.abs(meanOf(b, hour)));
  const limits = [a, b].map(({ checks }) => {
    const check = checks.find((each): each is Neighbour => each.check === 'neighbour');
    return check === undefined ? undefined : check.tolerance + check.share * larger;
  });
  const [ofA, ofB] = limits;
  return ofA === undefined || ofB === undefined ? undefined : Math.max(ofA, ofB);
}

function meanOf({ hours }: ComparedSeries, hour: number): number {
  return hours.get(hour) ?? Number.NaN;
}
