import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConflictError } from '@banyu/contracts';
import type { Store } from '@banyu/store';
import type { Config } from '../config.ts';
import { pathsIn } from '../paths.ts';
import { VERSION } from '../version.ts';
import { packArchive } from './archive.ts';
import { writeConfiguration } from './configuration.ts';
import { listFiles, MANIFEST_FILE, type Manifest } from './manifest.ts';
import { assertRoom, bytesIn, openPlace, type Place } from './place.ts';
import { exportReadings } from './readings-files.ts';

export interface BackupOptions {
  /** The archive to make. */
  readonly file: string;
  readonly withSecrets: boolean;
  /** Fills the place with copies of all data. */
  readonly copy: (place: Place) => Promise<void>;
  /** Opens the store that keeps its readings elsewhere, for a copy of them; left out, they are left out. */
  readonly openStore?: (() => Promise<Store>) | undefined;
  /** Told how much of the step is done, 0 to 1. */
  readonly onProgress: (step: 'copying' | 'reading the store' | 'packing', done: number) => void;
}

const LOOK_EVERY_MS = 500;
/** Room that has to stay free on the data directory's disk: the journal needs some meanwhile. */
const SPARE_BYTES = 512e6;

/**
 * Makes a backup: copies of all data put together in the data directory, then packed into one file. Throws ConflictError
 * when that exists, UnavailableError when there is too little room; nothing is left behind then.
 */
export async function makeBackup(config: Config, options: BackupOptions): Promise<Manifest> {
  const { file, withSecrets, copy, openStore, onProgress } = options;
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
  // Afterwards: the store then holds all that the copies count as stored.
  const figuresBefore =
    openStore === undefined
      ? undefined
      : await copyReadings(openStore, place, (done) => onProgress('reading the store', done));
  await writeConfiguration(config, place.directory, withSecrets);

  const files = await listFiles(place.directory);
  const elsewhere = openStore === undefined ? 'influx' : 'exported';
  const manifest: Manifest = {
    format: 'banyu-backup',
    version: 1,
    banyu: VERSION,
    at,
    readings: config.store.kind === 'duckdb' ? 'included' : elsewhere,
    ...(figuresBefore !== undefined && { figuresBefore }),
    files,
  };
  await writeFile(join(place.directory, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  const names = [MANIFEST_FILE, ...files.map(({ path }) => path)];
  await packWhole(file, place.directory, names, (packed) =>
    onProgress('packing', Math.min(1, packed / bytes)),
  );
  return manifest;
}

/** Copies the readings; gives the instant before which they were deleted by age, when they were. */
async function copyReadings(
  openStore: () => Promise<Store>,
  { directory }: Place,
  onDone: (done: number) => void,
): Promise<number | undefined> {
  const store = await openStore();
  try {
    await exportReadings(store, directory, (done, all) => onDone(done / all));
    const nothing = { plant: '-', device: '-', from: 0, to: 1, receivedFrom: 0, receivedTo: 1 };
    const { heldFrom } = await store.received(nothing);
    return heldFrom > 0 ? heldFrom : undefined;
  } finally {
    await store.close();
  }
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
