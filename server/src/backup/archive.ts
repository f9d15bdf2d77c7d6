import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { ConfigurationError, ConflictError, InvalidInputError, UnavailableError } from '@banyu/contracts';
import { messageOf } from '../message-of.ts';

/** Told the bytes so far, uncompressed. */
export type OnBytes = (bytes: number) => void;

/**
 * Packs files of a directory, in that order, into a new archive that only its owner may read; on disk when it resolves.
 * The system's own `tar --zstd` unpacks it too. Throws ConflictError when the file exists; what was begun of it goes.
 */
export async function packArchive(
  file: string,
  directory: string,
  files: readonly string[],
  onBytes: OnBytes,
): Promise<void> {
  const handle = await open(file, 'wx', 0o600).catch((cause: unknown) => {
    throw cannotWrite(file, cause);
  });
  try {
    const packing = tar(['--create', '--file=-', `--directory=${directory}`, '--', ...files]);
    packing.child.stdin.end();
    await Promise.all([
      packing.ended,
      pipeline(
        packing.child.stdout,
        counting(onBytes),
        createZstdCompress(),
        handle.createWriteStream({ flush: true }),
      ),
    ]);
  } catch (cause) {
    await handle.close().catch(() => undefined);
    await rm(file, { force: true });
    throw cannotWrite(file, cause);
  }
}

/** Unpacks an archive into a directory. Throws InvalidInputError when it cannot be read to its end. */
export async function unpackArchive(file: string, directory: string, onBytes: OnBytes): Promise<void> {
  const source = await open(file).catch((cause: unknown) => {
    throw new InvalidInputError(`Cannot open "${file}": ${messageOf(cause)}`, { cause });
  });
  const unpacking = tar([
    '--extract',
    '--file=-',
    `--directory=${directory}`,
    '--no-same-owner',
    '--no-same-permissions',
  ]);
  const content = createReadStream('', { fd: source });
  const fed = pipeline(content, counting(onBytes), createZstdDecompress(), unpacking.child.stdin).then(
    () => undefined,
    (error: unknown) => error,
  );
  try {
    await unpacking.ended;
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const reason = messageOf((await fed) ?? cause);
    throw new InvalidInputError(`"${file}" cannot be unpacked: is it a whole backup? ${reason}`, { cause });
  } finally {
    // At the archive's end tar leaves, without waiting for the padding after it: that feeding it ended early says nothing.
    await fed;
  }
}

function tar(args: readonly string[]) {
  const child = spawn('tar', args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, 1_000);
  });
  const ended = (async () => {
    try {
      await once(child, 'spawn');
    } catch (cause) {
      throw new ConfigurationError(
        `Cannot run "tar": ${messageOf(cause)}. Install it (Debian package tar).`,
        { cause },
      );
    }
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`tar: ${complaint.trim() || `ended with ${String(code)}`}`);
  })();
  return { child, ended };
}

function counting(onBytes: OnBytes): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
}

function cannotWrite(file: string, cause: unknown): Error {
  if (cause instanceof ConfigurationError) return cause;
  if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
    return new ConflictError(`Cannot write the backup to "${file}": the file exists. Name another one.`);
  }
  return new UnavailableError(`Cannot write the backup "${file}": ${messageOf(cause)}`, { cause });
}
