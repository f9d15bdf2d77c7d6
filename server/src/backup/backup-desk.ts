import { rm } from 'node:fs/promises';
import { type ApiBackup, NotFoundError, UnavailableError } from '@banyu/contracts';
import { messageOf } from '../message-of.ts';
import { pathsIn } from '../paths.ts';
import { findPlace } from './place.ts';

const RETRY_AFTER_MS = 60_000;

/** Has the running server's data copied, one backup at a time, for a command that packs the copies up. */
export class BackupDesk {
  readonly #dataDirectory: string;
  readonly #copy: (directory: string) => Promise<void>;
  /** The last one. */
  #backup: ApiBackup | undefined;

  /** `copy` fills a directory with copies of all data. */
  constructor(dataDirectory: string, copy: (directory: string) => Promise<void>) {
    this.#dataDirectory = dataDirectory;
    this.#copy = copy;
  }

  /** Removes what a backup left that was broken off; to be called before the first one. */
  async clear(): Promise<void> {
    await rm(pathsIn(this.#dataDirectory).backups, { recursive: true, force: true });
  }

  /** Begins to copy into the place of that id. Throws NotFoundError, UnavailableError while another is copied. */
  async begin(id: string): Promise<ApiBackup> {
    const directory = await findPlace(this.#dataDirectory, id);
    if (this.#backup?.state === 'copying') {
      throw new UnavailableError('Another backup is being made; try again when it is done', {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    const backup: ApiBackup = { id, state: 'copying', detail: null };
    this.#backup = backup;
    this.#copy(directory).then(
      () => {
        this.#backup = { ...backup, state: 'done' };
      },
      (error: unknown) => {
        this.#backup = {
          ...backup,
          state: 'failed',
          detail: messageOf(error),
        };
      },
    );
    return backup;
  }

  /** How far it is. Throws NotFoundError for one that is not the last. */
  get(id: string): ApiBackup {
    if (this.#backup?.id === id) return this.#backup;
    throw new NotFoundError(`There is no backup "${id}" in the making`);
  }
}
