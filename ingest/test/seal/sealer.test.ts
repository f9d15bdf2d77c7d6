import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDuckdbStore, openMemoryStore } from '@banyu/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPipeline } from '../../src/pipeline.ts';
import { SealBook } from '../../src/seal/seal-book.ts';
import { verifySeals } from '../../src/seal/verify.ts';
import { directoryOf } from '../support/messages.ts';
import { quietLog } from '../support/quiet-log.ts';
import { openRig } from '../support/rig.ts';
import { runChild } from '../support/run-child.ts';
import { H0, HOUR, sealAt, sealsPath, send } from '../support/sealing.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const MINUTE = 60_000;

describe('openSealer()', () => {
  it('seals each hour of receipt of each device once it is over, and goes on with the hours it was down', async () => {
    const rig = await openRig();
    const store = openMemoryStore();
    const pipeline = await rig.pipeline({ store });
    await send(rig, pipeline, [
      { receivedAt: H0 + MINUTE, samples: [{ t: H0, ph: 7, cod: 80 }] },
      { receivedAt: H0 + 2 * MINUTE, samples: [{ t: H0 - 300 * 24 * HOUR, ph: 6.5 }] },
      { receivedAt: H0 + 3 * MINUTE, samples: [{ t: H0 + MINUTE, ph: null }], device: 'effluent-2' },
    ]);
    expect(await sealAt(H0 + HOUR + 4 * MINUTE, sealsPath(rig), pipeline, store)).toMatchObject({ to: H0 });
    expect(await sealAt(H0 + HOUR + 5 * MINUTE, sealsPath(rig), pipeline, store)).toMatchObject({ n: 2 });
    await send(rig, pipeline, [{ receivedAt: H0 + 3 * HOUR, samples: [{ t: H0 + 3 * HOUR, ph: 7.1 }] }]);
    const last = await sealAt(H0 + 5 * HOUR, sealsPath(rig), pipeline, store);
    expect(last).toMatchObject({ n: 3, from: H0 + HOUR, to: H0 + 4 * HOUR });

    using book = opened(sealsPath(rig));
    expect(
      [...book.seals()].map(({ device, n, hour, count }) => [device, n, (hour - H0) / HOUR, count]),
    ).toEqual([
      ['effluent-1', 1, 0, 3],
      ['effluent-1', 2, 3, 1],
      ['effluent-2', 1, 0, 1],
    ]);
    expect(await verifySeals({ book, store, now: H0 + 5 * HOUR })).toEqual({
      findings: [],
      seals: 3,
      readings: 5,
      deletedByRetention: 0,
      notSealedYet: 0,
      beforeSealing: 0,
      signed: 0,
      unsigned: 0,
    });
  });

  it('takes readings for received after what is sealed when the clock is set back, and says so', async () => {
    const rig = await openRig();
    const store = openMemoryStore();
    const warned: object[] = [];
    const log = { info() {}, error() {}, warn: (facts: object) => void warned.push(facts) };
    const pipeline = await rig.pipeline({ store, log });
    await send(rig, pipeline, [{ receivedAt: H0 + MINUTE, samples: [{ t: H0, ph: 7 }] }]);
    await sealAt(H0 + HOUR + 5 * MINUTE, sealsPath(rig), pipeline, store);
    await send(rig, pipeline, [{ receivedAt: H0 + 2 * MINUTE, samples: [{ t: H0 + 1, ph: 8 }] }]);
    expect(warned).toEqual([{ readings: 1, receivedAt: H0 + HOUR }]);
    await sealAt(H0 + 2 * HOUR + 5 * MINUTE, sealsPath(rig), pipeline, store);
    using book = opened(sealsPath(rig));
    const verified = await verifySeals({ book, store, now: H0 + 3 * HOUR });
    expect(verified).toMatchObject({ findings: [], seals: 2, readings: 2 });
  });

  it('seals what a process stored that was killed before its checkpoint, and nothing twice', async () => {
    const directory = await temporaryDirectory();
    const [journalDirectory, stateDirectory, path] = ['journal', 'state', 'readings.duckdb'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    const child = runChild('killed-before-checkpoint.ts', [journalDirectory, stateDirectory, path]);
    await once(child.process, 'close');
    expect(child.process.signalCode).toBe('SIGKILL');

    const store = await openDuckdbStore({ path });
    onTestFinished(() => store.close());
    expect(await store.latest({})).toHaveLength(2);
    const options = { directory: directoryOf('effluent-1'), store, log: quietLog };
    const pipeline = await openPipeline({ journalDirectory, stateDirectory, ...options });
    await pipeline.idle();
    expect(pipeline.statistics()).toMatchObject({ storedReadings: 0, duplicateReadings: 2 });
    const seals = join(directory, 'seals.db');
    await sealAt(H0 + HOUR + 5 * MINUTE, seals, pipeline, store);
    await pipeline.close();
    using book = opened(seals);
    const verified = await verifySeals({ book, store, now: H0 + 2 * HOUR });
    expect(verified).toMatchObject({ findings: [], seals: 1, readings: 2, beforeSealing: 0 });
  });

  it('keeps its file append-only', async () => {
    const rig = await openRig();
    const store = openMemoryStore();
    const pipeline = await rig.pipeline({ store });
    await send(rig, pipeline, [{ receivedAt: H0, samples: [{ t: H0, ph: 7 }] }]);
    await sealAt(H0 + 2 * HOUR, sealsPath(rig), pipeline, store);
    const database = new DatabaseSync(sealsPath(rig));
    for (const sql of [
      'UPDATE seal SET count = 2',
      'DELETE FROM seal',
      'UPDATE round SET n = 9',
      'DELETE FROM round',
    ])
      expect(() => database.exec(sql)).toThrow(/append-only/);
    database.close();
  });
});

function opened(path: string): SealBook & Disposable {
  const book = new SealBook(path, { readOnly: true });
  return Object.assign(book, { [Symbol.dispose]: () => book.close() });
}
