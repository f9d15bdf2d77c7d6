import { InvalidInputError } from '@banyu/contracts';

/** The heads of the audit trail (id and hash) and of the seals (round and hash), where there are any. */
export interface Heads {
  readonly audit: { readonly id: number; readonly hash: string };
  readonly seals: { readonly n: number; readonly hash: string } | undefined;
}

const LINE = /^banyu-head-1 (\d+):([0-9a-f]{64}) (\d+):([0-9a-f]{64})$/;
const NOTHING = '0'.repeat(64);

/** The heads as one line, to be printed on a report. */
export function headLine({ audit, seals }: Heads): string {
  return `banyu-head-1 ${audit.id}:${audit.hash} ${seals?.n ?? 0}:${seals?.hash ?? NOTHING}`;
}

/** Reads such a line. Throws InvalidInputError. */
export function readHeadLine(line: string): Heads {
  const [, id, auditHash, n, sealsHash] = LINE.exec(line.trim()) ?? [];
  if (auditHash === undefined || sealsHash === undefined)
    throw new InvalidInputError(
      `"${line}" is no published head: expected "banyu-head-1 ID:HASH ROUND:HASH", as banyu audit head prints it.`,
    );
  return {
    audit: { id: Number(id), hash: auditHash },
    seals: Number(n) === 0 ? undefined : { n: Number(n), hash: sealsHash },
  };
}
