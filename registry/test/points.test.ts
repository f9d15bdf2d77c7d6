import { ConflictError, InvalidInputError, NotFoundError } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { STANDARD_POINTS } from '../src/index.ts';
import { rig } from './support/rig.ts';

describe('points.add()', () => {
  test('puts a point where the water passes it: last, or before another', async () => {
    const { registry } = await rig();
    await registry.points.add('ipal', { id: 'well', name: 'Sumur pantau' });
    await registry.points.add('ipal', { id: 'clarifier', name: 'Clarifier' }, { before: 'effluent' });
    await registry.points.add('ipal', { id: 'screen', name: 'Screen' }, { before: 'influent' });
    const points = await registry.points.list('ipal');
    expect(points.map((point) => point.id)).toEqual([
      'screen',
      'influent',
      'equalization',
      'aeration',
      'clarifier',
      'effluent',
      'river-upstream',
      'river-downstream',
      'well',
    ]);
  });

  test('returns what is listed', async () => {
    const { registry } = await rig({ clock: () => 7 });
    const point = await registry.points.add('ipal', { id: 'well', name: 'Well' });
    expect(point).toEqual({
      plant: 'ipal',
      id: 'well',
      name: 'Well',
      compliancePoint: false,
      createdAt: 7,
      updatedAt: 7,
    });
    expect((await registry.points.list('ipal')).at(-1)).toEqual(point);
  });

  test('refuses an id that the plant has, though another plant may use it', async () => {
    const { registry } = await rig();
    await registry.plants.add({ id: 'other', name: 'Other' });
    await registry.points.add('other', { id: 'effluent', name: 'Effluent', compliancePoint: true });
    await expect(registry.points.add('ipal', { id: 'effluent', name: 'x' })).rejects.toThrow(
      new ConflictError(
        'Cannot add sampling point "effluent" to plant "ipal": the plant has a point of that id',
      ),
    );
  });

  test('refuses a second compliance point and names the first', async () => {
    const { registry } = await rig();
    const second = registry.points.add('ipal', { id: 'outfall', name: 'Outfall', compliancePoint: true });
    await expect(second).rejects.toThrow(
      new ConflictError(
        'Cannot add sampling point "outfall" to plant "ipal": its compliance point is "effluent", and a plant has ' +
          'one; add this point as an ordinary one',
      ),
    );
    expect(await registry.points.list('ipal')).toHaveLength(STANDARD_POINTS.length);
  });

  test('refuses an unknown plant, an unknown neighbour and a wrong id', async () => {
    const { registry } = await rig();
    const point = { id: 'well', name: 'Well' };
    await expect(registry.points.add('none', point)).rejects.toBeInstanceOf(NotFoundError);
    await expect(registry.points.add('ipal', point, { before: 'nowhere' })).rejects.toThrow(
      /before "nowhere": the plant has no such point, only: influent, equalization/,
    );
    await expect(registry.points.add('ipal', { id: 'Well', name: 'Well' })).rejects.toBeInstanceOf(
      InvalidInputError,
    );
  });
});

test('points.list() tells a plant without points from no plant', async () => {
  const { registry } = await rig();
  await registry.plants.add({ id: 'bare', name: 'Bare' });
  expect(await registry.points.list('bare')).toEqual([]);
  await expect(registry.points.list('none')).rejects.toBeInstanceOf(NotFoundError);
});

test('the standard points have one compliance point, the effluent', () => {
  expect(STANDARD_POINTS.filter((point) => point.compliancePoint).map((point) => point.id)).toEqual([
    'effluent',
  ]);
});
