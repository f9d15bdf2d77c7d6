// Journals a message and stores its readings, and is killed before the checkpoint that would say so.
// Arguments: directory of the journal, directory of the state, file of the store.
import { openDuckdbStore } from '@banyu/store';
import { openJournal } from '../../src/journal/disk-journal.ts';
import { openPipeline } from '../../src/pipeline.ts';
import { appendAll } from './append-all.ts';
import { delivery, directoryOf, NOW, telemetry } from './messages.ts';
import { quietLog } from './quiet-log.ts';

const [, , journalDirectory = '', stateDirectory = '', path = ''] = process.argv;
const store = await openDuckdbStore({ path });
const journal = await openJournal({ directory: journalDirectory, log: quietLog, clock: () => NOW });
await openPipeline({
  ...{ journalDirectory, stateDirectory, directory: directoryOf('effluent-1'), log: quietLog },
  store: {
    reflag: (batch) => store.reflag(batch),
    spans: (queries) => store.spans(queries),
    coverage: (query) => store.coverage(query),
    write: async (batch) => {
      await store.write(batch);
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  },
});
await appendAll(journal, [delivery(telemetry(1, [{ t: NOW, ph: 7, cod: 80 }]))]);
