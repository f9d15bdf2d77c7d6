import { EffluentStandard, InvalidInputError } from '@banyu/contracts';
import { OTHER_STANDARDS } from './other.ts';
import { TEXTILE_STANDARDS } from './textile.ts';

/**
 * The effluent standards that a plant can be judged by. Only tables that were read are here. No regulation that was read
 * names an average for what is monitored continuously (SPARING: Permen LHK P.93/2018 and P.80/2019), so that each good
 * reading is held against the limit, which is stricter than any average.
 */
export const STANDARDS: readonly EffluentStandard[] = EffluentStandard.array().parse([
  ...TEXTILE_STANDARDS,
  ...OTHER_STANDARDS,
]);

const BY_ID: ReadonlyMap<string, EffluentStandard> = new Map(
  STANDARDS.map((standard) => [standard.id, standard]),
);

/** The standard of that id, or undefined when there is none. */
export function standardOf(id: string): EffluentStandard | undefined {
  return BY_ID.get(id);
}

/** Throws InvalidInputError, which lists the ids that are known. */
export function assertStandard(id: string): void {
  if (BY_ID.has(id)) return;
  throw new InvalidInputError(
    `There is no effluent standard "${id}". Give one of: ${[...BY_ID.keys()].join(', ')}`,
    { field: 'standard' },
  );
}
