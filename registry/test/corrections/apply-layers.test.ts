import type { CorrectionKind } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyLayers, type Correction, estimateReads, type RawPoint } from '../../src/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const zone = { timeZone: 'Asia/Jakarta' };

let lastId = 0;
function layer(from: number, to: number, what: CorrectionKind, facts: Partial<Correction> = {}): Correction {
  lastId += 1;
  return {
    id: lastId,
    plant: 'ipal',
    point: 'effluent',
    device: 'logger-1',
    parameter: 'cod',
    from,
    to,
    what,
    recordedAt: 0,
    recordedBy: 'Sri',
    why: 'x',
    withdrawn: null,
    ...facts,
  };
}

const offset = (add: number, cause: 'fouling' | 'calibration-drift' | 'other' = 'other') =>
  ({ kind: 'offset', cause, add }) as const;
const gain = (factor: number, cause: 'fouling' | 'calibration-drift' | 'other' = 'other') =>
  ({ kind: 'gain', cause, factor }) as const;
const estimate = (method: 'linear' | 'last-good-week' | 'mean-of-hour', stepMs = 10 * MINUTE) =>
  ({ kind: 'estimate', method, stepMs }) as const;
const exclusion = { kind: 'exclusion' } as const;

const points = (values: readonly (number | null)[], step = 10 * MINUTE, start = 0): RawPoint[] =>
  values.map((value, i) => ({ t: start + i * step, value, flag: value === null ? 9 : 1 }));

const valuesOf = (list: readonly { readonly value: number | null }[]) => list.map(({ value }) => value);

describe('what changes values', () => {
  test('holds from its beginning up to, not at, its end', () => {
    const result = applyLayers(points([1, 2, 3, 4]), [layer(10 * MINUTE, 30 * MINUTE, offset(10))], zone);
    expect(valuesOf(result)).toEqual([1, 12, 13, 4]);
    expect(result[1]).toEqual({
      t: 10 * MINUTE,
      raw: 2,
      received: true,
      value: 12,
      flag: 1,
      state: 'corrected',
      layers: [lastId],
    });
    expect(result[3]).toMatchObject({ state: 'raw', layers: [] });
  });

  test('grows evenly over the period when it is a drift', () => {
    const drift = {
      kind: 'drift',
      cause: 'calibration-drift',
      addAtStart: 0,
      addAtEnd: -8,
      factorAtStart: 1,
      factorAtEnd: 1.5,
    } as const;
    const result = applyLayers(points([100, 100, 100, 100]), [layer(0, 40 * MINUTE, drift)], zone);
    expect(valuesOf(result)).toEqual([100, 110.5, 121, 131.5]);
  });

  test('is applied by cause, fouling first, and among one cause in the order of the ids', () => {
    const layers = [
      layer(0, HOUR, offset(1)),
      layer(0, HOUR, gain(2, 'calibration-drift')),
      layer(0, HOUR, offset(10, 'fouling')),
      layer(0, HOUR, gain(3)),
    ];
    const [point] = applyLayers(points([5]), layers, zone);
    expect(point?.value).toBe(((5 + 10) * 2 + 1) * 3);
    expect(point?.layers).toEqual([2, 1, 0, 3].map((i) => layers[i]?.id));
    expect(applyLayers(points([5]), layers.toReversed(), zone)).toEqual([point]);
  });

  test('leaves the flag, and a missing value missing', () => {
    const raw: RawPoint[] = [
      { t: 0, value: 5, flag: 3 },
      { t: 1, value: null, flag: 9 },
    ];
    expect(applyLayers(raw, [layer(0, HOUR, offset(1))], zone)).toMatchObject([
      { value: 6, flag: 3, state: 'corrected' },
      { value: null, flag: 9, state: 'raw' },
    ]);
  });

  test('is not clamped', () => {
    expect(valuesOf(applyLayers(points([1]), [layer(0, HOUR, offset(-5))], zone))).toEqual([-4]);
  });
});

test('an exclusion makes a reading count as failed, and keeps what it was', () => {
  const [first] = applyLayers(points([5]), [layer(0, HOUR, offset(1)), layer(0, HOUR, exclusion)], zone);
  expect(first).toMatchObject({ raw: 5, value: null, flag: 4, state: 'excluded', received: true });
  expect(first?.layers).toHaveLength(2);
});

describe('estimates', () => {
  test('draw a line through what is missing, unusable or never came, and are not counted as received', () => {
    const raw: RawPoint[] = [
      ...points([10, null]),
      { t: 20 * MINUTE, value: 999, flag: 4 },
      ...points([50], 1, 40 * MINUTE),
    ];
    const result = applyLayers(raw, [layer(0, HOUR, estimate('linear'))], zone);
    expect(
      result.map(({ t, value, flag, state, received }) => [t / MINUTE, value, flag, state, received]),
    ).toEqual([
      [0, 10, 1, 'raw', true],
      [10, 20, 9, 'estimated', true],
      [20, 30, 4, 'estimated', true],
      [30, 40, 9, 'estimated', false],
      [40, 50, 1, 'raw', true],
    ]);
    expect(result[2]?.raw).toBe(999);
  });

  test('stand on corrected values, and fill what was excluded', () => {
    const layers = [
      layer(0, HOUR, offset(100)),
      layer(10 * MINUTE, 20 * MINUTE, exclusion),
      layer(0, HOUR, estimate('linear')),
    ];
    expect(applyLayers(points([1, 77, 3]), layers, zone)).toMatchObject([
      { value: 101, state: 'corrected' },
      { raw: 77, value: 102, state: 'estimated', flag: 4 },
      { value: 103, state: 'corrected' },
    ]);
  });

  test('draw no line to a value more than a day away, nor beyond the last one', () => {
    const far = [...points([1]), ...points([2], 1, 2 * DAY)];
    const midday = layer(DAY, DAY + HOUR, estimate('linear', HOUR));
    expect(applyLayers(far, [midday], zone)).toMatchObject([
      { value: 1 },
      { value: 1.5, t: DAY },
      { value: 2 },
    ]);
    const later = layer(DAY + HOUR, DAY + 2 * HOUR, estimate('linear', HOUR));
    expect(applyLayers(far, [later], zone)).toHaveLength(2);
    expect(applyLayers(points([1]), [layer(MINUTE, HOUR, estimate('linear'))], zone)).toHaveLength(1);
  });

  test('take the same time one week before, or more weeks when that was not good', () => {
    const week = 7 * DAY;
    const raw: RawPoint[] = [
      { t: 0, value: 5, flag: 1 },
      { t: 10 * MINUTE, value: 6, flag: 1 },
      { t: week, value: 50, flag: 1 },
      { t: week + 10 * MINUTE, value: 60, flag: 3 },
    ];
    const gap = layer(2 * week, 2 * week + 30 * MINUTE, estimate('last-good-week'));
    const made = applyLayers(raw, [gap], zone).filter(({ state }) => state === 'estimated');
    expect(made.map(({ t, value }) => [(t - 2 * week) / MINUTE, value])).toEqual([
      [0, 50],
      [10, 6],
    ]);
  });

  test('take the mean of the hour of the local day over the 28 days before', () => {
    // 07:00 in Jakarta is midnight UTC; the mean of 10, 20 and 30.
    const raw: RawPoint[] = [0, 1, 2].flatMap((day): RawPoint[] => [
      { t: day * DAY, value: 10 * (day + 1), flag: 1 },
      { t: day * DAY + HOUR, value: 1_000, flag: 1 },
    ]);
    const gap = layer(3 * DAY, 3 * DAY + 3 * HOUR, estimate('mean-of-hour', HOUR));
    const made = applyLayers(raw, [gap], zone).filter(({ state }) => state === 'estimated');
    expect(made.map(({ t, value }) => [t - 3 * DAY, value])).toEqual([
      [0, 20],
      [HOUR, 1_000],
    ]);
    const old = layer(40 * DAY, 40 * DAY + HOUR, estimate('mean-of-hour', HOUR));
    expect(applyLayers(raw, [old], zone)).toHaveLength(raw.length);
  });

  test('give way to a newer one over the same time', () => {
    const raw = [...points([0]), ...points([60], 1, HOUR)];
    const older = layer(MINUTE, HOUR, estimate('linear', MINUTE));
    const newer = layer(MINUTE, HOUR, estimate('linear', 20 * MINUTE));
    const made = applyLayers(raw, [older, newer], zone).filter(({ state }) => state === 'estimated');
    expect(made.map(({ t, layers }) => [t / MINUTE, layers])).toEqual([21, 41].map((t) => [t, [newer.id]]));
  });
});

describe('whatever the readings and the layers', () => {
  const raw = fc
    .uniqueArray(
      fc.record({
        t: fc.integer({ min: 0, max: 300 }).map((n) => n * MINUTE),
        value: fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })),
        flag: fc.constantFrom(1, 2, 3, 4, 9),
      }),
      { selector: ({ t }) => t, maxLength: 40 },
    )
    .map((list) => list.toSorted((a, b) => a.t - b.t));
  const cause = fc.constantFrom('fouling' as const, 'calibration-drift' as const, 'other' as const);
  const number = fc.double({ min: -100, max: 100, noNaN: true });
  const factor = fc.double({ min: 0.1, max: 10, noNaN: true });
  const kind: fc.Arbitrary<CorrectionKind> = fc.oneof(
    fc.record({ kind: fc.constant('offset' as const), cause, add: number }),
    fc.record({ kind: fc.constant('gain' as const), cause, factor }),
    fc.record({
      kind: fc.constant('drift' as const),
      cause,
      addAtStart: number,
      addAtEnd: number,
      factorAtStart: factor,
      factorAtEnd: factor,
    }),
    fc.constant(exclusion),
    fc
      .constantFrom('linear' as const, 'last-good-week' as const, 'mean-of-hour' as const)
      .map((m) => estimate(m)),
  );
  const layers = fc.array(
    fc
      .record({ from: fc.nat(300), length: fc.integer({ min: 1, max: 200 }), kind })
      .map(({ from, length, kind: what }) => layer(from * MINUTE, (from + length) * MINUTE, what)),
    { maxLength: 6 },
  );

  test('no layer, and only withdrawn ones, change nothing', () => {
    fc.assert(
      fc.property(raw, layers, (list, some) => {
        const untouched = list.map(({ t, value, flag }) => ({
          t,
          raw: value,
          received: true,
          value,
          flag,
          state: 'raw',
          layers: [],
        }));
        expect(applyLayers(list, [], zone)).toEqual(untouched);
        const withdrawn = some.map((each) => ({ ...each, withdrawn: { at: 1, by: 'x', why: 'y' } }));
        expect(applyLayers(list, withdrawn, zone)).toEqual(untouched);
      }),
    );
  });

  test('what was received stays, in order; an estimate is no good reading; no layer acts outside its period', () => {
    fc.assert(
      fc.property(raw, layers, (list, some) => {
        const result = applyLayers(list, some, zone);
        expect(result.filter(({ received }) => received).map(({ t, raw: value }) => [t, value])).toEqual(
          list.map(({ t, value }) => [t, value]),
        );
        const times = result.map(({ t }) => t);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        for (const point of result) {
          if (point.state === 'estimated') expect([4, 9]).toContain(point.flag);
          if (!point.received) expect(point).toMatchObject({ raw: null, state: 'estimated', flag: 9 });
          for (const id of point.layers) {
            const { from = 0, to = 0 } = some.find((each) => each.id === id) ?? {};
            expect(from <= point.t && point.t < to).toBe(true);
          }
        }
      }),
    );
  });

  test('the order in which layers are given does not matter', () => {
    fc.assert(
      fc.property(raw, layers, (list, some) => {
        expect(applyLayers(list, some.toReversed(), zone)).toEqual(applyLayers(list, some, zone));
      }),
    );
  });
});

test.each(['linear', 'last-good-week', 'mean-of-hour'] as const)(
  '%s gives the same with what it has to read as with everything, in any part of its period',
  (method) => {
    const all = Array.from(
      { length: 2_400 },
      (_, i): RawPoint => ({
        t: i * HOUR,
        value: (i * 7_919) % 101,
        flag: i % 5 ? 1 : 4,
      }),
    );
    const gap = layer(40 * DAY, 44 * DAY, estimate(method, HOUR));
    const layers = [layer(42 * DAY, 42 * DAY + 12 * HOUR, exclusion), gap];
    for (const part of [
      { from: gap.from, to: gap.to },
      { from: 42 * DAY, to: 42 * DAY + 5 * HOUR },
    ]) {
      const reads = estimateReads(gap, part);
      const read = all.filter(({ t }) => reads.some(({ from, to }) => t >= from && t < to));
      const inside = (list: readonly RawPoint[], within = part) =>
        applyLayers(list, layers, { ...zone, within }).filter(({ t }) => t >= part.from && t < part.to);
      expect(inside(read)).toEqual(inside(all, { from: 0, to: 100 * DAY }));
      expect(inside(all).some(({ state }) => state === 'estimated')).toBe(true);
    }
  },
);
