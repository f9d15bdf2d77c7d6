import { createHash, randomUUID } from 'node:crypto';
import {
  type ApiUpload,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  type Signature,
} from '@banyu/contracts';
import type { Cell, PreviewOptions, Samples, SavedResults } from '@banyu/registry';
import { apiRowVerdict, isUnchanged } from './api-row-verdict.ts';
import type { TableFile } from './table-file.ts';

/** How long a table that was looked at can be saved, and how many are kept for it: the oldest goes first. */
const KEPT_MS = 60 * 60_000;
const KEPT_UPLOADS = 16;
const LONGEST_FILE_NAME = 200;

export interface UploadDeskParts {
  readonly samples: Pick<Samples, 'preview' | 'save' | 'savedWith'>;
  /** Throws InvalidInputError for what is no table. */
  readonly readTable: (bytes: Uint8Array) => Promise<TableFile>;
  /** Unix ms. */
  readonly clock: () => number;
}

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A table that was read and shown, and can be saved as it was shown. */
interface KeptUpload {
  readonly plant: string;
  readonly cells: readonly (readonly Cell[])[];
  readonly options: PreviewOptions;
  /** What was shown of it. */
  readonly shown: string;
  /** Names the file in the audit trail. */
  readonly evidence: string;
  readonly expiresAt: number;
}

/**
 * Takes tables of laboratories in two steps: a preview that saves nothing, and the saving of what was previewed. What a
 * file said stands in the audit trail under the file's hash, by which the same file is known again.
 */
export class UploadDesk {
  readonly #parts: UploadDeskParts;
  readonly #kept = new Map<string, KeptUpload>();

  constructor(parts: UploadDeskParts) {
    this.#parts = parts;
  }

  /** The verdict on each row of the file. Throws InvalidInputError for what is no table, NotFoundError. */
  async preview(plant: string, file: UploadedFile, options: PreviewOptions): Promise<ApiUpload> {
    const { samples, readTable, clock } = this.#parts;
    const { format, sheet, cells } = await readTable(file.bytes);
    const outcome = await samples.preview(plant, cells, options);
    if (outcome.status === 'refused') {
      throw new InvalidInputError(`Cannot read the table: ${outcome.message}`, { field: 'file' });
    }
    const { rows, ignoredColumns, decimalMark } = outcome;
    const id = randomUUID();
    const fileName = file.name.slice(0, LONGEST_FILE_NAME);
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const expiresAt = clock() + KEPT_MS;
    const evidence = `${fileMark(sha256)}${fileName}`;
    this.#keep(id, { plant, cells, options, shown: JSON.stringify(rows), evidence, expiresAt });
    const accepted = rows.filter(({ status }) => status === 'accepted').length;
    return {
      ...{ id, fileName, sha256, format, sheet, decimalMark, expiresAt, accepted },
      ignoredColumns: [...ignoredColumns],
      refused: rows.length - accepted,
      unchanged: rows.filter(isUnchanged).length,
      savedBefore: (await samples.savedWith(plant, fileMark(sha256))) ?? null,
      rows: rows.map((row) => apiRowVerdict(row, cells)),
    };
  }

  /**
   * Saves what a preview accepted, all or nothing. Throws NotFoundError when it is not kept any more, ConflictError when
   * rows are refused and that is not said to be right, or when the verdicts are others by now.
   */
  async save(
    plant: string,
    id: string,
    options: { readonly withoutRefused: boolean },
    signature: Omit<Signature, 'evidence'>,
  ): Promise<SavedResults> {
    const { samples } = this.#parts;
    const attempt = 'Cannot save the table';
    const kept = this.#find(plant, id, attempt);
    const outcome = await samples.preview(plant, kept.cells, kept.options);
    if (outcome.status === 'refused' || JSON.stringify(outcome.rows) !== kept.shown) {
      throw new ConflictError(`${attempt}: its rows are judged differently by now; upload it again and look`);
    }
    const entries = outcome.rows.flatMap((row) => (row.status === 'accepted' ? [row.entry] : []));
    const refused = outcome.rows.length - entries.length;
    if (entries.length === 0) throw new ConflictError(`${attempt}: none of its rows is accepted`);
    if (refused > 0 && !options.withoutRefused) {
      throw new ConflictError(
        `${attempt}: ${refused} of ${outcome.rows.length} rows are refused; mend them, or save without them`,
      );
    }
    const { onDuplicate = 'refuse' } = kept.options;
    const signed = { ...signature, evidence: kept.evidence };
    const saved = await samples.save(entries, { onDuplicate }, signed);
    this.#kept.delete(id);
    return saved;
  }

  #find(plant: string, id: string, attempt: string): KeptUpload {
    const kept = this.#kept.get(id);
    if (kept?.plant === plant && kept.expiresAt > this.#parts.clock()) return kept;
    throw new NotFoundError(`${attempt}: there is no such upload (any more); upload the file again`);
  }

  #keep(id: string, upload: KeptUpload): void {
    const now = this.#parts.clock();
    for (const [old, { expiresAt }] of this.#kept) if (expiresAt <= now) this.#kept.delete(old);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= KEPT_UPLOADS) this.#kept.delete(oldest);
    this.#kept.set(id, upload);
  }
}

/** How evidence from a file begins. */
function fileMark(sha256: string): string {
  return `sha256:${sha256} `;
}
