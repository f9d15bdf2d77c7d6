import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery } from '@banyu/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Committer } from '../src/journal/commit.ts';
import { openJournalDatabase } from '../src/journal/database.ts';
import { BufferPool, CommitGroup } from '../src/journal/group.ts';
import { openPipeline } from '../src/pipeline.ts';
import { delivery, directoryOf, NOW, telemetry } from './support/messages.ts';
import { quietLog } from './support/quiet-log.ts';
import { allReadings, testStore } from './support/rig.ts';

/** Writes a journal whose commits hold the deliveries as they are cut, and lets a pipeline store it. */
async function storeCut(commits: readonly (readonly Delivery[])[]) {
  const directory = mkdtempSync(join(tmpdir(), 'banyu-cut-'));
  try {
    const database = openJournalDatabase(directory);
    const committer = new Committer(database);
    for (const deliveries of commits) {
      const group = new CommitGroup(new BufferPool(0).take);
      for (const one of deliveries) group.add('live', one, () => undefined);
      committer.commit({ kind: 'commit', entries: group.seal(), release: undefined });
    }
    database.close();
    const store = testStore();
    const pipeline = await openPipeline({
      ...{ journalDirectory: directory, stateDirectory: directory, store, log: quietLog },
      directory: directoryOf('effluent-1', 'effluent-2'),
      limits: { live: { rows: 3, payloadBytes: 1_000_000, ageMs: 0 } },
    });
    await pipeline.idle();
    // In any order: what the store did not take comes after what never went there.
    const rejects = pipeline
      .rejects({ limit: 1_000 })
      .rejects.map(({ id, ...reject }) => JSON.stringify(reject))
      .toSorted();
    const states = pipeline.deviceStates();
    await pipeline.close();
    return { readings: await allReadings(store), rejects, states };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const anyDelivery = fc
  .record({
    device: fc.constantFrom('effluent-1', 'effluent-2', 'stranger'),
    seq: fc.nat({ max: 5 }),
    t: fc.constantFrom(NOW, NOW - 1, NOW - 2, NOW + 9_999_999),
    values: fc.dictionary(fc.constantFrom('ph', 'cod', 'no-such'), fc.constantFrom(7, 8, null, 'x', 99_999), {
      noNullPrototype: true,
    }),
    broken: fc.constantFrom(false, false, false, true),
  })
  .map(({ device, seq, t, values, broken }) =>
    delivery(broken ? '{' : telemetry(seq, [{ t, ...values }]), { device }),
  );

it('Pipeline stores and rejects the same, however the messages are cut into commits', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyDelivery, fc.boolean()), { minLength: 1, maxLength: 20 }),
      async (messages) => {
        const cut: Delivery[][] = [[]];
        for (const [message, endsCommit] of messages) {
          cut.at(-1)?.push(message);
          if (endsCommit) cut.push([]);
        }
        const whole = await storeCut([messages.map(([message]) => message)]);
        expect(await storeCut(cut)).toEqual(whole);
      },
    ),
    { numRuns: 12 },
  );
});
