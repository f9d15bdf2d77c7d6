import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConflictError } from '@banyu/contracts';
import type { Config } from '../config.ts';
import { pathsIn } from '../paths.ts';
import { VERSION } from '../version.ts';
import { packArchive } from './archive.ts';
import { writeConfiguration } from './configuration.ts';
import { listFiles, MANIFEST_FILE, type Manifest } from './manifest.ts';
import { assertRoom, bytesIn, openPlace, type Place } from './place.ts';

export interface BackupOptions {
  /** The archive to make. */
  readonly file: string;
  readonly withSecrets: boolean;
  /** Fills the place with copies of all data. */
  readonly copy: (place: Place) => Promise<void>;
  /** Told how much of the step is done, 0 to 1. */
  readonly onProgress: (step: 'copying' | 'packing', done: number) => void;
}

const LOOK_EVERY_MS = 500;
/** Room that has to stay free on the data directory's disk: the journal needs some meanwhile. */
const SPARE_BYTES = 512e6;

/**
 * Makes a backup: copies of all data put together in the data directory, then packed into one file. Throws ConflictError
 * when that exists, UnavailableError when there is too little room; nothing is left behind then.
 */
export async function makeBackup(config: Config, options: BackupOptions): Promise<Manifest> {
  const { file, withSecrets, copy, onProgress } = options;
  const { dataDirectory } = config;
  await assertNew(file);
  const expected = await dataBytes(dataDirectory);
  await assertRoom(dataDirectory, expected + SPARE_BYTES);
  await using place = await openPlace(dataDirectory);

  const at = Date.now();
  const look = setInterval(async () => {
    onProgress('copying', Math.min(1, (await bytesIn(place.directory)) / expected));
  }, LOOK_EVERY_MS);
  await copy(place).finally(() => clearInterval(look));
  await writeConfiguration(config, place.directory, withSecrets);

  const files = await listFiles(place.directory);
  const readings = config.store.kind === 'duckdb' ? 'included' : config.store.kind;
  const manifest: Manifest = { format: 'banyu-backup', version: 1, banyu: VERSION, at, readings, files };
  await writeFile(join(place.directory, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  const names = [MANIFEST_FILE, ...files.map(({ path }) => path)];
  await packWhole(file, place.directory, names, (packed) =>
    onProgress('packing', Math.min(1, packed / bytes)),
  );
  return manifest;
}

/** A file of that name is a whole backup: it has another name while it is written. */
async function packWhole(
  file: string,
  directory: string,
  names: readonly string[],
  onBytes: (bytes: number) => void,
): Promise<void> {
  const partial = `${resolve(file)}.partial`;
  await packArchive(partial, directory, names, onBytes);
  try {
    await assertNew(file);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function assertNew(file: string): Promise<void> {
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (exists) throw new ConflictError(`Cannot write the backup to "${file}": it exists. Name another file.`);
}

/** Bytes of what is copied, nearly: what a log holds may be in the file as well. */
async function dataBytes(dataDirectory: string): Promise<number> {
  const { exports, backups } = pathsIn(dataDirectory);
  const [all, passing] = await Promise.all([
    bytesIn(dataDirectory),
    Promise.all([exports, backups].map((directory) => bytesIn(directory))),
  ]);
  return all - passing.reduce((sum, bytes) => sum + bytes, 0);
}
