import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchOf,
  ChangingDirectory,
  directoryWith,
  Judging,
  judgedStream,
  settingsWith,
  wholePass,
} from '../support/judging.ts';
import { directoryOf, SETTINGS, STEP_MS, streamed, T0 } from '../support/streams.ts';

const RUNS = { numRuns: Number(process.env.RUNS ?? 40) };
const LIMIT_MS = 60_000;
const pieces = fc.constantFrom(5, 20, 1_000);
const settings = fc.constantFrom(...Object.keys(SETTINGS));

describe('requalify()', () => {
  it(
    'changes no flag that the stream gave, when nothing else holds',
    async () => {
      await fc.assert(
        fc.asyncProperty(streamed, pieces, async (stream, readingsAtOnce) => {
          const judging = await judgedStream(directoryOf(stream.settings), stream);
          const before = await judging.stored();
          const done = await judging.requalify({}, readingsAtOnce);
          expect(done).toEqual({ readings: before.length, changes: [], restamped: 0 });
          expect(await judging.stored()).toEqual(before);
        }),
        RUNS,
      );
    },
    LIMIT_MS,
  );

  it(
    'gives the flags that the stream would have given by the settings that hold now',
    async () => {
      await fc.assert(
        fc.asyncProperty(streamed, settings, pieces, async (stream, name, readingsAtOnce) => {
          const directory = new ChangingDirectory(directoryOf(stream.settings));
          const judging = await judgedStream(directory, stream);
          const later = directoryOf(name, { version: 1_001 });
          directory.use(later);
          const before = await judging.stored();

          const foreseen = await judging.requalify({ dryRun: true }, readingsAtOnce);
          expect(await judging.stored()).toEqual(before);

          expect(await judging.requalify({}, readingsAtOnce)).toEqual(foreseen);
          expect(await judging.stored()).toEqual(await wholePass(later, stream.sent));
          expect(foreseen.restamped + foreseen.changes.reduce((sum, { readings }) => sum + readings, 0)).toBe(
            before.length,
          );
        }),
        RUNS,
      );
    },
    LIMIT_MS,
  );

  it('changes nothing outside of the time and the series that are asked for', async () => {
    const narrow = settingsWith({ grossRange: { sensor: [-1_000, 1_000], operator: [0, 5] } });
    const directory = new ChangingDirectory(directoryWith(() => settingsWith({})));
    const judging = new Judging(directory);
    const sent = ['cod', 'tss'].flatMap((parameter) =>
      Array.from({ length: 6 }, (_, i) => ({ parameter, t: T0 + i * STEP_MS, value: 7 })),
    );
    await judging.send(batchOf(sent));
    directory.use(directoryWith(() => narrow));

    const range = { parameter: 'cod', from: T0 + 2 * STEP_MS, to: T0 + 4 * STEP_MS };
    expect(await judging.requalify(range, 1_000)).toEqual({
      readings: 2,
      changes: [
        { parameter: 'cod', before: { flag: 1, tests: 0 }, after: { flag: 3, tests: 1 }, readings: 2 },
      ],
      restamped: 0,
    });
    expect(await judging.flags('cod')).toEqual([1, 1, 3, 3, 1, 1]);
    expect(await judging.flags('tss')).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
