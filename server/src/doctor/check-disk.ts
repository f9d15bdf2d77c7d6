import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Finding, ok, problem, warning } from './finding.ts';

const ABOUT = 'disk';
/** Below this the journal refuses messages, bytes. */
const RESERVE_BYTES = 256 * 1_024 ** 2;
const FEW_FILES = 10_000;

/** File systems that cannot keep the promise, by their magic number in Linux (statfs(2)). */
const UNFIT: Readonly<Record<number, string>> = {
  16914836: 'in memory (tmpfs): all is lost when the machine stops',
  2240043254: 'in memory (ramfs): all is lost when the machine stops',
  26985: 'on a network (NFS): neither locks nor fsync can be relied on',
  4283649346: 'on a network (CIFS): neither locks nor fsync can be relied on',
  4266872130: 'on a network (SMB): neither locks nor fsync can be relied on',
};

export interface Disk {
  readonly type: number;
  readonly freeBytes: number;
  readonly freeFiles: number;
}

/** The disk that a path is on, or will be. */
export async function diskOf(path: string): Promise<Disk> {
  for (let at = path; ; at = dirname(at)) {
    const found = await statfs(at).catch(() => undefined);
    if (found !== undefined) {
      const { type, bavail, bsize, ffree, files } = found;
      // Some file systems have no fixed number of files, and say 0 of 0.
      return { type, freeBytes: bavail * bsize, freeFiles: files === 0 ? Number.POSITIVE_INFINITY : ffree };
    }
    if (at === dirname(at)) throw new Error(`no disk is found for ${path}`);
  }
}

/** Whether the disk can take what a store that is away leaves in the journal. */
export function checkDisk({ type, freeBytes, freeFiles }: Disk, journalMaxMb: number): readonly Finding[] {
  const free = `${(freeBytes / 1e9).toFixed(1)} GB free`;
  const findings: Finding[] = [];
  const unfit = UNFIT[type];
  if (unfit !== undefined) {
    findings.push(
      problem(ABOUT, `the data directory lies ${unfit}`, 'Set dataDirectory to a folder on a local disk.'),
    );
  }
  if (freeBytes < RESERVE_BYTES) {
    findings.push(
      problem(
        ABOUT,
        `${free}: below 256 MiB no message is taken`,
        'Free some room, delete raw readings by age (store.rawDays), or move the data directory to a larger disk.',
      ),
    );
  } else if (freeBytes < journalMaxMb * 1e6) {
    findings.push(
      warning(
        ABOUT,
        `${free}, less than the ${(journalMaxMb / 1e3).toFixed(1)} GB that the journal may need while the store is away`,
        'Free some room, or set journal.maxMb (BANYU_JOURNAL_MAX_MB) to what there is.',
      ),
    );
  }
  if (freeFiles < FEW_FILES) {
    findings.push(
      warning(ABOUT, `only ${freeFiles} more files can be made on it`, 'Remove files that nobody needs.'),
    );
  }
  return findings.length === 0 ? [ok(ABOUT, free)] : findings;
}
