import { FLAG, QualitySettings } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { climatology } from '../../src/quality/checks/climatology.ts';
import { flatLine, flatLineLevels } from '../../src/quality/checks/flat-line.ts';
import { rateOfChange } from '../../src/quality/checks/rate-of-change.ts';
import { spike } from '../../src/quality/checks/spike.ts';
import type { SeriesPoints } from '../../src/quality/series/series-points.ts';
import { LocalCalendar } from '../../src/quality/settings/local-calendar.ts';
import { judge } from '../support/judge.ts';
import { settingsWith } from '../support/judging.ts';
import { delivery } from '../support/messages.ts';

// ioos_qc at commit 9c1853a does each of these in another way, measured by running it. Its vectors stand beside, in
// vectors.json; that a series cut into batches keeps its history is the law of stream-law.test.ts.

const T0 = Date.UTC(2026, 0, 15);

function pointsOf(steps: readonly (readonly [ms: number, value: number])[]): SeriesPoints {
  return {
    begin: 0,
    end: steps.length,
    t: Float64Array.from(steps, ([ms]) => T0 + ms),
    x: Float64Array.from(steps, ([, value]) => value),
  };
}

function rates(steps: readonly (readonly [ms: number, value: number])[]): number[] {
  const verdict = new Uint8Array(steps.length);
  const limits = { suspect: 1, fail: 2, minimumStepMs: 0 };
  rateOfChange(pointsOf(steps), 0, steps.length, limits, verdict);
  return [...verdict];
}

describe('unlike ioos_qc', () => {
  it('a missing value is 9 in the climatology test, with a period too, and not 1', () => {
    const always = { fromT: Number.NEGATIVE_INFINITY, toT: Number.POSITIVE_INFINITY };
    const spans = { suspectLow: 0, suspectHigh: 10, failLow: -1, failHigh: 20 };
    const calendar = new LocalCalendar('UTC');
    for (const when of [[], [{ period: 'month', from: 1, to: 12 } as const]]) {
      expect(climatology(T0, Number.NaN, [{ ...always, ...spans, when }], calendar)).toBe(FLAG.missing);
    }
  });

  it('the parts of a climatology are of the plant’s time zone, not of UTC', () => {
    const always = { fromT: Number.NEGATIVE_INFINITY, toT: Number.POSITIVE_INFINITY };
    const spans = { suspectLow: 0, suspectHigh: 10, failLow: -1, failHigh: 20 };
    const morning = [{ ...always, ...spans, when: [{ period: 'hour', from: 7, to: 7 } as const] }];
    expect(climatology(T0, 15, morning, new LocalCalendar('Asia/Jakarta'))).toBe(FLAG.suspect);
    expect(climatology(T0, 15, morning, new LocalCalendar('UTC'))).toBe(FLAG.notEvaluated);
  });

  it('two readings of one time have no rate: 2, not the bare difference against a limit per second', () => {
    expect(
      rates([
        [0, 7],
        [0, 8.5],
        [1_000, 8.5],
      ]),
    ).toEqual([1, FLAG.notEvaluated, 1]);
  });

  it('steps below a second count as long as they are, not cut to whole seconds', () => {
    // 1.5 in 1.9 s is below 1 a second, in one second it would be above; 0.6 in half a second is above, in none no rate.
    expect(
      rates([
        [0, 7],
        [1_900, 8.5],
        [2_400, 9.1],
      ]),
    ).toEqual([1, 1, FLAG.suspect]);
  });

  it('no value is infinite, so none has an infinite neighbour: it is rejected at the edge', async () => {
    const text = '{"v":1,"boot":"b1","seq":1,"samples":[{"t":1764000000000,"ph":1e999,"cod":80}]}';
    const batch = await judge([delivery(text)]);
    const { length, series, seriesIndex } = batch.columns.view();
    expect(length).toBe(1);
    expect(series[seriesIndex[0] ?? 0]?.parameter).toBe('cod');
  });

  it('an empty series is no error in the spike test', () => {
    const verdict = new Uint8Array();
    spike(pointsOf([]), 0, 0, { method: 'average', suspect: 1, fail: 2 }, verdict);
    expect(verdict).toHaveLength(0);
  });

  it('a level for 4 below that for 3 is refused', () => {
    for (const change of [
      { spike: { method: 'average', suspect: 2, fail: 1 } },
      { rateOfChange: { suspectPerSecond: 2, failPerSecond: 1, minimumStepSeconds: 0 } },
      { flatLine: { tolerance: 0.1, suspectSeconds: 200, failSeconds: 100, notAtOrBelow: 'off' } },
    ] as const) {
      const { error } = QualitySettings.safeParse(settingsWith(change));
      expect(error?.issues[0]?.message).toMatch(/is below suspect 2.*: raise it/);
    }
  });

  it('a flat line needs 3 values and no gap longer than its time: one value alone is no line', () => {
    // ioos_qc issue 68; its vectors are met with that guard off.
    const points = pointsOf([
      [0, 7],
      [10_000, Number.NaN],
      [20_000, Number.NaN],
      [30_000, Number.NaN],
      [40_000, 7],
    ]);
    const limits = {
      tolerance: 0.1,
      levels: flatLineLevels(30, 'off', 10),
      notAtOrBelow: Number.NEGATIVE_INFINITY,
    };
    const verdict = new Uint8Array(5);
    flatLine(points, 0, 5, { ...limits, guarded: true }, verdict);
    expect(verdict[4]).toBe(FLAG.pass);
    flatLine(points, 0, 5, { ...limits, guarded: false }, verdict);
    expect(verdict[4]).toBe(FLAG.suspect);
  });
});
