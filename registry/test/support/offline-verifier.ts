import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** Verifies a registry's audit trail from its description in src/audit/chain.ts alone, with none of its code. */
export function verifyOffline(path: string): { readonly id: number; readonly hash: string } | 'broken' {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    let [id, hash] = [0, '0'.repeat(64)];
    for (const e of database.prepare('select * from audit order by id').all()) {
      const entry = [e.id, e.at, e.who, e.action, e.plant, e.subject, e.before, e.after, e.why, e.evidence];
      const text = JSON.stringify(['banyu-audit-1', ...entry, e.origin, e.previous]);
      const expected = createHash('sha256').update(text, 'utf8').digest('hex');
      if (e.id !== id + 1 || e.previous !== hash || e.hash !== expected) return 'broken';
      [id, hash] = [id + 1, expected];
    }
    return { id, hash };
  } finally {
    database.close();
  }
}
