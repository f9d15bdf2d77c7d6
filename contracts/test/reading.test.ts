import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PARAMETER_IDS, seriesName } from '../src/index.ts';

test('seriesName() is the same for the same series and for no other', () => {
  const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,5}$/);
  const key = fc.record({ plant: id, point: id, device: id, parameter: fc.constantFrom(...PARAMETER_IDS) });
  fc.assert(
    fc.property(key, key, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(seriesName(one) === seriesName(other)).toBe(same);
      expect(seriesName({ ...one })).toBe(seriesName(one));
    }),
  );
});
