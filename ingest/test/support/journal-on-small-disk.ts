// A journal in a process whose files may not grow beyond a limit (RLIMIT_FSIZE): writes fail with EFBIG, as on a disk
// that gives up. Appends until it is refused, then, on SIGUSR2, until it is acknowledged again. Argument: directory.
import { writeSync } from 'node:fs';
import { openJournal } from '../../src/journal/disk-journal.ts';
import { delivery, NOW } from './messages.ts';
import { quietLog } from './quiet-log.ts';

const [, , directory = ''] = process.argv;
const journal = await openJournal({ directory, log: quietLog, clock: () => NOW });
let n = 0;

function append(goOn: (error?: Error) => void): void {
  const text = String(n).padStart(20_000, ' ');
  journal.append(delivery(text), (error) => {
    writeSync(1, `${error === undefined ? 'acknowledged' : 'refused'} ${n} ${journal.state().level}\n`);
    n += 1;
    goOn(error);
  });
}

function untilRefused(error?: Error): void {
  if (error === undefined) append(untilRefused);
}

function untilAcknowledged(error?: Error): void {
  if (error !== undefined) setTimeout(append, 50, untilAcknowledged);
}

process.on('SIGUSR2', () => append(untilAcknowledged));
append(untilRefused);
