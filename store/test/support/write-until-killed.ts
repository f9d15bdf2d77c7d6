import { openDuckdbStore } from '../../src/index.ts';
import { batchOf } from './batch-of.ts';
import { batchAt } from './deterministic-batches.ts';

// Writes the batches from a given one on, and prints the number of each that the store says is stored.
const [path = '', first = '0'] = process.argv.slice(2);
const store = await openDuckdbStore({ path, rollUpEveryMs: 5, sortAfterRows: 100 });
for (let index = Number(first); ; index++) {
  const { status } = await store.write(batchOf(batchAt(index)));
  if (status === 'stored') process.stdout.write(`${index}\n`);
}
