import { join } from 'node:path';
import type { ReadingBatch } from '@banyu/contracts';
import { openMemoryStore, type Store, type StoredReading } from '@banyu/store';
import { onTestFinished } from 'vitest';
import { openJournal } from '../../src/journal/disk-journal.ts';
import type { Journal, JournalOptions } from '../../src/journal/journal.ts';
import { openPipeline, type Pipeline } from '../../src/pipeline.ts';
import type { PipelineOptions } from '../../src/pipeline-options.ts';
import { directoryOf, NOW } from './messages.ts';
import { quietLog } from './quiet-log.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A journal and the means to run pipelines on it. */
export interface Rig {
  readonly journal: Journal;
  readonly journalDirectory: string;
  readonly stateDirectory: string;
  /** Opens a pipeline whose releases go to the journal; closed with the test. */
  pipeline(options: Pick<PipelineOptions, 'store'> & Partial<PipelineOptions>): Promise<Pipeline>;
}

export async function openRig(journalOptions: Partial<JournalOptions> = {}): Promise<Rig> {
  const directory = await temporaryDirectory();
  const journalDirectory = join(directory, 'journal');
  const stateDirectory = join(directory, 'state');
  const journal = await openJournal({
    directory: journalDirectory,
    log: quietLog,
    clock: () => NOW,
    ...journalOptions,
  });
  onTestFinished(() => journal.close());
  return {
    journal,
    journalDirectory,
    stateDirectory,
    async pipeline(options) {
      const pipeline = await openPipeline({
        journalDirectory,
        stateDirectory,
        directory: directoryOf('effluent-1', 'effluent-2'),
        log: quietLog,
        onCursor: (cursor) => journal.release(cursor),
        ...options,
      });
      onTestFinished(() => pipeline.close());
      return pipeline;
    },
  };
}

/** What the tests need of a store. */
export type TestStore = Pick<Store, 'write' | 'reflag' | 'spans' | 'coverage' | 'readings'>;

/** A memory store; every write of a test passes through `write`, where there is one. */
export function testStore(
  write?: (batch: ReadingBatch, next: Store['write']) => ReturnType<Store['write']>,
): TestStore {
  const inner = openMemoryStore();
  const next: Store['write'] = (batch) => inner.write(batch);
  return {
    write: write === undefined ? next : (batch) => write(batch, next),
    reflag: (batch) => inner.reflag(batch),
    spans: (queries) => inner.spans(queries),
    coverage: (query) => inner.coverage(query),
    readings: (query) => inner.readings(query),
  };
}

/** All readings of a store, by time, parameter, device. */
export async function allReadings(store: TestStore): Promise<readonly StoredReading[]> {
  const readings = await store.readings({ from: 0, to: 8.64e15, limit: 100_000 });
  return readings.toSorted(
    (a, b) => a.t - b.t || compare(a.parameter, b.parameter) || compare(a.device, b.device),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
