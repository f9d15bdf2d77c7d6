import type { ReadingBatch } from '@banyu/contracts';
import type { WriteOutcome } from '@banyu/store';
import { describe, expect, it } from 'vitest';
import { ReadingColumns } from '../src/columns.ts';
import { writeUntilStored } from '../src/write-until-stored.ts';

const STORED: WriteOutcome = { status: 'stored', stored: 0, duplicates: 0, conflicts: [], refused: [] };
const AWAY: WriteOutcome = { status: 'retry', reason: 'away' };
const batch = new ReadingColumns().view();

/** Writes to a store that answers like this, one after the other; gives the waits between and what came of it. */
async function write(
  answers: readonly WriteOutcome[],
  { random = 0, signal = new AbortController().signal } = {},
) {
  const waits: number[] = [];
  const batches: ReadingBatch[] = [];
  const outcome = await writeUntilStored(batch, {
    store: {
      write(given) {
        batches.push(given);
        return Promise.resolve(answers[batches.length - 1] ?? STORED);
      },
    },
    pace: { firstMs: 1, maxMs: 4 },
    random: () => random,
    signal,
    onRetry: (_, waitMs) => waits.push(waitMs),
  });
  return { waits, batches, outcome };
}

describe('writeUntilStored()', () => {
  it('writes the same batch until it is stored, after pauses that double up to the longest', async () => {
    const { waits, batches, outcome } = await write([AWAY, AWAY, AWAY, AWAY], { random: 1 });
    expect(outcome).toEqual(STORED);
    expect(waits).toEqual([1, 2, 4, 4]);
    expect(batches.every((given) => given === batch)).toBe(true);
  });

  it('leaves up to half of a pause to chance', async () => {
    expect((await write([AWAY, AWAY], { random: 0 })).waits).toEqual([0.5, 1]);
  });

  it('waits as long as the store asks for', async () => {
    expect((await write([{ ...AWAY, retryAfterMs: 20 }])).waits).toEqual([20]);
  });

  it('gives up when it is aborted, at once, also in the middle of a pause', async () => {
    const abort = new AbortController();
    const writing = write([{ ...AWAY, retryAfterMs: 3_600_000 }], { signal: abort.signal });
    abort.abort();
    expect((await writing).outcome).toBeUndefined();
    expect((await write([], { signal: abort.signal })).batches).toEqual([]);
  });
});
