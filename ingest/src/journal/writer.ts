// The journal's writer thread: each commit waits for fsync here, so that the broker's thread never waits for a disk.
import { flushCompileCache } from 'node:module';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { Committer } from './commit.ts';
import { openJournalDatabase } from './database.ts';
import type { WriterData, WriterReply, WriterRequest } from './writer-protocol.ts';

interface Opened {
  readonly database: DatabaseSync;
  readonly committer: Committer;
}

const { directory, restarted } = workerData as WriterData;
let opened: Opened | undefined;

if (!restarted) {
  try {
    opened = open();
    reply({ kind: 'opened', held: opened.committer.held() });
  } catch (error) {
    reply({ kind: 'failed', reason: reasonOf(error), buffers: [] });
  }
}
// Else what was compiled is kept at a good end only.
flushCompileCache();

parentPort?.on('message', (request: WriterRequest) => {
  if (request.kind === 'close') {
    opened?.database.close();
    reply({ kind: 'closed' });
    parentPort?.close();
    return;
  }
  const buffers = request.entries.map((entry) => entry.buffer);
  try {
    const anew = opened === undefined;
    opened ??= reopen();
    const { committer } = opened;
    const outcome = committer.commit(request);
    const found = anew ? committer.held() : undefined;
    reply({ kind: 'committed', ...outcome, found, buffers }, buffers);
  } catch (error) {
    abandon();
    reply({ kind: 'failed', reason: reasonOf(error), buffers }, buffers);
  }
});

function open(): Opened {
  const database = openJournalDatabase(directory);
  return { database, committer: new Committer(database) };
}

/** After a fault: throws while it cannot be mended. */
function reopen(): Opened {
  const fresh = open();
  try {
    fresh.committer.mend();
    return fresh;
  } catch (error) {
    fresh.database.close();
    throw error;
  }
}

/** After a fault nothing is trusted of the connection: the next commit opens a new one. */
function abandon(): void {
  const broken = opened;
  opened = undefined;
  try {
    broken?.database.close();
  } catch {
    // It is broken already, and the fault itself is being reported.
  }
}

function reply(message: WriterReply, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...transfer]);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
