import { createHash } from 'node:crypto';

// The audit trail's chain. To verify it anywhere, with any language, go through the entries in the order of their ids
// and check of each:
//
// 1. its id is the one before plus 1; the first is 1;
// 2. its `previous` is the `hash` of the one before; the first's is 64 zeros;
// 3. its `hash` is SHA-256, in lower-case hex, over the UTF-8 bytes of this JSON array, without white space:
//
//      ["banyu-audit-1", id, at, who, action, plant, subject, before, after, why, evidence, origin, previous]
//
// id and at are integers in decimal, the others strings or null. before and after are JSON, but enter as the strings
// they are stored as: nothing has to be parsed. Strings are escaped as RFC 8785 (section 3.2.2.2) does: `"` and `\` by
// a backslash; \b \t \n \f \r; other characters below U+0020 as \u00xx in lower case; nothing else. JSON.stringify
// writes that, as does Python's json.dumps(entry, ensure_ascii=False, separators=(',', ':')).
//
// Whoever keeps a head (id and hash) that was published earlier also sees whether the trail was rewritten, or cut short
// before it: the entry of that id has to have that hash.

/** One entry. `before` and `after` are JSON texts, null where there was or is nothing. */
export interface AuditEntry {
  readonly id: number;
  /** The server's clock, Unix ms. */
  readonly at: number;
  readonly who: string;
  /** What was done: `plant.add`, `correction.withdraw`. */
  readonly action: string;
  /** The plant it concerns, where it is one. */
  readonly plant: string | null;
  /** To what: `plant/ipal`, `correction/12`. */
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly why: string | null;
  /** A document. */
  readonly evidence: string | null;
  /** From where: an address, `command line`. */
  readonly origin: string | null;
  /** The hash of the entry before. */
  readonly previous: string;
  readonly hash: string;
}

/** How far the trail reaches: all entries up to `id` stand behind `hash`. Published, it pins them. */
export interface AuditHead {
  readonly id: number;
  readonly hash: string;
}

/** The head of an empty trail. */
export const GENESIS: AuditHead = { id: 0, hash: '0'.repeat(64) };

/** The entry's hash, from all of its other fields. */
export function entryHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { id, at, who, action, plant, subject, before, after, why, evidence, origin, previous } = entry;
  const fields = [id, at, who, action, plant, subject, before, after, why, evidence, origin, previous];
  return createHash('sha256')
    .update(JSON.stringify(['banyu-audit-1', ...fields]))
    .digest('hex');
}
