import { openDuckdbStore } from '../../src/index.ts';
import { batchOf } from './batch-of.ts';
import { EVER } from './ever.ts';

// Writes batches until the store says `retry`, and prints how many rows it said were stored and how many it then holds.
const [path = ''] = process.argv.slice(2);
const store = await openDuckdbStore({ path });
let stored = 0;
for (;;) {
  const rows = Array.from({ length: 2_000 }, (_, i) => ({ t: stored + i, value: Math.random() }));
  const outcome = await store.write(batchOf(rows));
  if (outcome.status === 'retry') break;
  stored += outcome.stored;
}
const [coverage] = await store.coverage(EVER);
process.stdout.write(JSON.stringify({ stored, held: coverage?.total }));
process.kill(process.pid, 'SIGKILL');
