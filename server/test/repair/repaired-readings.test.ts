import { type Reject, RejectRepair } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { repairedReadings } from '../../src/repair/repaired-readings.ts';

const T = Date.UTC(2026, 10, 24, 3);

function reject(facts: Partial<Reject>): Reject {
  return {
    ...{ id: 7, receivedAt: T + 500, plant: 'ipal', device: 'logger-1', detail: '' },
    ...{ scope: 'value', reason: 'value-not-a-number', parameter: 'cod', t: T, payload: '81.3' },
    ...facts,
  };
}

const made = (facts: Partial<Reject>, repair: Partial<RejectRepair> = {}) =>
  repairedReadings(reject(facts), RejectRepair.parse(repair));
const message = (value: unknown): Partial<Reject> => ({
  ...{ scope: 'message', reason: 'not-the-contract', parameter: null, t: null },
  payload: JSON.stringify(value),
});

describe('a value', () => {
  test('sent under a name that the contract does not know becomes a reading of the parameter that is meant', () => {
    const sent = { reason: 'unknown-parameter', parameter: 'COD_mgL' } as const;
    expect(made(sent).problems).toEqual([
      '"COD_mgL" is no parameter of the contract: say which it is, or leave it out',
    ]);
    expect(made(sent, { parameters: { COD_mgL: 'cod' } })).toEqual({
      readings: [{ parameter: 'cod', t: T, value: 81.3 }],
      problems: [],
    });
  });

  test('in another unit is converted, and told which units there are when it is none', () => {
    const grams = { payload: '0.0813', parameter: 'KOK', reason: 'unknown-parameter' } as const;
    const repair = { parameters: { KOK: 'cod' as const }, units: { KOK: 'g/L' } };
    expect(made(grams, repair).readings).toMatchObject([{ value: 81.3 }]);
    const [problem] = made(grams, { ...repair, units: { KOK: 'furlong' } }).problems;
    expect(problem).toMatch(/"furlong" is no unit of cod: expected one of mg\/l, ug\/l/);
  });

  test('off by a factor is multiplied', () => {
    expect(made({ payload: '813' }, { factors: { cod: 0.1 } }).readings[0]?.value).toBeCloseTo(81.3);
  });

  test.each([
    ['"81.3"', {}, 81.3],
    ['" -8e1 "', {}, -80],
    ['"7,1"', { decimalComma: true }, 7.1],
    ['null', {}, null],
  ])('written as %s is read', (payload, repair, value) => {
    expect(made({ payload }, repair).readings).toEqual([{ parameter: 'cod', t: T, value }]);
  });

  test.each(['"7,1"', '"1,234.5"', '"about 7"', '{}', 'Infinity', 'true'])(
    'written as %s is not guessed',
    (payload) => {
      const { readings, problems } = made({ payload });
      expect(readings).toEqual([]);
      expect(problems[0]).toMatch(/is no number|which is no number/);
    },
  );
});

describe('a sample', () => {
  const sample = (value: unknown): Partial<Reject> => ({
    ...{ scope: 'sample', reason: 'time-ahead', parameter: null },
    payload: JSON.stringify(value),
  });

  test('of a clock that was wrong is put where it belongs', () => {
    const sent = sample({ t: T + 3_600_000, ph: 7, cod: 80 });
    expect(made(sent, { shiftMs: -3_600_000 }).readings).toEqual([
      { parameter: 'ph', t: T, value: 7 },
      { parameter: 'cod', t: T, value: 80 },
    ]);
  });

  test('in seconds, in ISO 8601 or without a time gets one', () => {
    expect(made(sample({ t: T / 1_000, ph: 7 }), { timeIn: 's' }).readings[0]?.t).toBe(T);
    expect(made(sample({ t: '2026-11-24T10:00:00+07:00', ph: 7 })).readings[0]?.t).toBe(T);
    expect(made(sample({ t: 'noon', ph: 7 })).problems).toEqual(['the time "noon" cannot be read: give t']);
    expect(made(sample({ ph: 7 }), { t: T }).readings[0]?.t).toBe(T);
  });

  test('with a name that means nothing is stored without it only when that is said', () => {
    const sent = sample({ t: T, ph: 7, rssi: -70 });
    expect(made(sent).problems).toHaveLength(1);
    expect(made(sent, { leaveOut: ['rssi'] })).toEqual({
      readings: [{ parameter: 'ph', t: T, value: 7 }],
      problems: [],
    });
    expect(made(sent, { leaveOut: ['rssi', 'ph'] }).problems).toEqual(['nothing is left to store']);
  });

  test('that would give two values of one parameter is refused', () => {
    const sent = sample({ t: T, ph: 7, PH: 7.1 });
    expect(made(sent, { parameters: { PH: 'ph' } }).problems).toEqual([
      'ph would have two values at 2026-11-24T03:00:00.000Z: leave one name out',
    ]);
  });

  test('with names of JavaScript’s own is not fooled', () => {
    const sent = { ...sample({}), payload: `{"t":${T},"__proto__":1,"constructor":2}` };
    expect(made(sent).problems).toHaveLength(2);
  });
});

describe('a message', () => {
  const samples = [
    { t: T, ph: 7 },
    { t: T + 1_000, ph: 7.1 },
  ];

  test.each([
    ['with an envelope that was wrong', { v: 1, boot: '', samples }],
    ['that is the list of samples alone', samples],
  ])('%s gives its samples', (_, value) => {
    expect(made(message(value)).readings.map(({ t, value }) => [t, value])).toEqual([
      [T, 7],
      [T + 1_000, 7.1],
    ]);
    expect(made(message(value), { t: T }).problems[0]).toMatch(/one time cannot hold for 2 samples/);
  });

  test('without a sample, cut off or no JSON cannot be repaired, and it is said why', () => {
    expect(made(message({ v: 1, samples: [] })).problems[0]).toMatch(/holds no sample/);
    expect(made(message([1, 2])).problems[0]).toMatch(/holds no sample/);
    expect(made({ ...message(samples), payload: '{"v":1,"samples":[{"t"' }).problems[0]).toMatch(
      /only the beginning/,
    );
    expect(made({ ...message(1), payload: 'ph=7', reason: 'not-json' }).problems[0]).toMatch(/send it again/);
  });
});
