import {
  ConflictError,
  InvalidInputError,
  LaboratoryChange,
  NewLaboratory,
  NotFoundError,
  type Signature,
} from '@banyu/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Ledger } from '../audit/ledger.ts';
import { parseInput, quote } from '../parse-input.ts';
import type { LaboratoryTable, Tables } from '../tables.ts';

/** A laboratory and its accreditation. Instants are Unix ms. */
export interface LaboratoryRecord {
  readonly id: string;
  readonly name: string;
  /** The accreditation's number, e.g. KAN's. */
  readonly accreditation: string | null;
  readonly accreditedFrom: number | null;
  /** The first instant at which it is accredited no longer. */
  readonly accreditedTo: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The laboratories that analyse samples. */
export class Laboratories {
  readonly #db: Kysely<Tables>;
  readonly #ledger: Ledger;

  constructor(db: Kysely<Tables>, ledger: Ledger) {
    this.#db = db;
    this.#ledger = ledger;
  }

  /** Throws InvalidInputError, or ConflictError when the id is taken. */
  async add(input: NewLaboratory, signature: Signature): Promise<LaboratoryRecord> {
    const laboratory = parseInput(NewLaboratory, input, 'Cannot add a laboratory');
    const attempt = `Cannot add laboratory ${quote(laboratory.id)}`;
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const row = {
        id: laboratory.id,
        name: laboratory.name,
        accreditation: laboratory.accreditation,
        accredited_from: laboratory.accreditedFrom,
        accredited_to: laboratory.accreditedTo,
        created_at: page.now,
        updated_at: page.now,
      };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('laboratories')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n)
        throw new ConflictError(`${attempt}: there is a laboratory of that id`);
      const added = toLaboratory(row);
      await page.note({ action: 'laboratory.add', ...subject(added.id), before: null, after: added });
      return added;
    });
  }

  /** Changes what is given and keeps the rest. Throws InvalidInputError or NotFoundError. */
  async update(id: string, input: LaboratoryChange, signature: Signature): Promise<LaboratoryRecord> {
    const attempt = `Cannot change laboratory ${quote(id)}`;
    const change = parseInput(LaboratoryChange, input, attempt);
    return await this.#ledger.signed(signature, attempt, async (db, page) => {
      const before = await readLaboratory(db, id, attempt);
      const {
        name = before.name,
        accreditation = before.accreditation,
        accreditedFrom = before.accreditedFrom,
        accreditedTo = before.accreditedTo,
      } = change;
      const after = { ...before, name, accreditation, accreditedFrom, accreditedTo, updatedAt: page.now };
      if (accreditedFrom !== null && accreditedTo !== null && accreditedFrom >= accreditedTo) {
        throw new InvalidInputError(`${attempt}: the accreditation would end before it begins`, {
          field: 'accreditedTo',
        });
      }
      await db
        .updateTable('laboratories')
        .set({
          name,
          accreditation,
          accredited_from: accreditedFrom,
          accredited_to: accreditedTo,
          updated_at: page.now,
        })
        .where('id', '=', id)
        .execute();
      await page.note({ action: 'laboratory.update', ...subject(id), before, after });
      return after;
    });
  }

  /** All laboratories by id. */
  async list(): Promise<readonly LaboratoryRecord[]> {
    return await listLaboratories(this.#db);
  }

  /** Throws NotFoundError. */
  async get(id: string): Promise<LaboratoryRecord> {
    return await readLaboratory(this.#db, id, 'Cannot read the laboratory');
  }
}

function subject(id: string): { readonly plant: null; readonly subject: string } {
  return { plant: null, subject: `laboratory/${id}` };
}

export async function listLaboratories(db: Kysely<Tables>): Promise<readonly LaboratoryRecord[]> {
  const rows = await db.selectFrom('laboratories').selectAll().orderBy('id').execute();
  return rows.map(toLaboratory);
}

/** Throws NotFoundError, beginning with the attempt. */
export async function readLaboratory(
  db: Kysely<Tables>,
  id: string,
  attempt: string,
): Promise<LaboratoryRecord> {
  const row = await db.selectFrom('laboratories').selectAll().where('id', '=', id).executeTakeFirst();
  if (row !== undefined) return toLaboratory(row);
  const known = await db.selectFrom('laboratories').select('id').orderBy('id').limit(20).execute();
  const ids = known.map((laboratory) => laboratory.id).join(', ') || 'none';
  throw new NotFoundError(`${attempt}: there is no laboratory ${quote(id)}, only: ${ids}`);
}

function toLaboratory(row: Selectable<LaboratoryTable>): LaboratoryRecord {
  return {
    id: row.id,
    name: row.name,
    accreditation: row.accreditation,
    accreditedFrom: row.accredited_from,
    accreditedTo: row.accredited_to,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
