import { describe, expect, it } from 'vitest';
import type { Reading } from '../../lib/live-readings.js';
import { listOf, passes } from '../../lib/reading-filter.js';

const READING: Reading = {
  ...{
    plant: 'ipal',
    point: 'effluent',
    device: 'logger',
    parameter: 'ph',
    t: 0,
    value: 7,
    flag: 1,
    tests: [],
  },
  receivedAt: 0,
};
const ALL = { points: [], devices: [], flags: [], completed: false };

describe('passes()', () => {
  it.each([
    [{}, true],
    [{ points: ['effluent', 'influent'] }, true],
    [{ points: ['influent'] }, false],
    [{ devices: ['other'] }, false],
    [{ flags: [1, 2] }, true],
    [{ flags: [3] }, false],
  ])('with %j lets an effluent’s good reading pass: %s', (filter, expected) => {
    expect(passes({ ...ALL, ...filter }, READING)).toBe(expected);
  });

  it('lets a reading whose flag was completed pass only where it is wanted again', () => {
    const completed: Reading = { ...READING, completed: true };
    expect(passes(ALL, completed)).toBe(false);
    expect(passes({ ...ALL, completed: true }, completed)).toBe(true);
  });
});

describe('listOf()', () => {
  it('reads what people type', () => {
    expect(listOf(' ph, cod  tss,')).toEqual(['ph', 'cod', 'tss']);
    expect(listOf('')).toEqual([]);
  });
});
