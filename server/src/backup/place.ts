import { randomUUID } from 'node:crypto';
import { chown, lstat, mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFoundError, UnavailableError } from '@banyu/contracts';
import { pathsIn } from '../paths.ts';

/**
 * A directory of the data directory in which a backup is put together. Whoever can create one there may have a backup
 * made: its name is the key to it, as others on this machine can reach the server too.
 */
export interface Place extends AsyncDisposable {
  readonly id: string;
  readonly directory: string;
}

/** Makes a new place, owned by whom the data directory belongs to, and removes it with all in it at the end. */
export async function openPlace(dataDirectory: string): Promise<Place> {
  const { backups } = pathsIn(dataDirectory);
  const id = randomUUID();
  const directory = join(backups, id);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await giveToOwner(dataDirectory, [backups, directory]);
  return {
    id,
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The directory of a place that exists and is empty. Throws NotFoundError. */
export async function findPlace(dataDirectory: string, id: string): Promise<string> {
  const directory = join(pathsIn(dataDirectory).backups, id);
  const isFree = await lstat(directory)
    .then(async (found) => found.isDirectory() && (await readdir(directory)).length === 0)
    .catch(() => false);
  if (!isFree) throw new NotFoundError(`There is no empty folder "${id}" for a backup in the data directory`);
  return directory;
}

/** Run as root, files must belong to the user that the server runs as. */
export async function giveToOwner(dataDirectory: string, paths: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dataDirectory);
  for (const path of paths) await chown(path, uid, gid);
}

/** Bytes of all files in a directory; what goes away meanwhile counts nothing. */
export async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry) =>
    entry.isFile() ? (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size : 0,
  );
  return (await Promise.all(sizes)).reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

/** Throws UnavailableError when there is less room than that on the disk of a directory. */
export async function assertRoom(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize >= bytes) return;
  const mb = (n: number) => `${Math.ceil(n / 1e6)} MB`;
  throw new UnavailableError(
    `There is too little room at "${directory}": ${mb(bytes)} are needed for copies, ${mb(bavail * bsize)} are free. ` +
      'Free some, or move the data directory to a larger disk.',
  );
}
