import { describe, expect, it } from 'vitest';
import { inWrongUnit } from '../../src/sensor/wrong-unit.ts';

describe('inWrongUnit()', () => {
  it.each([
    ['cod', 'g/L', 81.3, 0.0813],
    ['flow', 'm3/min', 36, 0.6],
    ['flow', 'L/s', 36, 10],
    ['flow', 'm3/d', 36, 864],
    ['temperature', '[degF]', 30, 86],
    ['conductivity', 'mS/cm', 1_250, 1.25],
    ['nh3n', 'mg/L as NH4', 10, 12.88],
    ['ph', 'anything', 7, 7],
  ] as const)('shows %s in %s: %d as %d', (parameter, unit, value, shown) => {
    expect(inWrongUnit(parameter, unit, value)).toBe(shown);
  });
});
