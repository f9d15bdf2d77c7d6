import type { SlotStatus } from '@banyu/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { homeSlot, slotsOf } from '../../src/completeness/grid.ts';
import { placeReadings } from '../../src/completeness/place-readings.ts';
import type { ScheduleVersion } from '../../src/completeness/schedule.ts';
import { statusOf } from '../../src/completeness/slot-code.ts';
import { DAY, EVERY_TEN, HOUR, judgeDay, MINUTE, type Row, T } from '../support/slots.ts';

/** Readings near the borders of slots and of the day, of every worth. */
const row: fc.Arbitrary<Row> = fc.record({
  t: fc
    .tuple(
      fc.integer({ min: -1, max: 24 }),
      fc.constantFrom(0, 0.4, 0.45, 0.5, 0.55, 0.6),
      fc.integer({ min: -3, max: 3 }),
    )
    .map(([slot, part, ms]) => T + (slot + part) * 10 * MINUTE + ms),
  receivedAt: fc.constantFrom(T + HOUR, T + 20 * HOUR),
  flag: fc.constantFrom(1, 2, 3, 4, 9),
  tests: fc.constantFrom(0, 1 << 10, 1 << 11),
});
const rows = fc.uniqueArray(row, { selector: ({ t }) => t, maxLength: 40 });

const facts = fc.record({
  excluded: fc.constantFrom(
    [],
    [{ from: T + HOUR, to: T + 2 * HOUR, parameter: 'ph', cause: 'exclusion' as const }],
  ),
  rejects: fc.constantFrom(
    [],
    [{ t: T + HOUR, receivedAt: T + HOUR, parameter: null, reason: 'time-ahead' as const }],
  ),
});

/** How good a status is to a slot; the smaller the better. */
const worth = (code: number): number => {
  const order = ['received', 'late', 'flagged', 'excluded', 'rejected', 'missing', 'pending'];
  return order.indexOf(statusOf(code));
};

test('the order in which readings come changes no slot', () => {
  fc.assert(
    fc.property(rows, facts, fc.infiniteStream(fc.nat()), (ph, device, chance) => {
      const shuffled = ph
        .map((each) => ({ each, at: chance.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ each }) => each);
      expect(judgeDay({ ph: shuffled, device }).ph).toEqual(judgeDay({ ph, device }).ph);
    }),
  );
});

test('one reading more never leaves a slot worse off', () => {
  fc.assert(
    fc.property(rows, row, facts, (ph, more, device) => {
      fc.pre(ph.every(({ t }) => t !== more.t));
      const before = judgeDay({ ph, device }).ph.code;
      const after = judgeDay({ ph: [...ph, more], device }).ph.code;
      for (const [i, code] of before.entries())
        expect(worth(after[i] as number)).toBeLessThanOrEqual(worth(code));
    }),
  );
});

test('a reading fills one slot at most, near to it, and what fills none is counted as extra', () => {
  fc.assert(
    fc.property(rows, (ph) => {
      const [stretch] = slotsOf([EVERY_TEN], { from: T, to: T + DAY });
      if (stretch === undefined) throw new Error('no slots');
      const t = ph.map((each) => each.t);
      const placed = placeReadings(stretch, t, new Uint8Array(t.length));
      const used = [...placed.row].filter((each) => each !== -1);
      expect(new Set(used).size).toBe(used.length);
      for (const [i, each] of placed.row.entries()) {
        if (each === -1) continue;
        const slot = T + i * 10 * MINUTE;
        expect(Math.abs((t[each] as number) - slot)).toBeLessThanOrEqual(6 * MINUTE);
      }
      const ours = t.filter((each) => homeSlot(stretch, each) !== -1).length;
      expect(used.length + placed.extra.reduce((a, b) => a + b)).toBe(ours);
    }),
  );
});

test('no slot is received, late or flagged without a reading of its own, whose worth it has', () => {
  fc.assert(
    fc.property(rows, facts, (ph, device) => {
      const codes = [...judgeDay({ ph, device }).ph.code];
      const slots = (...statuses: SlotStatus[]) => codes.filter((code) => statuses.includes(statusOf(code)));
      const readings = (...flags: number[]) => ph.filter(({ flag }) => flags.includes(flag ?? 1));
      expect(slots('received', 'late').length).toBeLessThanOrEqual(readings(1, 2).length);
      expect(slots('received', 'late', 'flagged').length).toBeLessThanOrEqual(readings(1, 2, 3, 4).length);
    }),
  );
});

test('readings of other days, and of other devices’ slots, say nothing of this one', () => {
  fc.assert(
    fc.property(rows, rows, (ph, others) => {
      const elsewhere = others.map((each) => ({ ...each, t: each.t + 2 * DAY }));
      expect(judgeDay({ ph: [...ph, ...elsewhere] }).ph).toEqual(judgeDay({ ph }).ph);
    }),
  );
});

test('slots are those of the version that holds, and a reading near to any belongs to one stretch alone', () => {
  const version = fc.record({
    from: fc.integer({ min: 0, max: 40 }).map((i) => T + i * HOUR + (i % 3) * 7_000),
    parameters: fc.constantFrom(['ph'], ['ph', 'cod'], []),
    intervalMs: fc.constantFrom(2 * MINUTE, 10 * MINUTE, 7 * MINUTE, HOUR),
    offsetMs: fc.constantFrom(0, 30_000, 61_000),
    sendsEveryMs: fc.constant(0),
    lateAfterMs: fc.constant(15 * MINUTE),
  });
  const versions = fc
    .uniqueArray(version, { selector: ({ from }) => from, minLength: 1, maxLength: 4 })
    .map((list) => list.sort((a, b) => a.from - b.from));
  const of = (from: number, intervalMs: number, offsetMs = 0): ScheduleVersion => {
    return { ...EVERY_TEN, parameters: ['ph'], from, intervalMs, offsetMs };
  };
  fc.assert(
    fc.property(versions, fc.array(fc.integer({ min: T - HOUR, max: T + 50 * HOUR })), (list, times) => {
      const stretches = slotsOf(list, { from: T - DAY, to: T + 3 * DAY });
      const slots = stretches.flatMap(({ first, intervalMs, count }) =>
        Array.from({ length: count }, (_, i) => first + i * intervalMs),
      );
      expect(slots.filter((t, i) => i > 0 && t <= (slots[i - 1] as number))).toEqual([]);
      const strays = slots.filter((t) => {
        const holding = list.findLast(({ from }) => from <= t);
        return holding === undefined || (t - holding.offsetMs) % holding.intervalMs !== 0;
      });
      expect(strays).toEqual([]);
      for (const t of times) {
        const isNearToOne = stretches.some(({ first, intervalMs, count }) => {
          const index = Math.min(count - 1, Math.max(0, Math.round((t - first) / intervalMs)));
          return 2 * Math.abs(t - (first + index * intervalMs)) <= intervalMs;
        });
        const homes = stretches.filter((stretch) => homeSlot(stretch, t) !== -1);
        expect(homes.length).toBe(isNearToOne ? 1 : 0);
      }
    }),
    {
      examples: [
        // Among slots of every two minutes, and in reach of an hourly one that comes after the version ended.
        [[of(T, 2 * MINUTE), of(T + 35 * HOUR + 14_000, HOUR, 61_000)], [T + 34.5 * HOUR + 61_000]],
        // Between two hourly slots, with a version of a single slot in the middle.
        [
          [of(T, HOUR), of(T + 9.3 * HOUR, 2 * MINUTE), of(T + 9.3 * HOUR + 90_000, HOUR, 40 * MINUTE)],
          [T + 9.42 * HOUR],
        ],
        // An hourly version whose first slot is of the day after.
        [[of(T, 10 * MINUTE), of(T + 23.9 * HOUR, HOUR)], [T + 23.8 * HOUR]],
      ],
    },
  );
});
