import type { DatabaseSync } from 'node:sqlite';

/**
 * Does what writes in one transaction: on disk when this returns; when it throws, nothing is changed. `onUndone` is told
 * when what was begun was undone.
 */
export function inTransaction(database: DatabaseSync, work: () => void, onUndone?: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    onUndone?.();
    throw error;
  }
}
