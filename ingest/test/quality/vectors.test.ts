import { readFileSync } from 'node:fs';
import { aggregateFlag, type ClimatologyPeriod, type Flag } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { attenuatedSignal } from '../../src/quality/checks/attenuated-signal.ts';
import { climatology } from '../../src/quality/checks/climatology.ts';
import { flatLine, flatLineLevels } from '../../src/quality/checks/flat-line.ts';
import { grossRange } from '../../src/quality/checks/gross-range.ts';
import { rateOfChange } from '../../src/quality/checks/rate-of-change.ts';
import { spike } from '../../src/quality/checks/spike.ts';
import type { SeriesPoints } from '../../src/quality/series/series-points.ts';
import { LocalCalendar } from '../../src/quality/settings/local-calendar.ts';

/**
 * Whole series and the flags that the published implementation gives them: github.com/ioos/ioos_qc at commit 9c1853a, from
 * its own tests (`source` names the test) and a few computed with it. `t` is Unix ms; `config` is as ioos_qc has it.
 */
interface Vector {
  readonly test: string;
  readonly source: string;
  readonly config: Config;
  readonly t?: readonly number[];
  readonly values?: readonly (number | null)[];
  readonly flagsOfTests?: readonly (readonly Flag[])[];
  readonly flags: readonly number[];
}

interface Config {
  readonly fail_span?: readonly [number, number];
  readonly suspect_span?: readonly [number, number];
  readonly threshold?: number;
  readonly suspect_threshold?: number;
  readonly fail_threshold?: number;
  readonly tolerance?: number;
  readonly method?: 'average' | 'differential';
  readonly check_type?: 'std' | 'range';
  readonly test_period?: number;
  readonly min_obs?: number;
  readonly members?: readonly {
    readonly tspan: readonly [number, number];
    readonly vspan: readonly [number, number];
    readonly fspan?: readonly [number, number];
    readonly period?: ClimatologyPeriod;
  }[];
}

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('./vectors.json', import.meta.url), 'utf8'),
);

describe('the value tests agree with the published QARTOD implementation', () => {
  it.each(vectors.map((vector, i) => ({ name: `${i + 1} ${vector.test}, ${vector.source}`, vector })))(
    '$name',
    ({ vector }) => {
      expect(judge(vector)).toEqual(vector.flags);
    },
  );
});

/** Judges a whole series as ioos_qc does: no value is unfit as a neighbour, and no window is looked at twice. */
function judge({ test, config, t: times, values = [], flagsOfTests = [] }: Vector): number[] {
  const x = Float64Array.from(values, (value) => value ?? Number.NaN);
  const t = Float64Array.from(times ?? values.map((_, i) => i * 1_000));
  const points: SeriesPoints = { begin: 0, end: x.length, t, x };
  const verdict = new Uint8Array(x.length);
  const { fail_span: failSpan, suspect_span: suspectSpan } = config;
  switch (test) {
    case 'gross_range': {
      const [failLow, failHigh] = failSpan ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      const [suspectLow, suspectHigh] = suspectSpan ?? [failLow, failHigh];
      return Array.from(x, (value) => grossRange(value, { failLow, failHigh, suspectLow, suspectHigh }));
    }
    case 'climatology': {
      const members = (config.members ?? []).map(({ tspan: [from, to], vspan, fspan, period }) => ({
        when: period === undefined ? [] : [{ period, from, to }],
        fromT: period === undefined ? from : Number.NEGATIVE_INFINITY,
        toT: period === undefined ? to : Number.POSITIVE_INFINITY,
        suspectLow: vspan[0],
        suspectHigh: vspan[1],
        failLow: fspan?.[0] ?? Number.NEGATIVE_INFINITY,
        failHigh: fspan?.[1] ?? Number.POSITIVE_INFINITY,
      }));
      const calendar = new LocalCalendar('UTC');
      return Array.from(x, (value, i) => climatology(t[i] as number, value, members, calendar));
    }
    case 'spike': {
      const { method = 'average', suspect_threshold: suspect, fail_threshold: fail } = config;
      const off = Number.POSITIVE_INFINITY;
      spike(points, 0, x.length, { method, suspect: suspect || off, fail: fail || off }, verdict);
      return [...verdict];
    }
    case 'rate_of_change': {
      const suspect = config.threshold ?? Number.POSITIVE_INFINITY;
      const fail = config.fail_threshold ?? Number.POSITIVE_INFINITY;
      rateOfChange(points, 0, x.length, { suspect, fail, minimumStepMs: 0 }, verdict);
      return [...verdict];
    }
    case 'flat_line': {
      const levels = flatLineLevels(
        config.suspect_threshold ?? 'off',
        config.fail_threshold ?? 'off',
        medianIntervalSeconds(t),
      );
      const { tolerance = 0 } = config;
      const limits = { tolerance, levels, notAtOrBelow: Number.NEGATIVE_INFINITY, guarded: false };
      flatLine(points, 0, x.length, limits, verdict);
      return [...verdict];
    }
    case 'attenuated_signal': {
      const { check_type: measure = 'std', test_period: period, min_obs: minimumReadings = 1 } = config;
      const limits = {
        measure,
        minimumReadings,
        maximumReadings: Number.POSITIVE_INFINITY,
        suspect: config.suspect_threshold ?? Number.NaN,
        fail: config.fail_threshold ?? Number.NaN,
      };
      if (period !== undefined) {
        attenuatedSignal(points, 0, x.length, { ...limits, periodMs: period * 1_000 }, verdict);
        return [...verdict];
      }
      // Without a period one figure stands for the whole series: that of a window as long as it.
      const lastValue = x.findLastIndex((value) => !Number.isNaN(value));
      if (lastValue === -1) return Array.from(x, () => 9);
      const whole = { ...limits, periodMs: Number.POSITIVE_INFINITY };
      attenuatedSignal(points, lastValue, lastValue + 1, whole, verdict);
      return Array.from(x, (value) => (Number.isNaN(value) ? 9 : (verdict[0] as number)));
    }
    case 'aggregate':
      return (flagsOfTests[0] ?? []).map((_, i) => aggregateFlag(flagsOfTests.map((of) => of[i] as Flag)));
    default:
      throw new Error(`no test is called ${test}`);
  }
}

/** ioos_qc's sampling interval: whole seconds of the median step of the whole input. */
function medianIntervalSeconds(t: Float64Array): number {
  const steps = Float64Array.from(t.subarray(1), (at, i) => (at - (t[i] as number)) / 1_000).sort();
  const at = (i: number) => steps[i] ?? 1;
  const middle = steps.length >> 1;
  return Math.floor(steps.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2);
}
