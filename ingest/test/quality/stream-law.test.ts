import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgedStream, wholePass } from '../support/judging.ts';
import { directoryOf, streamed } from '../support/streams.ts';

describe('the final flags of a stream', () => {
  it('are those of one whole pass, however it is cut, in whatever order it comes, and through restarts', async () => {
    await fc.assert(
      fc.asyncProperty(streamed, async (stream) => {
        const directory = directoryOf(stream.settings);
        const judging = await judgedStream(directory, stream);
        expect(await judging.stored()).toEqual(await wholePass(directory, stream.sent));
      }),
      { numRuns: Number(process.env.RUNS ?? 150) },
    );
  }, 60_000);
});
