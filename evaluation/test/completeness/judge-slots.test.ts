import { testBit } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { counted, DAY, HOUR, judgeDay, MINUTE, readingsOf, T, verdict } from '../support/slots.ts';

/** Index of the slot at an hour of the day. */
const at = (hour: number): number => hour * 6;
/** Connected all day but from one hour to another. */
const cutOff = (from: number, to = Number.POSITIVE_INFINITY) => ({
  since: 0,
  spans: [
    { from: 0, to: T + from * HOUR },
    ...(to === Number.POSITIVE_INFINITY ? [] : [{ from: T + to * HOUR, to: Number.POSITIVE_INFINITY }]),
  ],
});
const ten = readingsOf([0, 10]);
const rest = readingsOf([11, 24]);
/** The hour from 10 to 11 lacks. */
const withHole = [...ten, ...rest];

describe('a slot with a reading', () => {
  test('is received when it came in time with flag 1 or 2', () => {
    const { ph } = judgeDay({ ph: [...ten, ...readingsOf([10, 24], { flag: 2 })] });
    expect(counted(ph)).toEqual({ received: 144 });
  });

  test('is late beyond what the schedule allows, for a device that gathers that much later', () => {
    const came = (afterMs: number) => [{ t: T, receivedAt: T + afterMs }];
    expect(verdict(judgeDay({ ph: came(15 * MINUTE) }).ph, 0)).toBe('received');
    expect(verdict(judgeDay({ ph: came(15 * MINUTE + 1) }).ph, 0)).toBe('late device');
    const schedule = { sendsEveryMs: HOUR };
    expect(verdict(judgeDay({ schedule, ph: came(75 * MINUTE) }).ph, 0)).toBe('received');
    expect(verdict(judgeDay({ schedule, ph: came(75 * MINUTE + 1) }).ph, 0)).toBe('late device');
  });

  test('is late by the network when its device was cut off then, by us when we did not serve', () => {
    const ph = [...ten, ...rest, ...readingsOf([10, 11], { receivedAt: T + 12 * HOUR })];
    expect(counted(judgeDay({ ph, device: { connected: cutOff(10, 12) } }).ph)).toEqual({
      received: 138,
      'late network': 6,
    });
    expect(counted(judgeDay({ ph, server: { serving: cutOff(10, 12) } }).ph)).toMatchObject({
      'late server': 6,
    });
    expect(counted(judgeDay({ ph, device: { connected: undefined } }).ph)).toMatchObject({
      'late unknown': 6,
    });
  });

  test('is flagged by 3 and 4, also when it is late', () => {
    const clock = { flag: 3, tests: testBit('clock') };
    const ph = [
      ...readingsOf([0, 1], { flag: 3, receivedAt: T + DAY }),
      ...readingsOf([1, 2], { flag: 4 }),
      ...readingsOf([2, 3], clock),
    ];
    expect(counted(judgeDay({ ph }).ph)).toMatchObject({
      flagged: 6,
      'flagged sensor': 6,
      'flagged clock': 6,
    });
  });

  test('is excluded when its flag says that somebody worked on the sensor', () => {
    const ph = readingsOf([0, 1], { flag: 4, tests: testBit('service') });
    expect(verdict(judgeDay({ ph }).ph, 0)).toBe('excluded maintenance');
  });
});

describe('an excluded slot', () => {
  const window = { from: T + 2 * HOUR, to: T + 3 * HOUR, parameter: null, cause: 'maintenance' as const };

  test('is one whether a reading is there or not, of one parameter or of all', () => {
    const { ph, cod } = judgeDay({
      ph: readingsOf([0, 24]),
      device: {
        excluded: [window, { ...window, from: T + 4 * HOUR, to: T + 5 * HOUR, parameter: 'cod' }],
      },
    });
    expect(counted(ph)).toEqual({ received: 138, 'excluded maintenance': 6 });
    expect(counted(cod)).toMatchObject({ 'excluded maintenance': 12 });
  });

  test('is not one before its time: a window that is open, or planned, says nothing of the future', () => {
    const { ph } = judgeDay({
      device: { excluded: [{ ...window, to: Number.POSITIVE_INFINITY }] },
      server: { now: T + 3 * HOUR },
    });
    expect(verdict(ph, at(3))).toBe('excluded maintenance');
    expect(verdict(ph, at(3) + 1)).toBe('pending');
  });
});

describe('a rejected slot', () => {
  test('says what was wrong, by the time of the sample, for one parameter or all', () => {
    const { ph, cod } = judgeDay({
      device: {
        rejects: [
          { t: T + HOUR, receivedAt: T + HOUR + 500, parameter: 'cod', reason: 'value-not-a-number' },
          { t: T + 2 * HOUR, receivedAt: T + 9 * HOUR, parameter: null, reason: 'refused-by-store' },
          { t: null, receivedAt: T + 3 * HOUR + 500, parameter: null, reason: 'not-json' },
        ],
      },
    });
    expect(verdict(cod, at(1))).toBe('rejected message');
    expect(verdict(ph, at(1))).toBe('missing device');
    expect([ph, cod].map((slots) => verdict(slots, at(2)))).toEqual(['rejected server', 'rejected server']);
    expect([ph, cod].map((slots) => verdict(slots, at(3)))).toEqual(['rejected message', 'rejected message']);
  });

  test('is found by when it came where the clock was wrong, a whole package of them', () => {
    const wrong = Date.UTC(1970, 0, 2);
    const rejects = [0, 1, 2].map((i) => ({
      t: wrong + i * 10 * MINUTE,
      receivedAt: T + 3 * HOUR + 2_000,
      parameter: null,
      reason: 'time-before-horizon' as const,
    }));
    const { ph } = judgeDay({ device: { rejects } });
    expect([-3, -2, -1, 0, 1].map((i) => verdict(ph, at(3) + i))).toEqual([
      'missing device',
      'rejected clock',
      'rejected clock',
      'rejected clock',
      'missing device',
    ]);
  });

  test('is received all the same when the first value stands and another one came after it', () => {
    const rejects = [{ t: T, receivedAt: T + 5_000, parameter: 'ph', reason: 'conflict' as const }];
    expect(verdict(judgeDay({ ph: ten, device: { rejects } }).ph, 0)).toBe('received');
  });
});

describe('a missing slot', () => {
  const cause = (day: Parameters<typeof judgeDay>[0]) =>
    verdict(judgeDay({ ph: withHole, cod: withHole, ...day }).ph, at(10) + 2);

  test('is the sensor’s when it gave no value, or when the device sent the other parameters', () => {
    expect(cause({ ph: [...withHole, ...readingsOf([10, 11], { flag: 9 })] })).toBe('missing sensor');
    expect(cause({ cod: readingsOf([0, 24]) })).toBe('missing sensor');
    expect(cause({ cod: readingsOf([0, 24]), server: { serving: cutOff(10, 11) } })).toBe('missing sensor');
  });

  test('is the device’s when it said that it lost its power, whoever else was away', () => {
    const power = [{ t: T + 10 * HOUR - 1_000, kind: 'power-lost' as const }];
    expect(cause({ device: { power }, server: { serving: cutOff(10, 11) } })).toBe('missing device');
    const restored = [...power, { t: T + 10 * HOUR + 5_000, kind: 'power-restored' as const }];
    expect(cause({ device: { power: restored }, server: { serving: cutOff(10, 11) } })).toBe(
      'missing server',
    );
  });

  test('is the device’s when it booted at the end of its time out', () => {
    const power = [{ t: T + 11 * HOUR - 30_000, kind: 'reboot' as const }];
    const now = T + 11 * HOUR + 30 * MINUTE;
    const facts = { connected: cutOff(10, 11) };
    expect(cause({ device: { ...facts, power }, server: { now } })).toBe('missing device');
    expect(cause({ device: facts, server: { now } })).toBe('missing offline');
  });

  test('is ours when we did not serve and nothing came later', () => {
    const serving = cutOff(10, 11);
    expect(cause({ server: { serving } })).toBe('missing server');
    expect(cause({ device: { connected: cutOff(9.99, 11.01) }, server: { serving } })).toBe('missing server');
  });

  test('is the network’s when some of the time out came later, and the device’s when nothing did', () => {
    const connected = cutOff(10, 11);
    const some = [...withHole, { t: T + 10 * HOUR, receivedAt: T + 11.2 * HOUR }];
    expect(cause({ ph: some, device: { connected } })).toBe('missing network');
    expect(cause({ device: { connected } })).toBe('missing device');
  });

  test('is open between the two while the device is away, and for an hour after', () => {
    expect(cause({ device: { connected: cutOff(10) } })).toBe('missing offline');
    const device = { connected: cutOff(10, 11) };
    expect(cause({ device, server: { now: T + 11 * HOUR + 59 * MINUTE } })).toBe('missing offline');
    expect(cause({ device, server: { now: T + 12 * HOUR } })).toBe('missing device');
  });

  test('is the device’s when it was connected and silent', () => {
    expect(cause({})).toBe('missing device');
  });

  test('is nobody’s of a time that nobody watched', () => {
    expect(cause({ device: { connected: undefined } })).toBe('missing unknown');
    const later = { since: T + 12 * HOUR, spans: [{ from: T + 12 * HOUR, to: Number.POSITIVE_INFINITY }] };
    expect(cause({ device: { connected: later }, server: { serving: later } })).toBe('missing unknown');
  });

  test('is pending until it is due', () => {
    const now = T + 11 * HOUR;
    const { ph } = judgeDay({ ph: ten, server: { now } });
    expect(verdict(ph, at(11) - 2)).toBe('missing device');
    expect(verdict(ph, at(11) - 1)).toBe('pending');
    expect(verdict(ph, at(20))).toBe('pending');
  });

  test('is pending while what was received waits for the store', () => {
    const { ph } = judgeDay({ ph: ten, server: { storedThrough: T + 10 * HOUR } });
    expect(counted(ph)).toEqual({ received: 60, pending: 84 });
  });
});

describe('readings around their slots', () => {
  const jittered = (offsetMs: number, jitterMs: readonly number[]) =>
    Array.from({ length: 143 }, (_, i) => ({
      t: T + i * 10 * MINUTE + offsetMs + (jitterMs[i % jitterMs.length] ?? 0),
    }));

  test.each([0, 17_000, -40_000])('a device %i ms off its slots fills each of them once', (offsetMs) => {
    const { ph } = judgeDay({ ph: jittered(offsetMs, [-1_000, 1_000, 0, 1_000, -1_000]) });
    // 143 readings on 144 slots.
    expect(counted(ph)).toEqual({ received: 143, 'missing device': 1 });
    expect(ph.extra.reduce((a, b) => a + b)).toBe(0);
  });

  test('a device that samples on the border between two slots, with its jitter, leaves no hole but the last', () => {
    const jitter = [-1_000, 1_000, 900, -900, -1_000, -1_000, 1_000, -1, 0, 1];
    const { ph } = judgeDay({ ph: jittered(5 * MINUTE, jitter) });
    expect(counted(ph).received).toBeGreaterThanOrEqual(142);
    expect(ph.extra.reduce((a, b) => a + b)).toBeLessThanOrEqual(1);
  });

  test('a second reading in a slot is an extra one, and fills no other slot', () => {
    const { ph } = judgeDay({ ph: [...withHole, { t: T + 9.5 * HOUR + MINUTE }] });
    expect(ph.extra[57]).toBe(1);
    expect(counted(ph)).toEqual({ received: 138, 'missing device': 6 });
  });
});
