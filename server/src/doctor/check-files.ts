import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JOURNAL_FILE, STATE_FILE } from '@banyu/ingest';
import type { Config } from '../config.ts';
import { createLogger } from '../logger.ts';
import { messageOf } from '../message-of.ts';
import { openStore } from '../open-store.ts';
import { pathsIn } from '../paths.ts';
import { type Finding, ok, problem } from './finding.ts';

const RESTORE =
  'Keep a copy of the data directory as it is, then restore the last backup into a new one (banyu restore).';
const BUSY_MS = 2_000;

/** Whether SQLite finds its files whole, and what the journal still holds; only asked while no server runs. */
export function checkFiles(dataDirectory: string): readonly Finding[] {
  const { registry, seals, operation, journal, ingest } = pathsIn(dataDirectory);
  const files: readonly (readonly [string, string])[] = [
    ['registry', registry],
    ['seals', seals],
    ['operation', operation],
    ['ingest', join(ingest, STATE_FILE)],
    ['journal', join(journal, JOURNAL_FILE)],
  ];
  return files.flatMap(([about, path]) => (existsSync(path) ? [checkFile(about, path)] : []));
}

function checkFile(about: string, path: string): Finding {
  try {
    const database = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      const verdict = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
      if (verdict !== 'ok') return problem(about, `${path} is damaged: ${String(verdict)}`, RESTORE);
      return ok(about, about === 'journal' ? `whole; ${waiting(database)}` : 'whole');
    } finally {
      database.close();
    }
  } catch (error) {
    return problem(about, `${path} cannot be read: ${messageOf(error)}`, RESTORE);
  }
}

function waiting(journal: DatabaseSync): string {
  const row = journal
    .prepare(
      `SELECT (SELECT coalesce(sum(messages), 0) FROM live) + (SELECT coalesce(sum(messages), 0) FROM backlog) AS n`,
    )
    .get();
  const n = Number(row?.n ?? 0);
  return n === 0 ? 'all messages are stored' : `up to ${n} messages are stored at the next start`;
}

/** Whether the store opens and answers. An embedded one can be asked only while no server runs. */
export async function checkStore(config: Config): Promise<readonly Finding[]> {
  const { kind, influx } = config.store;
  if (kind === 'duckdb' && !existsSync(pathsIn(config.dataDirectory).readings)) {
    return [ok('store', 'made at the first start')];
  }
  const where = kind === 'duckdb' ? 'the embedded store' : `InfluxDB at ${influx?.url}`;
  try {
    const quiet = createLogger({ ...config, log: { ...config.log, level: 'fatal' } });
    const store = await openStore(config, quiet);
    try {
      await store.ping();
      return [ok('store', `${where} answers`)];
    } finally {
      await store.close();
    }
  } catch (error) {
    const advice =
      kind === 'duckdb'
        ? RESTORE
        : 'Is it running, and are url, database, user and secret right? Until then readings wait in the journal.';
    return [problem('store', `${where} cannot be used: ${messageOf(error)}`, advice)];
  }
}
