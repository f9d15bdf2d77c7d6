import { InvalidInputError, isId, NotFoundError } from '@banyu/contracts';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openDeviceDirectory } from '../src/index.ts';
import { bytes, rig } from './support/rig.ts';

const awkward = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    fc.stringMatching(/^[a-z0-9-]{40,200}$/),
    fc.constantFrom(
      '__proto__',
      "'; drop table plants; --",
      'a/b',
      '#',
      '+',
      '$SYS',
      'ipal\0',
      'IPAL',
      ' ipal',
    ),
  )
  .filter((text) => !isId(text));

test('awkward text for an id is refused wherever an id is taken, and never does harm', async () => {
  const { registry, path } = await rig({ argon2id: async () => new Uint8Array(32) });
  const directory = openDeviceDirectory({ path });
  onTestFinished(() => directory.close());
  const { plants, points, devices } = registry;
  const name = 'x';
  const before = await plants.list();

  await fc.assert(
    fc.asyncProperty(awkward, async (id) => {
      for (const write of [
        () => plants.add({ id, name }),
        () => plants.add({ id: 'new', name, points: [{ id, name }] }),
        () => points.add('ipal', { id, name }),
        () => devices.add({ id, plant: 'ipal', point: 'effluent' }),
        () => devices.add({ id: 'new', plant: id, point: 'effluent' }),
        () => devices.add({ id: 'new', plant: 'ipal', point: id }),
      ]) {
        await expect(write()).rejects.toBeInstanceOf(InvalidInputError);
      }
      for (const ask of [
        () => plants.get(id),
        () => plants.update(id, { name }),
        () => plants.remove(id),
        () => points.list(id),
        () => points.add(id, { id: 'new', name }),
        () => points.add('ipal', { id: 'new', name }, { before: id }),
        () => devices.list({ plant: id }),
        () => devices.get(id),
        () => devices.rotateSecret(id),
        () => devices.setEnabled(id, false),
      ]) {
        await expect(ask()).rejects.toBeInstanceOf(NotFoundError);
      }
      expect(await registry.identify({ kind: 'secret', device: id, secret: bytes(id) })).toBeUndefined();
      expect(await registry.identify({ kind: 'certificate', device: id })).toBeUndefined();
      expect(directory.find(id)).toBeUndefined();
    }),
    { numRuns: 60 },
  );
  expect(await plants.list()).toEqual(before);
  expect(await devices.list()).toEqual([]);
});
