import { DEMO_STATIONS } from '@banyu/firmware-sim';
import type { Point } from '@banyu/simulator';
import type { Problem } from './problem.ts';
import { endOf, type Place, type Scenario } from './scenario.ts';
import type { Entry } from './scenario-file.ts';
import { probesOf } from './sensor-entry.ts';
import { writeSpan } from './span-of-time.ts';

/** What does not fit the plant's devices, or each other, in a scenario whose files are good one by one. */
export function contradictionsIn({ timeline, expectations }: Scenario): readonly Problem[] {
  const problems: Problem[] = [];
  timeline.forEach(({ entry, place }, index) => {
    if ('point' in entry) {
      for (const parameter of probesOf(entry)) tellUnmeasured(entry.point, parameter, place, problems);
    }
    const targets = targetsOf(entry);
    const other = timeline.slice(0, index).find((before) => {
      const sameTarget = targetsOf(before.entry).some((target) => targets.includes(target));
      return sameTarget && meet(before.entry, entry);
    });
    if (other === undefined) return;
    const { file, line } = other.place;
    const message = `is a ${entry.kind} of ${targets.join(' and ')} at ${writeSpan(entry.at)}, while the one in ${file}:${line ?? '?'} goes on: let one end before the other begins`;
    problems.push({ ...place, message });
  });
  for (const { expectation, place } of expectations) {
    const { point, parameter } = expectation;
    if (expectation.in === 'readings') {
      tellUnmeasured(point, parameter, place, problems, ', or add "in: truth"');
    } else if (['off by', 'flat', 'missing', 'flag'].includes(expectation.sees.sign)) {
      const message = `sees what only readings can be, in truth: take "in: truth" out`;
      problems.push({ ...place, message });
    }
  }
  return problems;
}

function tellUnmeasured(
  point: Point,
  parameter: string,
  place: Place,
  problems: Problem[],
  otherwise = '',
): void {
  const measured: readonly string[] = DEMO_STATIONS.filter((station) => station.point === point).flatMap(
    ({ parameters }) => parameters,
  );
  if (measured.includes(parameter)) return;
  const message = `is about ${parameter} at ${point}, which nothing measures: write one of ${measured.join(', ')}${otherwise}`;
  problems.push({ ...place, message });
}

/** What may have one fault of a kind at a time: a probe, a device; a plant may have any number. */
function targetsOf(entry: Entry): readonly string[] {
  if ('device' in entry) return [entry.device];
  return 'point' in entry ? probesOf(entry).map((parameter) => `${parameter} at ${entry.point}`) : [];
}

function meet(a: Entry, b: Entry): boolean {
  return a.kind === b.kind && a.at < endOf(b) && b.at < endOf(a);
}
