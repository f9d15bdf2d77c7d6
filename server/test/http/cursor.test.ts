import { PARAMETER_IDS } from '@banyu/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeIdCursor, decodeReadingsCursor, encodeReadingsCursor } from '../../src/http/cursor.ts';

const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,47}$/);
const instant = fc.integer({ min: 0, max: 8.64e15 });

test('a readings cursor comes back as it went', () => {
  fc.assert(
    fc.property(
      fc.record({ point: id, device: id, parameter: fc.constantFrom(...PARAMETER_IDS), t: instant }),
      fc.uniqueArray(instant, { minLength: 2, maxLength: 2 }),
      (after, [a = 0, b = 0]) => {
        const cursor = { from: Math.min(a, b), to: Math.max(a, b), after: { plant: 'p', ...after } };
        const text = encodeReadingsCursor(cursor);
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeReadingsCursor(text, 'p')).toEqual(cursor);
      },
    ),
  );
});

test('any other text is refused with the field named', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      expect(() => decodeReadingsCursor(text, 'p')).toThrow(expect.objectContaining({ field: 'cursor' }));
    }),
  );
  expect(decodeIdCursor(undefined)).toBeUndefined();
  expect(decodeIdCursor('17')).toBe(17);
  for (const text of ['', '-1', '1.5', '9'.repeat(16), 'x'])
    expect(() => decodeIdCursor(text)).toThrow(/next/);
});
