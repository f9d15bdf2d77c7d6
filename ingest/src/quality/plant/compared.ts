import type { PlantCheck, SeriesKey } from '@banyu/contracts';
import type { QualityDirectory } from '../settings/quality-directory.ts';

/** A series, and how it is to be compared with others in a day. */
export interface Candidate {
  readonly key: SeriesKey;
  readonly checks: readonly PlantCheck[];
  readonly intervalSeconds: number;
}

/** By the settings that hold when the day begins. */
export function candidateAt(key: SeriesKey, begin: number, directory: QualityDirectory): Candidate {
  const dated = directory.settings(key);
  const { settings } = dated.findLast(({ from }) => from <= begin) ?? (dated[0] as (typeof dated)[number]);
  return { key, checks: settings.plantChecks, intervalSeconds: settings.intervalSeconds };
}

/** Those that a check has a use for: the others need not be read. */
export function compared(candidates: readonly Candidate[]): Candidate[] {
  const found = new Set<Candidate>();
  const flowAt = (point: string) =>
    candidates.filter(({ key }) => key.parameter === 'flow' && key.point === point);
  for (const one of candidates) {
    for (const check of one.checks) {
      const others = candidates.filter(
        (other) => other !== one && other.key.parameter === one.key.parameter && isOther(other, one, check),
      );
      if (others.length === 0) continue;
      const flows = check.check === 'removal' ? [...flowAt(one.key.point), ...flowAt(check.partner)] : [];
      for (const each of [one, ...others, ...flows]) found.add(each);
    }
  }
  return candidates.filter((candidate) => found.has(candidate));
}

/** How far back the checks look for the water that leaves, h. */
export function lookBackHours(checks: readonly PlantCheck[]): number {
  return Math.max(0, ...checks.map((check) => (check.check === 'removal' ? check.residenceHours : 0)));
}

function isOther(other: Candidate, one: Candidate, check: PlantCheck): boolean {
  return other.key.point === (check.check === 'neighbour' ? one.key.point : check.partner);
}
