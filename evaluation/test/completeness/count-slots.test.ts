import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarOf } from '../../src/completeness/calendar.ts';
import { type BucketCounts, countSlots } from '../../src/index.ts';
import { planOf, sourcesOver, storeWith } from '../support/plant.ts';
import { DAY, EVERY_TEN, HOUR, MINUTE, type Row, T } from '../support/slots.ts';

const JAKARTA = 'Asia/Jakarta';
/** The hour before midnight in Jakarta (UTC+7) of the day before T. */
const LOCAL_MIDNIGHT = T - 7 * HOUR;

async function count(
  readings: readonly Row[],
  query: Partial<Parameters<typeof countSlots>[1]> = {},
  plan = planOf(),
): Promise<readonly BucketCounts[]> {
  const store = await storeWith({ ph: readings });
  const counted = await countSlots(
    plan,
    { from: T, to: T + DAY, bucket: 'day', timeZone: 'UTC', ...query },
    sourcesOver(store),
  );
  return counted.series[0]?.buckets ?? [];
}

const all = (from: number, to: number): Row[] =>
  Array.from({ length: (to - from) / (10 * MINUTE) }, (_, i) => ({ t: from + i * 10 * MINUTE }));

describe('countSlots()', () => {
  test('counts whole buckets of the plant’s days', async () => {
    const versions = [{ ...EVERY_TEN, from: 0, parameters: ['ph'] }];
    const plan = planOf({ versions });
    const buckets = await count(all(LOCAL_MIDNIGHT, T + DAY), { timeZone: JAKARTA }, plan);
    expect(buckets.map(({ from, to, expected }) => [from, to, expected])).toEqual([
      [LOCAL_MIDNIGHT, LOCAL_MIDNIGHT + DAY, 144],
      [LOCAL_MIDNIGHT + DAY, LOCAL_MIDNIGHT + 2 * DAY, 144],
    ]);
    expect(buckets.map(({ counts }) => [counts.received, counts.missing])).toEqual([
      [144, 0],
      [42, 102],
    ]);
  });

  test('expects nothing before the schedule, and of each version its own from its date on', async () => {
    const versions = [
      { ...EVERY_TEN, from: T + 6 * HOUR, parameters: ['ph'] },
      { ...EVERY_TEN, from: T + 12 * HOUR, parameters: ['ph'], intervalMs: HOUR },
      { ...EVERY_TEN, from: T + 18 * HOUR, parameters: [] },
    ];
    const [day] = await count([], {}, planOf({ versions }));
    expect(day?.expected).toBe(36 + 6);
    expect(await count([], { from: T + DAY, to: T + 2 * DAY }, planOf({ versions }))).toEqual([]);
  });

  test('leaves out what a device told of work on a sensor, begun the day before, whether readings came or not', async () => {
    const store = await storeWith({ ph: all(T, T + HOUR) });
    const service = async () => [
      { device: 'logger-1', t: T - HOUR, kind: 'calibration-begun' as const, parameter: 'ph' },
      { device: 'logger-1', t: T + 2 * HOUR, kind: 'calibration-ended' as const, parameter: 'ph' },
      { device: 'another', t: T + 3 * HOUR, kind: 'maintenance-begun' as const, parameter: null },
    ];
    const { series } = await countSlots(
      planOf(),
      { from: T, to: T + DAY, bucket: 'day', timeZone: 'UTC' },
      sourcesOver(store, { service }),
    );
    expect(series[0]?.buckets[0]).toMatchObject({
      expected: 144,
      counts: { received: 0, excluded: 12, missing: 132 },
      causes: [
        { status: 'missing', cause: 'device', count: 132 },
        { status: 'excluded', cause: 'maintenance', count: 12 },
      ],
    });
  });

  test('counts slots whose time has come; an hour or day that is not over is neither valid nor not', async () => {
    const now = T + 18 * HOUR + 30 * MINUTE;
    const [day] = await count(all(T, T + 17 * HOUR), {}, planOf({ now }));
    expect(day).toMatchObject({
      expected: 112,
      counts: { received: 102, missing: 8, pending: 2 },
      hours: { valid: 17, total: 18 },
      days: { valid: 0, total: 0 },
    });
    const [later] = await count(all(T, T + 18 * HOUR), {}, planOf({ now }));
    expect(later).toMatchObject({ hours: { valid: 18, total: 18 }, days: { valid: 1, total: 1 } });
  });

  test('an hour is valid with three quarters of its slots, late ones too; a day with 18 such hours', async () => {
    // Of each hour four slots, or five: 75 % of six is four and a half.
    const thin = all(T, T + DAY).filter(({ t }, i) => i % 6 < (t < T + 18 * HOUR ? 5 : 4));
    const late = thin.map((row) => ({ ...row, receivedAt: row.t + HOUR }));
    for (const rows of [thin, late]) {
      const [day] = await count(rows);
      expect(day).toMatchObject({ hours: { valid: 18, total: 24 }, days: { valid: 1, total: 1 } });
    }
    const [less] = await count(thin.filter(({ t }) => t >= T + 10 * MINUTE));
    expect(less).toMatchObject({ hours: { valid: 17, total: 24 }, days: { valid: 0, total: 1 } });
  });

  test('days on which the clocks change have their hours, and a month its days', async () => {
    const from = Date.UTC(2026, 9, 24, 22);
    const timeZone = 'Europe/Berlin';
    const plan = planOf({ versions: [{ ...EVERY_TEN, from: 0, parameters: ['ph'] }], now: from + 40 * DAY });
    const [long] = await count([], { from, to: from + HOUR, timeZone }, plan);
    expect(long).toMatchObject({ expected: 150, hours: { total: 25 }, days: { total: 1 } });
    const [month, ...others] = await count([], { from, to: from + HOUR, timeZone, bucket: 'month' }, plan);
    expect(month).toMatchObject({ expected: 31 * 144 + 6, days: { total: 31 } });
    expect(others).toEqual([]);
  });

  test('a semester is January to June, or July to December', () => {
    const edges = (t: number) => [
      ...calendarOf({ from: t, to: t + 1 }, 'semester', JAKARTA).edges.map((edge) => edge + 7 * HOUR),
    ];
    expect(edges(T)).toEqual([Date.UTC(2026, 6), Date.UTC(2027, 0)]);
    expect(edges(Date.UTC(2026, 5, 30, 16, 59))).toEqual([Date.UTC(2026, 0), Date.UTC(2026, 6)]);
  });

  test('the hours of a day, the days of a month, and the months of a semester add up', async () => {
    const plan = planOf({ versions: [{ ...EVERY_TEN, from: 0, parameters: ['ph'], intervalMs: HOUR }] });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('UTC', JAKARTA, 'Asia/Kathmandu', 'America/St_Johns'),
        fc.uniqueArray(
          fc.record({
            t: fc.integer({ min: 0, max: 4_000 }).map((hour) => T + hour * HOUR),
            flag: fc.constantFrom(1, 3, 9),
          }),
          { selector: ({ t }) => t, maxLength: 50 },
        ),
        async (timeZone, rows) => {
          const store = await storeWith({ ph: rows });
          const sums = [];
          const range = { from: Date.UTC(2026, 6, 2), to: Date.UTC(2026, 6, 3), timeZone };
          const whole = await countSlots(plan, { ...range, bucket: 'semester' }, sourcesOver(store));
          for (const bucket of ['hour', 'day', 'month', 'semester'] as const) {
            const { from, to } = whole;
            const { series } = await countSlots(plan, { ...range, from, to, bucket }, sourcesOver(store));
            const buckets = series[0]?.buckets ?? [];
            for (const { expected, counts } of buckets)
              expect(Object.values(counts).reduce((a, b) => a + b)).toBe(expected);
            sums.push({
              expected: buckets.reduce((sum, each) => sum + each.expected, 0),
              received: buckets.reduce((sum, { counts }) => sum + counts.received, 0),
              valid: buckets.reduce((sum, { hours }) => sum + hours.valid, 0),
            });
          }
          expect(new Set(sums.map((each) => JSON.stringify(each))).size).toBe(1);
        },
      ),
      { numRuns: 5 },
    );
  });

  test('leaves out what was deleted by age, and says from when on it counts', async () => {
    const store = await storeWith({ ph: all(T, T + DAY) });
    await store.retain({ rawBefore: T + 6 * HOUR });
    const query = { from: T, to: T + DAY, bucket: 'day', timeZone: 'UTC' } as const;
    const counted = await countSlots(planOf(), query, sourcesOver(store));
    expect(counted.knownFrom).toBe(T + 6 * HOUR);
    expect(counted.series[0]?.buckets).toMatchObject([{ expected: 108, counts: { received: 108 } }]);
  });
});
