import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { WorkerOptions } from 'node:worker_threads';
import { UnavailableError } from '@banyu/contracts';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { JOURNAL_FILE } from '../../src/journal/database.ts';
import { openJournal } from '../../src/journal/disk-journal.ts';
import type { Journal, JournalOptions } from '../../src/journal/journal.ts';
import { appendAll } from '../support/append-all.ts';
import { delivery, NOW } from '../support/messages.ts';
import { quietLog } from '../support/quiet-log.ts';
import { readJournal } from '../support/read-journal.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import type { WriterFault } from '../support/writer-with-fault.ts';

/** Writer threads that are started while there is a fault have it. */
const next = vi.hoisted((): { fault: WriterFault | undefined } => ({ fault: undefined }));

vi.mock('node:worker_threads', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:worker_threads')>();
  const faulty = new URL('../support/writer-with-fault.ts', import.meta.url);
  class Worker extends original.Worker {
    constructor(script: URL, options: WorkerOptions) {
      const { fault } = next;
      super(
        fault === undefined ? script : faulty,
        fault === undefined ? options : { ...options, workerData: { ...options.workerData, fault } },
      );
    }
  }
  return { ...original, Worker };
});

beforeEach(() => {
  next.fault = undefined;
});

async function openWith(
  fault: WriterFault,
  directory: string,
  options: Partial<JournalOptions> = {},
): Promise<Journal> {
  next.fault = fault;
  const journal = await openJournal({ directory, log: quietLog, clock: () => NOW, ...options });
  next.fault = undefined;
  onTestFinished(() => journal.close());
  return journal;
}

/** What the bound counts of what lies in the file. */
function heldOnDisk(directory: string): { messages: number; bytes: number } {
  const database = new DatabaseSync(join(directory, JOURNAL_FILE), { readOnly: true });
  const row = database
    .prepare(
      `SELECT total(messages) AS messages, total(bytes) AS bytes
       FROM (SELECT messages, bytes FROM live UNION ALL SELECT messages, bytes FROM backlog)`,
    )
    .get();
  database.close();
  return { messages: Number(row?.messages), bytes: Number(row?.bytes) };
}

const lost = (journal: Journal, text: string) =>
  expect(appendAll(journal, [delivery(text)])).rejects.toThrow(UnavailableError);

describe('A writer that dies twice', () => {
  it('refuses what comes meanwhile, says failed, and is written with again when it can start', async () => {
    const directory = await temporaryDirectory();
    const journal = await openWith('ends after commit', directory);
    next.fault = 'ends at start';
    await lost(journal, 'one');
    await lost(journal, 'two');
    await lost(journal, 'three');
    expect(journal.state()).toMatchObject({ level: 'failed', pendingMessages: 0, pendingBytes: 0 });
    next.fault = undefined;
    await until(() => journal.state().level === 'ok', 'a writer starts');
    await appendAll(journal, [delivery('four')]);
    expect(readJournal(directory).live.at(-1)).toBe('four');
  });

  it('does not keep the journal from closing', async () => {
    const journal = await openWith('ends after commit', await temporaryDirectory());
    next.fault = 'ends at start';
    await lost(journal, 'one');
    const last = lost(journal, 'last');
    await journal.close();
    await last;
  });
});

describe.for<WriterFault>(['ends after commit', 'fails after commit'])('A writer that %s', (fault) => {
  it('leaves the count of what is held as the file has it', async () => {
    const directory = await temporaryDirectory();
    const journal = await openWith(fault, directory);
    await lost(journal, 'on disk all the same');
    await appendAll(journal, [delivery('two'), delivery('three')]);
    expect(readJournal(directory).live).toHaveLength(3);
    expect(journal.state()).toMatchObject(heldOnDisk(directory));

    journal.release({ live: 2, backlog: 0 });
    await until(() => readJournal(directory).live.length === 0, 'released');
    await appendAll(journal, [delivery('four')]);
    expect(journal.state()).toMatchObject(heldOnDisk(directory));
  });

  it('never makes the count negative when the release comes first', async () => {
    const directory = await temporaryDirectory();
    const journal = await openWith(fault, directory);
    await lost(journal, 'on disk all the same');
    journal.release({ live: 1, backlog: 0 });
    await until(() => journal.state().level === 'ok', 'released');
    expect(journal.state()).toMatchObject({ messages: 0, bytes: 0 });
    expect(heldOnDisk(directory)).toEqual({ messages: 0, bytes: 0 });
  });

  it('counts what waits for the disk beside what is found', async () => {
    const directory = await temporaryDirectory();
    const journal = await openWith(fault, directory);
    await lost(journal, 'on disk all the same');
    const big = 'x'.repeat(60_000);
    await appendAll(
      journal,
      Array.from({ length: 100 }, () => delivery(big)),
    );
    expect(journal.state().commits).toBeGreaterThan(1);
    expect(journal.state()).toMatchObject(heldOnDisk(directory));
  });
});
