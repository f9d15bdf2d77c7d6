import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aggregateFlag,
  FLAG,
  FLAGS,
  type Flag,
  QUALITY_TESTS,
  testBit,
  testsFromBits,
} from '../src/index.ts';

const flags = fc.array(fc.constantFrom<Flag>(...FLAGS), { minLength: 1, maxLength: 8 });

test('the flags have the numbers of QARTOD', () => {
  expect(FLAG).toEqual({ pass: 1, notEvaluated: 2, suspect: 3, fail: 4, missing: 9 });
  expect(FLAGS).toEqual(Object.values(FLAG));
});

describe('aggregateFlag()', () => {
  test('without any test says 2, not evaluated', () => {
    expect(aggregateFlag([])).toBe(FLAG.notEvaluated);
  });

  test.each<[Flag, readonly Flag[]]>([
    [4, [1, 2, 3, 4, 9]],
    [3, [1, 2, 3, 9]],
    [1, [1, 2, 9]],
    [2, [2, 9]],
    [9, [9]],
  ])('lets %i prevail in %j', (flag, among) => {
    expect(aggregateFlag(among)).toBe(flag);
  });

  test('gives one of the flags it was given, whatever their order and however often each', () => {
    fc.assert(
      fc.property(flags, (given) => {
        const flag = aggregateFlag(given);
        expect(given).toContain(flag);
        expect(aggregateFlag(given.toReversed())).toBe(flag);
        expect(aggregateFlag([...given, ...given])).toBe(flag);
      }),
    );
  });

  test('may be taken in parts', () => {
    fc.assert(
      fc.property(flags, flags, (some, others) => {
        expect(aggregateFlag([aggregateFlag(some), aggregateFlag(others)])).toBe(
          aggregateFlag([...some, ...others]),
        );
      }),
    );
  });
});

describe('testBit() and testsFromBits()', () => {
  test('undo each other, in the order of the tests', () => {
    fc.assert(
      fc.property(fc.subarray([...QUALITY_TESTS]), (tests) => {
        expect(testsFromBits(tests.reduce((bits, name) => bits | testBit(name), 0))).toEqual(tests);
      }),
    );
  });

  test('keep the bits that stored readings hold', () => {
    expect(QUALITY_TESTS.map((name) => [name, testBit(name)])).toEqual([
      ['gross_range', 1],
      ['climatology', 2],
      ['spike', 4],
      ['rate_of_change', 8],
      ['flat_line', 16],
      ['multi_variate', 32],
      ['attenuated_signal', 64],
      ['neighbour', 128],
      ['timing_gap', 256],
      ['saturation', 512],
      ['clock', 1024],
      ['service', 2048],
      ['recovery', 4096],
      ['no_flow', 8192],
      ['mass_balance', 16384],
    ]);
  });

  test('pass over bits of tests that are not known yet', () => {
    expect(testsFromBits(0xffff_ffff)).toEqual(QUALITY_TESTS);
    expect(testsFromBits(0)).toEqual([]);
  });
});
