import type { JournalLevel } from '@banyu/ingest';

/** Whether a journal of this level takes deliveries. */
export function isAccepting(level: JournalLevel): boolean {
  return level === 'ok' || level === 'near';
}
