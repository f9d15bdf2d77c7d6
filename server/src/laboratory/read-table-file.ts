import { Worker } from 'node:worker_threads';
import { InvalidInputError, UnavailableError } from '@banyu/contracts';
import type { TableAnswer, TableWorkerInput } from '../workers/table-protocol.ts';
import type { TableFile } from './table-file.ts';
import { TABLE_LIMITS } from './table-limits.ts';

/** Files that are read at a time; each may take a core and `readMemoryMb`. */
const AT_A_TIME = 2;
let reading = 0;

/**
 * Reads a CSV or XLSX file in a thread of its own, with so much time and memory and no more. Throws InvalidInputError
 * for a file that is too large, damaged, or something else, UnavailableError when others are being read.
 */
export async function readTableFile(
  bytes: Uint8Array,
  { readMs }: { readonly readMs: number } = TABLE_LIMITS,
): Promise<TableFile> {
  if (bytes.length > TABLE_LIMITS.fileBytes) {
    throw unreadable(`the file has ${bytes.length} bytes, at most ${TABLE_LIMITS.fileBytes} are taken`);
  }
  if (reading >= AT_A_TIME) {
    throw new UnavailableError('Other tables are being read; try again in a moment', { retryAfterMs: 2_000 });
  }
  const worker = new Worker(new URL('../workers/table.ts', import.meta.url), {
    workerData: { bytes } satisfies TableWorkerInput,
    name: 'banyu-table',
    resourceLimits: { maxOldGenerationSizeMb: TABLE_LIMITS.readMemoryMb },
  });
  reading += 1;
  const { promise, resolve, reject } = Promise.withResolvers<TableAnswer>();
  worker.once('message', resolve);
  worker.on('error', (error) => {
    reject(isOutOfMemory(error) ? unreadable('it takes too much memory: save the table alone') : error);
  });
  worker.once('exit', () => {
    reading -= 1;
    reject(new Error('the table thread ended without an answer'));
  });
  const late = setTimeout(() => reject(unreadable('it takes too long: save the table alone')), readMs);
  try {
    const answer = await promise;
    if (answer.status === 'read') return answer.table;
    throw unreadable(answer.message);
  } finally {
    clearTimeout(late);
    // Not waited for: a thread that collects garbage all the time takes its time to end.
    void worker.terminate();
  }
}

/** What is said of a file that cannot be read. */
export function unreadable(why: string): InvalidInputError {
  return new InvalidInputError(`Cannot read the table: ${why}`, { field: 'file' });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
