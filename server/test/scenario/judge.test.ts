import { describe, expect, it } from 'vitest';
import { judge, type Look } from '../../src/scenario/judge.ts';
import type { DatedExpectation } from '../../src/scenario/schedule.ts';
import { parseSees } from '../../src/scenario/sees.ts';

const MINUTE = 60_000;

/** Looks from an hour before instant 0, ten minutes apart. */
function looks(measured: readonly (number | null | undefined)[], truth = 1): Look[] {
  return measured.map((value, i) => ({ t: (i - 6) * 10 * MINUTE, truth, measured: value }));
}

function verdictOf(sees: string, ...args: Parameters<typeof looks>) {
  const parsed = parseSees(sees);
  if (parsed === undefined) throw new Error(`${sees} is not understood`);
  const expectation: DatedExpectation = {
    fromMs: 0,
    toMs: 30 * MINUTE,
    point: 'effluent',
    parameter: 'ph',
    sees: parsed,
    in: 'readings',
    text: { id: '', en: '' },
  };
  return judge(expectation, looks(...args));
}

const HOUR_BEFORE = [7, 7, 7, 7, 7, 7];
const SEEN_AT_20 = { verdict: 'seen', atMs: 20 * MINUTE };

describe('judge()', () => {
  it('sees the first value beyond the number, in the time of the expectation only', () => {
    expect(verdictOf('above 8', [9, 9, 9, 9, 9, 9, 7, 7, 8, 9])).toEqual(SEEN_AT_20);
    expect(verdictOf('below 6', [...HOUR_BEFORE, 7, null, 5.9, 5])).toEqual(SEEN_AT_20);
    expect(verdictOf('above 8', [...HOUR_BEFORE, 7, 7.5, 7.9, 7, 9])).toEqual({
      verdict: 'not seen',
      nearest: 7.9,
    });
  });

  it('sees how far a value went from the median of the hour before', () => {
    expect(verdictOf('rises by 1', [7, 7, 70, 7, 7, 7, 7, 7.9, 8])).toEqual(SEEN_AT_20);
    expect(verdictOf('falls by 1', [7, 7, 70, 7, 7, 7, 7, 6.5, 6])).toEqual(SEEN_AT_20);
    expect(verdictOf('falls by 1', [...HOUR_BEFORE, 7, 8])).toMatchObject({ verdict: 'not seen' });
    expect(verdictOf('rises by 1', [null, null, null, null, null, null, null, 9])).toEqual({
      verdict: 'not seen',
    });
  });

  it('sees how far a value is off the truth, either way', () => {
    expect(verdictOf('off by 1', [...HOUR_BEFORE, 7, 7.5, 6], 7)).toEqual(SEEN_AT_20);
  });

  it('calls flat and missing what is so all the time', () => {
    expect(verdictOf('flat', [...HOUR_BEFORE, 6, 6, null, 6])).toEqual({ verdict: 'seen', atMs: 0 });
    expect(verdictOf('flat', [...HOUR_BEFORE, 6, 6, 6.01, 6])).toEqual({ verdict: 'not seen' });
    expect(verdictOf('missing', [...HOUR_BEFORE, null, undefined, null, undefined])).toMatchObject({
      verdict: 'seen',
    });
    expect(verdictOf('missing', [...HOUR_BEFORE, null, 6, null, null])).toEqual({ verdict: 'not seen' });
    expect(verdictOf('missing', HOUR_BEFORE)).toEqual({ verdict: 'not seen' });
  });

  it('fails what cannot be, and leaves the other flags to quality control', () => {
    expect(verdictOf('flag fail', [...HOUR_BEFORE, 7, 7, 15])).toEqual(SEEN_AT_20);
    expect(verdictOf('flag fail', [...HOUR_BEFORE, 7, 7, 13])).toEqual({
      verdict: 'left to quality control',
    });
    expect(verdictOf('flag suspect', [...HOUR_BEFORE, 15])).toEqual({ verdict: 'left to quality control' });
  });
});
