import { lockText } from '../../corrections/locks.ts';
import { lockOn } from '../locked-results.ts';
import type { SampleWithResults } from '../samples.ts';
import type { Notice, SavedSample, TableContext } from './verdict.ts';

/** What the rows before have said, by sample. */
export type SeenSamples = Map<
  string,
  Pick<SavedSample, 'point' | 'kind' | 'from' | 'to' | 'custody'> & {
    readonly parameters: ReadonlySet<string>;
  }
>;

/** Holds a row against the rows before it and what is saved; a row without faults counts as seen. */
export function againstOthers(
  { sample, results }: SampleWithResults,
  seen: SeenSamples,
  context: TableContext,
): { readonly faults: readonly Notice[]; readonly warnings: readonly Notice[] } {
  const saved = context.saved.get(sample.id);
  const before = seen.get(sample.id);
  const faults: Notice[] = [];
  const facts = { point: sample.point, kind: sample.kind, from: sample.from, to: sample.to ?? sample.from };
  for (const other of [before, saved]) {
    if (other === undefined) continue;
    const differs = (['point', 'kind', 'from', 'to'] as const).find((fact) => other[fact] !== facts[fact]);
    if (differs === undefined) continue;
    const where = other === saved ? 'is saved' : 'stands in a row before';
    const message = `sample "${sample.id}" ${where} with another ${differs}: give this one an id of its own`;
    faults.push({ code: 'other-sample-of-that-id', column: null, message });
  }
  const { custody = [] } = sample;
  if (before !== undefined && custody.length > 0 && !isSame(custody, before.custody)) {
    const message = `sample "${sample.id}" stands in a row before with another chain of custody: give it there`;
    faults.push({ code: 'other-custody', column: null, message });
  }
  const parameters = new Set(before?.parameters);
  let unchanged = 0;
  for (const { parameter, outcome, unit } of results) {
    if (parameters.has(parameter)) {
      const message = `${parameter} of sample "${sample.id}" stands here or in a row before: keep one`;
      faults.push({ code: 'twice-in-table', column: null, message });
    }
    parameters.add(parameter);
    const known = saved?.results.find((result) => result.parameter === parameter);
    const same = known !== undefined && isSame(known.given, outcome) && known.unit === unit;
    const lock = same ? undefined : lockOn(context.locks, facts, parameter);
    if (lock !== undefined) faults.push({ code: 'locked', column: null, message: lockText(lock) });
    if (same) unchanged += 1;
    else if (known !== undefined && context.onDuplicate === 'refuse') {
      const message = `${parameter} of sample "${sample.id}" is saved with another result`;
      faults.push({ code: 'duplicate', column: null, message });
    }
  }
  if (faults.length > 0) return { faults, warnings: [] };
  seen.set(sample.id, { ...facts, custody: before?.custody ?? custody, parameters });
  const warnings: Notice[] = [];
  if (saved !== undefined && custody.length > 0 && !isSame(custody, saved.custody)) {
    const message = `sample "${sample.id}" is saved; its chain of custody stays as it is: revise the sample`;
    warnings.push({ code: 'custody-stays', column: null, message });
  }
  if (unchanged === results.length) {
    warnings.push({ code: 'unchanged', column: null, message: 'saved already' });
  }
  return { faults, warnings };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
