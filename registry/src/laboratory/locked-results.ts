import { ConflictError, type ParameterId } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import { type Lock, locksWithin, lockText } from '../corrections/locks.ts';
import type { Tables } from '../tables.ts';

/** Where and when a sample was taken; instants are Unix ms. */
export interface SamplePlace {
  readonly point: string;
  readonly from: number;
  readonly to: number;
}

/** The lock that a result of that parameter lies in: a grab at its instant, a composite with any of its time. */
export function lockOn(
  locks: readonly Lock[],
  { point, from, to }: SamplePlace,
  parameter: string,
): Lock | undefined {
  return locks.find(
    (lock) => lock.point === point && lock.parameter === parameter && lock.from <= to && lock.to > from,
  );
}

/** Throws ConflictError when one of the results would change what is approved. */
export async function refuseLockedResults(
  db: Kysely<Tables>,
  sample: SamplePlace & { readonly plant: string },
  parameters: readonly ParameterId[],
  attempt: string,
): Promise<void> {
  if (parameters.length === 0) return;
  const { plant, point, from, to } = sample;
  const locks = await locksWithin(db, { plant, point, parameter: null }, from, to + 1);
  for (const parameter of parameters) {
    const lock = lockOn(locks, sample, parameter);
    if (lock !== undefined) throw new ConflictError(`${attempt}: ${lockText(lock)}`);
  }
}
