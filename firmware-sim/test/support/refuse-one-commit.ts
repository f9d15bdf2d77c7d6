import { DatabaseSync } from 'node:sqlite';
import { onTestFinished, vi } from 'vitest';

/** The next commit of this process finds the disk full. */
export function refuseOneCommit(): void {
  const exec = DatabaseSync.prototype.exec;
  const spy = vi.spyOn(DatabaseSync.prototype, 'exec');
  spy.mockImplementation(function (this: DatabaseSync, sql) {
    if (sql === 'COMMIT') {
      spy.mockRestore();
      throw new Error('database or disk is full');
    }
    exec.call(this, sql);
  });
  onTestFinished(() => spy.mockRestore());
}
