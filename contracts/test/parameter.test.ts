import { describe, expect, test } from 'vitest';
import { PARAMETER_IDS, PARAMETERS, parameterOf } from '../src/index.ts';

describe('the table of parameters', () => {
  test('names each parameter once, and nothing that a sample uses for itself', () => {
    expect(new Set(PARAMETER_IDS).size).toBe(PARAMETER_IDS.length);
    expect(PARAMETERS.map((parameter) => parameter.id)).toEqual(PARAMETER_IDS);
    expect(PARAMETER_IDS).not.toContain('t');
  });

  test.each(PARAMETERS)(
    '$id has a unit, a span, decimals for display and a name in both languages',
    (parameter) => {
      // An id is a key in JSON, a column in exports and, with `_flag` behind it, a field in InfluxDB.
      expect(parameter.id).toMatch(/^[a-z][a-z0-9_]{0,40}$/);
      expect(parameter.id).not.toMatch(/_flag$/);
      expect(parameter.unit).not.toBe('');
      expect(parameter.symbol).not.toBe('');
      const [min, max] = parameter.span;
      expect(min).toBeLessThan(max);
      expect(Number.isFinite(min) && Number.isFinite(max)).toBe(true);
      expect([0, 1, 2, 3, 4]).toContain(parameter.decimals);
      expect(parameter.name.id.trim()).not.toBe('');
      expect(parameter.name.en.trim()).not.toBe('');
    },
  );
});

test('parameterOf() finds a parameter by its id and nothing by any other text', () => {
  for (const parameter of PARAMETERS) expect(parameterOf(parameter.id)).toBe(parameter);
  for (const text of ['', 'pH', 'ph ', '__proto__', 'constructor', 'toString', 't']) {
    expect(parameterOf(text), text).toBeUndefined();
  }
});
