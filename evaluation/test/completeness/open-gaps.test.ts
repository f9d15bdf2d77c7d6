import { describe, expect, test } from 'vitest';
import { openGaps, proposeSchedules, slotSpans } from '../../src/index.ts';
import { planOf, sourcesOver, storeWith } from '../support/plant.ts';
import { EVERY_TEN, HOUR, MINUTE, readingsOf, T } from '../support/slots.ts';

const versions = [{ ...EVERY_TEN, from: T, lateAfterMs: 2 * HOUR }];

describe('openGaps()', () => {
  test('tells of silence after three intervals, long before the readings are late', async () => {
    const store = await storeWith({ ph: readingsOf([0, 10]), cod: readingsOf([0, 12]) });
    const at = (minutes: number) => planOf({ versions, now: T + 10 * HOUR + minutes * MINUTE });
    expect(await openGaps(at(29), sourcesOver(store))).toEqual([]);
    expect(await openGaps(at(31), sourcesOver(store))).toEqual([
      {
        device: 'logger-1',
        point: 'effluent',
        parameters: ['ph'],
        since: T + 10 * HOUR,
        isOlder: false,
        cause: 'sensor',
        slots: 1,
      },
    ]);
  });

  test('joins the parameters of a device, and says when the gap is older than it looked', async () => {
    const store = await storeWith({ ph: [], cod: [] });
    const now = T + 30 * 24 * HOUR;
    expect(await openGaps(planOf({ versions, now }), sourcesOver(store))).toMatchObject([
      { parameters: ['ph', 'cod'], since: now - 7 * 24 * HOUR, isOlder: true, cause: 'device' },
    ]);
    const young = planOf({ versions, now: T + HOUR });
    expect(await openGaps(young, sourcesOver(store))).toMatchObject([{ since: T, isOlder: false }]);
  });
});

test('slotSpans() tells the same as slot after slot, in as few spans as can be', async () => {
  const store = await storeWith({ ph: [...readingsOf([0, 2]), ...readingsOf([3, 4], { flag: 3 })] });
  const range = { from: T + HOUR, to: T + 5 * HOUR };
  const [ph] = await slotSpans(planOf(), range, sourcesOver(store));
  expect(
    ph?.spans.map(({ from, to, status, slots }) => [(from - T) / HOUR, (to - T) / HOUR, status, slots]),
  ).toEqual([
    [1, 2, 'received', 6],
    [2, 3, 'missing', 6],
    [3, 4, 'flagged', 6],
    [4, 5, 'missing', 6],
  ]);
});

describe('proposeSchedules()', () => {
  const marksOf = async (times: readonly number[]) =>
    (await storeWith({ ph: times.map((t) => ({ t })) })).marks({ from: 0, to: T + 100 * HOUR });
  const sampled = (stepMs: number, offsetMs: number) =>
    Array.from({ length: 50 }, (_, i) => T + offsetMs + i * stepMs + ((i * 7) % 3) * 500);

  test('takes the usual interval that is near, and the offset only where there is one', async () => {
    expect(proposeSchedules(await marksOf(sampled(120_000, 200)))).toEqual([
      { device: 'logger-1', parameters: ['ph'], intervalMs: 120_000, offsetMs: 0, samples: 50 },
    ]);
    const [off] = proposeSchedules(await marksOf(sampled(120_000, 59_500)));
    expect(off?.offsetMs).toBeGreaterThan(59_000);
    expect(off?.offsetMs).toBeLessThan(61_000);
  });

  test('proposes nothing from a handful of readings', async () => {
    expect(proposeSchedules(await marksOf([T, T + 120_000]))).toEqual([]);
  });
});
