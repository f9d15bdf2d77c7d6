import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeviceId, isId, PlantId, PointId } from '../src/index.ts';

test.each(['a', '0', 'ipal-banyurip', '3-2', 'a-', 'a'.repeat(48)])('isId() takes %j', (text) => {
  expect(isId(text)).toBe(true);
});

test.each(['', '-a', 'A', 'a b', 'a_b', 'a/b', 'a+', '#', '$sys', 'a\n', 'a\0', 'é', 'a'.repeat(49)])(
  'isId() refuses %j',
  (text) => {
    expect(isId(text)).toBe(false);
  },
);

test('the schemas of ids and isId() agree on every text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9-]{1,50}$/)), (text) => {
      for (const schema of [PlantId, PointId, DeviceId])
        expect(schema.safeParse(text).success).toBe(isId(text));
    }),
  );
});
