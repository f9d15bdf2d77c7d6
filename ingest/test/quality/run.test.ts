import { type Flag, type QualityTest as Name, testBit } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { ReadingColumns } from '../../src/columns.ts';
import { DeviceSeries } from '../../src/device-series.ts';
import type { QualityTest } from '../../src/quality/quality-test.ts';
import { runQuality } from '../../src/quality/run.ts';
import { NOW, PLANT } from '../support/messages.ts';
import { rowsOf } from '../support/rows.ts';

const series = () => new DeviceSeries({ plant: PLANT, point: 'effluent', device: 'd', horizonMs: 1 });

function columnsOf(parameter: string, values: readonly number[]): ReadingColumns {
  const columns = new ReadingColumns();
  const slot = series().slot(parameter);
  if (slot === undefined) throw new Error(parameter);
  for (const [i, value] of values.entries()) columns.add(slot, NOW + i, value, NOW);
  return columns;
}

/** A test that says the same of every row. */
const saying = (name: Name, flag: Flag): QualityTest => ({
  name,
  evaluate: ({ length }, verdict) => verdict.fill(flag, 0, length),
});

describe('runQuality()', () => {
  it('fails what lies outside the span of its parameter, and names the test', () => {
    const batch = columnsOf('ph', [-0.01, 0, 7, 14, 14.01]).view();
    runQuality(batch);
    expect(rowsOf(batch).map(({ flag }) => flag)).toEqual([4, 1, 1, 1, 4]);
    expect(batch.tests[0]).toBe(testBit('gross_range'));
    expect(batch.tests[1]).toBe(0);
  });

  it('flags a missing value 9, and no test raised it', () => {
    const batch = columnsOf('ph', [Number.NaN]).view();
    runQuality(batch, [saying('spike', 4)]);
    expect(rowsOf(batch)).toMatchObject([{ flag: 9, tests: [] }]);
  });

  it.each<[Flag, Flag, Flag, Name[]]>([
    [1, 2, 1, []],
    [2, 2, 2, []],
    [3, 1, 3, ['spike']],
    [1, 3, 3, ['flat_line']],
    [3, 3, 3, ['spike', 'flat_line']],
    [4, 3, 4, ['spike']],
    [3, 4, 4, ['flat_line']],
  ])('of %i and %i makes %i', (first, second, flag, tests) => {
    const batch = columnsOf('ph', [7]).view();
    runQuality(batch, [saying('spike', first), saying('flat_line', second)]);
    expect(rowsOf(batch)).toMatchObject([{ flag, tests }]);
  });

  it('without any test says 2, not evaluated', () => {
    const batch = columnsOf('ph', [7]).view();
    runQuality(batch, []);
    expect(rowsOf(batch)).toMatchObject([{ flag: 2, tests: [] }]);
  });

  it('holds through the growth of the columns', () => {
    const batch = columnsOf(
      'ph',
      Array.from({ length: 5_000 }, (_, i) => (i % 2 === 0 ? 7 : 15)),
    ).view();
    runQuality(batch);
    expect(batch.length).toBe(5_000);
    expect(rowsOf(batch).every(({ value, flag }) => flag === (value === 7 ? 1 : 4))).toBe(true);
  });
});
