import { describe, expect, test } from 'vitest';
import {
  agreementOf,
  differencesOf,
  pairWithSensor,
  type ReferenceResult,
} from '../../src/laboratory/pairing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const readings = (values: readonly (number | null)[], step = 5 * MINUTE, start = 0) =>
  values.map((value, i) => ({ t: start + i * step, value, flag: value === null ? 9 : 1 }));

const grab = (at: number, outcome: ReferenceResult['outcome'], facts: Partial<ReferenceResult> = {}) => ({
  sample: 'S-1',
  kind: 'grab' as const,
  from: at,
  to: at,
  timeKnown: true,
  outcome,
  uncertainty: null,
  ...facts,
});

describe('pairWithSensor()', () => {
  test('takes the mean of the good readings within 15 minutes, both ends inside', () => {
    const series = readings([999, 10, 12, 14, 16, 18, 20, 22, 999]);
    const { pairs } = pairWithSensor(series, [grab(20 * MINUTE, { kind: 'value', value: 20 })]);
    expect(pairs).toEqual([
      {
        sample: 'S-1',
        t: 20 * MINUTE,
        laboratory: { kind: 'value', value: 20 },
        sensor: 16,
        readings: 7,
        difference: -4,
        rpd: 400 / 18,
        agrees: null,
      },
    ]);
  });

  test('leaves out readings that are not flag 1', () => {
    const series = [
      { t: 0, value: 100, flag: 3 },
      { t: 1, value: 100, flag: 4 },
      { t: 2, value: null, flag: 9 },
      { t: 3, value: Number.NaN, flag: 1 },
      { t: 4, value: 7, flag: 1 },
    ];
    const { pairs } = pairWithSensor(series, [grab(0, { kind: 'value', value: 7 })]);
    expect(pairs).toMatchObject([{ sensor: 7, readings: 1, difference: 0, rpd: 0 }]);
  });

  test('averages over a composite’s time, when three quarters of its hours have readings', () => {
    const composite = grab(0, { kind: 'value', value: 5 }, { kind: 'composite', to: 24 * HOUR });
    const full = readings(
      Array.from({ length: 24 }, (_, i) => (i < 12 ? 4 : 6)),
      HOUR,
    );
    expect(pairWithSensor(full, [composite]).pairs).toMatchObject([
      { sensor: 5, readings: 24, t: 12 * HOUR },
    ]);
    expect(pairWithSensor(full.slice(0, 18), [composite]).pairs).toHaveLength(1);
    expect(pairWithSensor(full.slice(0, 17), [composite]).unpaired).toEqual([
      { sample: 'S-1', reason: 'too-few-readings' },
    ]);
  });

  test('says why a result has no partner', () => {
    const series = readings([1, 2, 3]);
    const value = { kind: 'value', value: 1 } as const;
    const { pairs, unpaired } = pairWithSensor(series, [
      grab(0, { kind: 'not-analysed' }),
      grab(0, value, { timeKnown: false }),
      grab(HOUR, value),
    ]);
    expect(pairs).toEqual([]);
    expect(unpaired.map(({ reason }) => reason)).toEqual(['not-analysed', 'time-unknown', 'no-readings']);
  });

  test('judges by the uncertainties of both', () => {
    const series = readings([10]);
    const agrees = (value: number, uncertainty: number | null, sensor?: number) =>
      pairWithSensor(series, [grab(0, { kind: 'value', value }, { uncertainty })], {
        ...(sensor !== undefined && { sensorUncertainty: () => sensor }),
      }).pairs[0]?.agrees;
    expect(agrees(13, null)).toBeNull();
    expect(agrees(13, 2.9)).toBe(false);
    expect(agrees(13, 3)).toBe(true);
    expect(agrees(15, 3, 4)).toBe(true);
    expect(agrees(15.1, 3, 4)).toBe(false);
  });

  test('makes no number of a limit, but sees on which side of it the sensor is', () => {
    const below = (limit: number) =>
      pairWithSensor(readings([0.1]), [grab(0, { kind: 'below', limit })]).pairs[0];
    expect(below(0.5)).toMatchObject({ difference: null, rpd: null, agrees: true });
    expect(below(0.05)).toMatchObject({ difference: null, agrees: false });
  });
});

test('agreementOf() gives bias, RPD and scatter of the pairs with numbers', () => {
  const series = readings([10, 20, 30], HOUR);
  const { pairs } = pairWithSensor(series, [
    grab(0, { kind: 'value', value: 8 }, { uncertainty: 3 }),
    grab(HOUR, { kind: 'value', value: 16 }, { uncertainty: 3 }),
    grab(2 * HOUR, { kind: 'below', limit: 50 }),
  ]);
  expect(agreementOf(pairs)).toEqual({
    pairs: 2,
    limitsOnly: 1,
    bias: 3,
    biasPercent: 25,
    rpd: (100 * (2 / 9 + 4 / 18)) / 2,
    standardDeviation: Math.SQRT2,
    shareAgreeing: 2 / 3,
  });
  expect(differencesOf(pairs)).toEqual([
    { t: 0, e: 2 },
    { t: HOUR, e: 4 },
  ]);
  expect(agreementOf([])).toMatchObject({ pairs: 0, bias: null, rpd: null, standardDeviation: null });
});
