import { describe, expect, test } from 'vitest';
import { conversionFrom, PARAMETERS, type ParameterId, unitsOf } from '../src/index.ts';

describe('conversionFrom()', () => {
  test.each<[ParameterId, string, number, number]>([
    ['phenol', 'µg/L', 50, 0.05],
    ['phenol', 'μg / l', 7, 0.007],
    ['phenol', 'ppb', 35, 0.035],
    ['cod', 'MG/L', 81.3, 81.3],
    ['cod', 'ppm', 3, 3],
    ['cod', 'g/L', 0.35, 350],
    ['flow', 'm³/menit', 0.35, 21],
    ['flow', 'L/s', 10, 36],
    ['flow', 'm3/hari', 240, 10],
    ['temperature', '°C', 28.5, 28.5],
    ['temperature', '°F', 32, 0],
    ['temperature', 'K', 273.15, 0],
    ['conductivity', 'mS/cm', 1.2, 1200],
    ['colour', 'Pt-Co', 120, 120],
    ['colour', 'TCU', 15, 15],
    ['ph', '', 7.1, 7.1],
    ['ph', '-', 7.1, 7.1],
    ['total_coliform', 'MPN/100 mL', 1600, 1600],
    ['total_coliform', 'jml/100ml', 3000, 3000],
    ['total_coliform', 'CFU/mL', 30, 3000],
  ])('%s in %j: %d is %d', (parameter, unit, given, canonical) => {
    expect(conversionFrom(unit, parameter)?.value(given)).toBeCloseTo(canonical, 10);
  });

  test.each(PARAMETERS)('$id takes its canonical unit and its symbol as they are', ({ id, unit, symbol }) => {
    expect(conversionFrom(unit, id)?.value(1.25)).toBe(1.25);
    expect(conversionFrom(symbol, id)?.value(1.25)).toBe(1.25);
    for (const known of unitsOf(id)) expect(conversionFrom(known, id)).toBeDefined();
  });

  test('scales a difference without shifting it', () => {
    expect(conversionFrom('°F', 'temperature')?.difference(9)).toBe(5);
    expect(conversionFrom('K', 'temperature')?.difference(1)).toBe(1);
  });

  test.each<[ParameterId, string]>([
    ['cod', ''],
    ['cod', 'mol/L'],
    ['cod', 'm3/h'],
    ['cod', '__proto__'],
    ['cod', 'constructor'],
    ['turbidity', 'FNU'],
    ['ph', 'mg/L'],
  ])('knows no %s in %j', (parameter, unit) => {
    expect(conversionFrom(unit, parameter)).toBeUndefined();
  });
});
