import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { STATE_FILE } from '@banyu/ingest';
import { pathsIn } from '../paths.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const ABOUT = 'clock';
const ASK_WITHIN_MS = 3_000;
const TOLERANCE_MS = 60_000;

/** Whether somebody keeps the clock right: every time of receipt, and what is too early or late, hangs on it. */
export async function checkClock(dataDirectory: string, now: number): Promise<readonly Finding[]> {
  const last = lastReceipt(dataDirectory);
  if (last !== undefined && last > now + TOLERANCE_MS) {
    return [
      problem(
        ABOUT,
        `it says ${new Date(now).toISOString()}, and a message was received at ${new Date(last).toISOString()}`,
        'Set it right (timedatectl set-ntp true) before the server starts again.',
      ),
    ];
  }
  const synchronized = await isSynchronized();
  if (synchronized === true) return [ok(ABOUT, 'kept right over the network')];
  return synchronized === false
    ? [
        warning(
          ABOUT,
          'nobody keeps it right',
          'Install chrony or systemd-timesyncd, or: timedatectl set-ntp true',
        ),
      ]
    : [
        warning(
          ABOUT,
          `it says ${new Date(now).toISOString()}; whether it is kept right cannot be told here`,
          'Compare it with a watch.',
        ),
      ];
}

/** Undefined where systemd does not know. */
async function isSynchronized(): Promise<boolean | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      'timedatectl',
      ['show', '--property=NTPSynchronized', '--value'],
      {
        timeout: ASK_WITHIN_MS,
      },
    );
    return { yes: true, no: false }[stdout.trim()];
  } catch {
    return undefined;
  }
}

function lastReceipt(dataDirectory: string): number | undefined {
  const path = join(pathsIn(dataDirectory).ingest, STATE_FILE);
  if (!existsSync(path)) return undefined;
  try {
    const state = new DatabaseSync(path, { timeout: ASK_WITHIN_MS });
    try {
      const t = state.prepare('SELECT max(lastMessageAt) AS t FROM device').get()?.t;
      return typeof t === 'number' ? t : undefined;
    } finally {
      state.close();
    }
  } catch {
    // The check of the files says what is wrong with it.
    return undefined;
  }
}
