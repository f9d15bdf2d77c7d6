import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InvalidInputError } from '@banyu/contracts';
import { z } from 'zod';

/** The name of the manifest in a backup, where it comes first. */
export const MANIFEST_FILE = 'manifest.json';

/** What a backup is, and every file in it with its checksum. */
export const Manifest = z.object({
  format: z.literal('banyu-backup'),
  version: z.literal(1, { error: 'made by a newer banyu; restore it with that one' }),
  /** The version of banyu that made it. */
  banyu: z.string(),
  /** Unix ms: all that was acknowledged before is in it. */
  at: z.int(),
  /** Where the readings are: in the store's file, in files to be written into a store, or in a store that has its own. */
  readings: z.enum(['included', 'exported', 'influx']),
  /** Unix ms: of readings before it, deleted by age, the store still has hourly figures, which are not in this backup. */
  figuresBefore: z.int().optional(),
  files: z.array(
    z.object({
      /** Relative, with slashes; as in the data directory. */
      path: z.string().regex(/^(?!.*\.\.)[a-z0-9][\w./-]*$/i),
      bytes: z.int(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

/** Every file in a directory, with its checksum, in order of name. Throws InvalidInputError for what is no plain file. */
export async function listFiles(directory: string): Promise<Manifest['files']> {
  const names = (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((name) => name !== MANIFEST_FILE)
    .sort();
  const files = [];
  for (const path of names) {
    const entry = await lstat(join(directory, path));
    if (!entry.isFile())
      throw new InvalidInputError(`"${path}" is no plain file: expected nothing else in a backup`);
    files.push({ path, bytes: entry.size, sha256: await sha256(join(directory, path)) });
  }
  return files;
}

/** Reads the manifest of an unpacked backup and holds the files against it. Throws InvalidInputError. */
export async function verifyFiles(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  const found = new Map((await listFiles(directory)).map((file) => [file.path, file]));
  const problems = manifest.files.flatMap(({ path, bytes, sha256: expected }) => {
    const file = found.get(path);
    found.delete(path);
    if (file === undefined) return [`${path} is missing`];
    if (file.bytes !== bytes) return [`${path} has ${file.bytes} bytes, ${bytes} were written`];
    return file.sha256 === expected ? [] : [`${path} is not what was written: its checksum differs`];
  });
  for (const path of found.keys()) problems.push(`${path} is not in the manifest`);
  if (problems.length === 0) return manifest;
  throw new InvalidInputError(
    `The backup is damaged; use another one:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

async function readManifest(directory: string): Promise<Manifest> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(directory, MANIFEST_FILE), 'utf8'));
  } catch (cause) {
    throw new InvalidInputError(`This is no backup made by banyu: ${MANIFEST_FILE} cannot be read in it`, {
      cause,
    });
  }
  const parsed = Manifest.safeParse(content);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new InvalidInputError(`This backup cannot be read: ${issues.join('; ')}`);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
