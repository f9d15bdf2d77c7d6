// Journal and source in a process of their own, made to be killed. Arguments: directory, URL of the broker.
import { writeSync } from 'node:fs';
import { openJournal } from '../../src/journal/disk-journal.ts';
import { connectSource } from '../../src/source/connect-source.ts';
import { quietLog } from './quiet-log.ts';

const [, , directory = '', url = ''] = process.argv;
const journal = await openJournal({ directory, log: quietLog, clock: Date.now });
await connectSource({ url, clientId: 'ingest', log: quietLog, clock: Date.now }, (delivery, done) =>
  journal.append(delivery, done),
);
writeSync(1, 'subscribed\n');
journal.onCommit(() => writeSync(1, `${journal.state().committedMessages}\n`));
