import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { UnavailableError } from '@banyu/contracts';
import type { ExportQuery } from '@banyu/store';

/** Exports that are made or fetched at a time. One of them is made, as it takes one of the store's two readers. */
const MAX_OPEN = 4;
const RETRY_AFTER_MS = 10_000;

/** An export ready to be fetched. */
export interface ExportFile {
  readonly rows: number;
  readonly bytes: number;
  /** Once it is read to the end or destroyed, nothing is left of the file. */
  readonly content: Readable;
}

type WriteExport = (query: ExportQuery) => Promise<{ readonly rows: number }>;

/**
 * Makes files for others to fetch. A file loses its name as soon as it is ready, so that the system takes it back
 * however the fetching ends; what a server left half made when it died goes at the next start.
 */
export class ExportDesk {
  readonly #directory: string;
  readonly #write: WriteExport;
  #making = false;
  #open = 0;

  constructor(directory: string, write: WriteExport) {
    this.#directory = directory;
    this.#write = write;
  }

  /** To be called before the first export. */
  async clear(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Makes a file. Throws UnavailableError when there are too many already, and what the store throws. */
  async make(query: Omit<ExportQuery, 'path'>): Promise<ExportFile> {
    if (this.#making) throw tooMany('another export is being made');
    if (this.#open >= MAX_OPEN) throw tooMany(`${this.#open} exports are being fetched`);
    this.#making = true;
    this.#open += 1;
    const path = join(this.#directory, `${randomUUID()}.${query.format}`);
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      const { rows } = await this.#write({ ...query, path });
      const { handle, bytes } = await openAndUnname(path);
      const content = handle.createReadStream();
      content.once('close', () => {
        this.#open -= 1;
      });
      return { rows, bytes, content };
    } catch (error) {
      this.#open -= 1;
      throw error;
    } finally {
      this.#making = false;
    }
  }
}

async function openAndUnname(path: string): Promise<{ handle: FileHandle; bytes: number }> {
  try {
    const handle = await open(path);
    return { handle, bytes: (await handle.stat()).size };
  } finally {
    await rm(path, { force: true });
  }
}

function tooMany(why: string): UnavailableError {
  return new UnavailableError(`Cannot make an export now: ${why}; try again in a moment`, {
    retryAfterMs: RETRY_AFTER_MS,
  });
}
