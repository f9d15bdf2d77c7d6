import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError } from '@banyu/contracts';
import type { Store } from '@banyu/store';
import { lockDataDirectory } from '../lock.ts';
import { pathsIn } from '../paths.ts';
import { unpackArchive } from './archive.ts';
import { MANIFEST_FILE, type Manifest, verifyFiles } from './manifest.ts';
import { giveToOwner, openPlace } from './place.ts';
import { importReadings, READINGS_FOLDER, type RestoredReadings } from './readings-files.ts';

export interface RestoreOptions {
  readonly file: string;
  /** Opens the store that readings are written into which the backup holds apart; its file, if it is one, in that folder. */
  readonly openStore: (directory: string) => Promise<Store>;
  /** Told how much of the step is done, 0 to 1. */
  readonly onProgress: (step: 'unpacking' | 'writing readings', done: number) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Only where they were held apart. */
  readonly readings?: RestoredReadings;
}

/**
 * Puts the files of a backup into a data directory that holds nothing yet, after all their checksums were found right.
 * Throws ConflictError when there is something, ConfigurationError while a server runs on it, InvalidInputError for
 * what is no whole backup, UnavailableError when the store does not take the readings; nothing is in the data directory
 * then, and the same may be asked again.
 */
export async function restoreBackup(
  dataDirectory: string,
  { file, openStore, onProgress }: RestoreOptions,
): Promise<Restored> {
  const paths = pathsIn(dataDirectory);
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  using _ = lockDataDirectory(paths.lock);
  await assertEmpty(dataDirectory);
  await using place = await openPlace(dataDirectory);
  const bytes = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  await unpackArchive(file, place.directory, (read) => onProgress('unpacking', Math.min(1, read / bytes)));
  const manifest = await verifyFiles(place.directory);
  const readings =
    manifest.readings === 'exported'
      ? await writeReadings(place.directory, openStore, onProgress)
      : undefined;
  await giveToOwner(dataDirectory, [paths.lock, ...(await everything(place.directory))]);
  for (const name of await readdir(place.directory)) {
    if (name !== MANIFEST_FILE) await rename(join(place.directory, name), join(dataDirectory, name));
  }
  return { manifest, ...(readings !== undefined && { readings }) };
}

async function writeReadings(
  directory: string,
  openStore: RestoreOptions['openStore'],
  onProgress: RestoreOptions['onProgress'],
): Promise<RestoredReadings> {
  const store = await openStore(directory);
  try {
    await store.ping();
    const readings = await importReadings(store, directory, (share) => onProgress('writing readings', share));
    await rm(join(directory, READINGS_FOLDER), { recursive: true });
    return readings;
  } finally {
    await store.close();
  }
}

/** What may lie in an empty data directory: the lock that is held, and what a file system has of its own. */
const NOTHING: ReadonlySet<string> = new Set(['banyu.lock', 'banyu.lock-journal', 'backups', 'lost+found']);

/** Nothing is ever overwritten: whoever means it moves the old data away. */
async function assertEmpty(dataDirectory: string): Promise<void> {
  const names = (await readdir(dataDirectory)).filter((name) => !NOTHING.has(name));
  if (names.length === 0) return;
  throw new ConflictError(
    `"${dataDirectory}" is not empty (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}): nothing is overwritten. ` +
      'Move it away, or set dataDirectory (BANYU_DATA_DIRECTORY) to a new folder.',
  );
}

async function everything(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true });
  return names.map((name) => join(directory, name));
}
