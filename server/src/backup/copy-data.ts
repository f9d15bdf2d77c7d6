import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { JOURNAL_FILE, STATE_FILE } from '@banyu/ingest';
import type { Store } from '@banyu/store';
import { pathsIn } from '../paths.ts';
import { SqliteSnapshot } from './sqlite-snapshot.ts';

/**
 * Copies all that a data directory holds of value into another that exists and is empty, under the same names, while
 * both ends of it go on: what devices send is acknowledged, what is in the journal is stored.
 *
 * All copies are of one instant. Were they not, a copy of the journal could lack what the copied cursor counts as stored,
 * and give its numbers away again. The embedded store is copied along; another one keeps its readings itself.
 *
 * Without what simulated devices leave: as of any device, what was not acknowledged is theirs to keep, in a file that
 * they have locked; that of fleets (`banyu devices`) also holds secrets.
 */
export async function copyData(
  dataDirectory: string,
  store: Pick<Store, 'snapshot'>,
  target: string,
): Promise<void> {
  const paths = pathsIn(dataDirectory);
  const copyOf = (path: string) => join(target, relative(dataDirectory, path));
  await using held = new AsyncDisposableStack();
  const copies: { readonly from: { copyTo(path: string): Promise<void> }; readonly to: string }[] = [];
  const holdFiles = () => {
    // In one turn of the thread that moves cursor and seals: none of these is between two of its steps.
    for (const path of sqliteFiles(dataDirectory)) {
      const from = SqliteSnapshot.open(path);
      if (from !== undefined) copies.push({ from: held.use(from), to: copyOf(path) });
    }
  };
  if (store.snapshot === undefined) {
    holdFiles();
  } else {
    const readings = await store.snapshot(holdFiles);
    held.defer(() => readings.close());
    copies.push({ from: readings, to: copyOf(paths.readings) });
  }
  for (const { from, to } of copies) {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await from.copyTo(to);
  }
  await copyFile(paths.demoPlant, copyOf(paths.demoPlant)).catch(ignoreMissing);
}

/** The registry last: it then knows every device that the journal speaks of. */
function sqliteFiles(dataDirectory: string): readonly string[] {
  const paths = pathsIn(dataDirectory);
  const { journal, ingest, seals, operation, registry } = paths;
  return [join(ingest, STATE_FILE), join(journal, JOURNAL_FILE), seals, operation, registry];
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
