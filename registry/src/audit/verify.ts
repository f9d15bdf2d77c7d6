import { type AuditEntry, type AuditHead, entryHash, GENESIS } from './chain.ts';

/** An entry as it lies in the database, before anything is believed of it: numbers as text, the rest unchecked. */
export type StoredEntry = { readonly [Field in keyof AuditEntry]: unknown };

/** What came out of going through the trail. */
export type AuditVerdict =
  | { readonly status: 'intact'; readonly head: AuditHead }
  | {
      readonly status: 'broken';
      /** The first entry that is missing or not what was written. */
      readonly id: number;
      readonly reason: 'missing' | 'changed' | 'not-chained' | 'other-than-published';
      /** Up to here all is intact. */
      readonly head: AuditHead;
    };

/** Checks entry after entry, in the order of their ids; what it finds first is what `verdict` says. */
export class ChainCheck {
  readonly #published: ReadonlyMap<number, string>;
  #head = GENESIS;
  #broken: AuditVerdict | undefined;

  /** `published`: heads that were noted down elsewhere, which this trail has to contain. */
  constructor(published: readonly AuditHead[] = []) {
    this.#published = new Map(published.map(({ id, hash }) => [id, hash]));
  }

  get head(): AuditHead {
    return this.#head;
  }

  /** Whether the entry is what follows; once it was not, nothing does any more. */
  accept(stored: StoredEntry): boolean {
    if (this.#broken !== undefined) return false;
    const id = this.#head.id + 1;
    if (stored.id !== String(id)) return this.#break(id, 'missing');
    const entry = readEntry(stored, id);
    if (entry === undefined || entryHash(entry) !== entry.hash) return this.#break(id, 'changed');
    if (entry.previous !== this.#head.hash) return this.#break(id, 'not-chained');
    if ((this.#published.get(id) ?? entry.hash) !== entry.hash)
      return this.#break(id, 'other-than-published');
    this.#head = { id, hash: entry.hash };
    return true;
  }

  /** After the last entry. */
  verdict(): AuditVerdict {
    const furthest = Math.max(0, ...this.#published.keys());
    if (this.#broken === undefined && furthest > this.#head.id) this.#break(this.#head.id + 1, 'missing');
    return this.#broken ?? { status: 'intact', head: this.#head };
  }

  #break(id: number, reason: 'missing' | 'changed' | 'not-chained' | 'other-than-published'): false {
    this.#broken = { status: 'broken', id, reason, head: this.#head };
    return false;
  }
}

/** The entry, when each field is of its type and its text could be read. */
function readEntry(stored: StoredEntry, id: number): AuditEntry | undefined {
  const { who, action, plant, subject, before, after, why, evidence, origin, previous, hash } = stored;
  const at = Number(stored.at);
  if (String(at) !== stored.at) return undefined;
  if (!(isText(who) && isText(action) && isText(subject) && isText(previous) && isText(hash)))
    return undefined;
  if (!(isTextOrNull(plant) && isTextOrNull(before) && isTextOrNull(after))) return undefined;
  if (!(isTextOrNull(why) && isTextOrNull(evidence) && isTextOrNull(origin))) return undefined;
  return { id, at, who, action, plant, subject, before, after, why, evidence, origin, previous, hash };
}

/** No entry is written with U+FFFD in it: where it stands, bytes could not be read as UTF-8. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\uFFFD');
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}
