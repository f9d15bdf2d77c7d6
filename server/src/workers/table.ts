// The table thread: reads one file that people uploaded, away from the threads that must not wait, in memory of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { parseTable } from '../laboratory/parse-table.ts';
import { UnreadableFile } from '../laboratory/table-file.ts';
import type { TableAnswer, TableWorkerInput } from './table-protocol.ts';

async function answer({ bytes }: TableWorkerInput): Promise<TableAnswer> {
  try {
    return { status: 'read', table: await parseTable(bytes) };
  } catch (error) {
    if (error instanceof UnreadableFile) return { status: 'unreadable', message: error.message };
    throw error;
  }
}

const port = parentPort;
if (port === null) throw new Error('workers/table.ts runs as a worker thread');
port.postMessage(await answer(workerData as TableWorkerInput));
