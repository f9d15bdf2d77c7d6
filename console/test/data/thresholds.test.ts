import { defaultQualitySettings, PARAMETER_IDS, QualitySettings } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import {
  changedTests,
  THRESHOLD_TESTS,
  type ThresholdTest,
  thresholdsOf,
} from '../../src/data/thresholds.ts';

const PH = defaultQualitySettings('ph');

/** As a form with `typed` in it, by `test.place`, and all else as it was. */
function changed(settings: QualitySettings, typed: Readonly<Record<string, string>>) {
  return changedTests(settings, (test, place) => typed[`${test}.${place}`] ?? shown(settings, test, place));
}

function shown(settings: QualitySettings, test: ThresholdTest, place: string): string {
  return thresholdsOf(settings, test).find((one) => one.place === place)?.text ?? '';
}

describe('thresholdsOf()', () => {
  it('shows rates per minute, times in minutes, and nothing for what is off', () => {
    expect(shown(PH, 'rateOfChange', 'suspectPerSecond')).toBe('0.2');
    expect(shown(PH, 'flatLine', 'failSeconds')).toBe('360');
    expect(shown(PH, 'flatLine', 'notAtOrBelow')).toBe('');
    expect(shown({ ...PH, spike: 'off' }, 'spike', 'fail')).toBe('');
  });
});

describe('changedTests()', () => {
  it('says nothing of a form that nobody touched, whatever the parameter', () => {
    for (const parameter of PARAMETER_IDS) {
      for (const place of ['effluent', 'other'] as const) {
        expect(changed(defaultQualitySettings(parameter, place), {})).toEqual({});
      }
    }
  });

  it('gives a changed test in whole, its other settings as they were', () => {
    expect(changed(PH, { 'rateOfChange.failPerSecond': '0.6', 'grossRange.operator.0': '5' })).toEqual({
      rateOfChange: { ...(PH.rateOfChange as object), failPerSecond: 0.01 },
      grossRange: { sensor: PH.grossRange.sensor, operator: [5, 11] },
    });
  });

  it('switches levels and tests off by emptying them, and on by filling them in, as the contract takes it', () => {
    expect(changed(PH, { 'spike.fail': '' })).toEqual({
      spike: { method: 'average', suspect: 0.5, fail: 'off' },
    });
    expect(changed(PH, { 'spike.suspect': '', 'spike.fail': '' })).toEqual({ spike: 'off' });
    const off = { ...PH, ...Object.fromEntries(THRESHOLD_TESTS.slice(1).map((test) => [test, 'off'])) };
    const on = changed(QualitySettings.parse(off), {
      'grossRange.operator.0': '',
      'grossRange.operator.1': '',
      'spike.suspect': '0.5',
      'attenuatedSignal.suspect': '0.01',
      'attenuatedSignal.periodSeconds': '360',
      'attenuatedSignal.minimumReadings': '90',
      'clock.aheadSeconds': '60',
    });
    expect(QualitySettings.parse({ ...off, ...on })).toMatchObject({
      grossRange: { operator: 'off' },
      spike: { method: 'average', suspect: 0.5, fail: 'off' },
      attenuatedSignal: { measure: 'std', periodSeconds: 21_600, minimumReadings: 90, fail: 'off' },
      clock: { aheadSeconds: 60 },
    });
  });
});
