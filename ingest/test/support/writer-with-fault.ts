// The journal's writer thread with a fault: `workerData.fault` says which.
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

/** Those after a commit come once, when the data of the first commit is on disk already. */
export type WriterFault = 'ends at start' | 'ends after commit' | 'fails after commit';

const { fault } = workerData as { fault: WriterFault };
if (fault === 'ends at start') process.exit(1);

const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function faulty(sql: string): void {
  exec.call(this, sql);
  if (sql !== 'COMMIT') return;
  DatabaseSync.prototype.exec = exec;
  if (fault === 'ends after commit') process.exit(1);
  throw new Error('disk I/O error');
};

await import('../../src/journal/writer.ts');
