import { describe, expect, it } from 'vitest';
import { columnsFor } from '../../src/parts/columns-for.ts';

describe('columnsFor()', () => {
  it.each([
    [6, 1880, 18, 6],
    [6, 1400, 16, 3],
    [6, 1240, 16, 3],
    [6, 366, 16, 1],
    [2, 1880, 18, 2],
    [5, 1240, 16, 3],
    [0, 1240, 16, 1],
  ])('lays %i points in %i px (%i px to the rem) out in %i columns', (points, width, rem, columns) => {
    expect(columnsFor(points, width, rem)).toBe(columns);
  });
});
