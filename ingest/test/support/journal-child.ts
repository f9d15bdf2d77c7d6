// A process that appends numbered messages as fast as it may, and says which were acknowledged; made to be killed.
// Arguments: directory, first number.
import { writeSync } from 'node:fs';
import { openJournal } from '../../src/journal/disk-journal.ts';
import { delivery, NOW, telemetry } from './messages.ts';
import { quietLog } from './quiet-log.ts';

const IN_FLIGHT = 300;

const [, , directory = '', first = '0'] = process.argv;
const journal = await openJournal({ directory, log: quietLog, clock: () => NOW });
let next = Number(first);
let pending = 0;
let acknowledged = '';

function fill(): void {
  while (pending < IN_FLIGHT) {
    const n = next;
    next += 1;
    pending += 1;
    const t = n % 4 === 0 ? NOW - 3_600_000 : NOW;
    journal.append(delivery(telemetry(n, [{ t, ph: 7 }])), (error) => {
      pending -= 1;
      if (error === undefined) acknowledged += `${n}\n`;
    });
  }
}

journal.onCommit(() => {
  writeSync(1, acknowledged);
  acknowledged = '';
  fill();
});
fill();
