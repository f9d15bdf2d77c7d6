import { InvalidInputError, type Scope, type Signature } from '@banyu/contracts';
import type { Kysely } from 'kysely';
import type { Ledger } from '../audit/ledger.ts';
import { refuseLocked } from '../corrections/locks.ts';
import { resolveScope, scopeOf } from '../scope.ts';
import type { Tables } from '../tables.ts';

/** Stored readings that are judged again: from ≤ t < to, Unix ms. */
export interface Requalification {
  readonly scope: Scope;
  readonly from: number;
  readonly to: number;
}

/**
 * Signs for flags of stored readings that change because they are judged again. Nothing is kept of it but the audit
 * trail: an entry before the first flag changes, and one for what came of it. Methods throw InvalidInputError,
 * NotFoundError, or ConflictError when an approval stands in the way.
 */
export class Requalifications {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /** What would be judged again, as `begin` says it, without beginning. */
  async check(wanted: Requalification): Promise<Requalification> {
    return await resolved(this.#db, wanted);
  }

  /** To be called before any flag changes; answers with the scope completed, as readings are to be chosen. */
  async begin(wanted: Requalification, signature: Signature): Promise<Requalification> {
    return await this.#ledger.signed(signature, ATTEMPT, async (db, page) => {
      const begun = await resolved(db, wanted);
      const { plant, point = null } = begun.scope;
      // Whatever else the device measures may be checked against it.
      await refuseLocked(db, { plant, point, parameter: null }, begun.from, begun.to, ATTEMPT);
      const subject = subjectOf(begun.scope);
      await page.note({ action: 'readings.requalify', plant, subject, before: null, after: begun });
      return begun;
    });
  }

  /** Notes what came of it: counts, or the problem that ended it. */
  async end(begun: Requalification, outcome: object, signature: Signature): Promise<void> {
    await this.#ledger.signed(signature, ATTEMPT, async (_, page) => {
      const { plant } = begun.scope;
      const subject = subjectOf(begun.scope);
      const after = { ...begun, ...outcome };
      await page.note({ action: 'readings.requalified', plant, subject, before: null, after });
    });
  }
}

const ATTEMPT = 'Cannot judge stored readings again';

async function resolved(db: Kysely<Tables>, { scope, from, to }: Requalification): Promise<Requalification> {
  if (from >= to) {
    throw new InvalidInputError(`${ATTEMPT}: the time ends before it begins`, { field: 'to' });
  }
  return { scope: scopeOf(await resolveScope(db, scope, ATTEMPT)), from, to };
}

function subjectOf({ device, plant }: Scope): string {
  return device === undefined ? `plant/${plant}` : `device/${device}`;
}
