import { DatabaseSync } from 'node:sqlite';
import { UnavailableError } from '@banyu/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { Ledger } from '../src/audit/ledger.ts';
import { openDatabase } from '../src/database.ts';
import { Plants } from '../src/plants.ts';
import { inAnotherProcess, rig } from './support/rig.ts';

test('two processes that write at once lose nothing and never both win', async () => {
  const { registry, path } = await rig();
  const count = 20;
  const won = await Promise.all(
    ['a', 'b'].map((prefix) => inAnotherProcess('write-many.ts', path, prefix, String(count))),
  );
  expect(Number(won[0]) + Number(won[1])).toBe(count);

  const devices = await registry.devices.list();
  expect(devices).toHaveLength(3 * count);
  const ids = (await registry.points.list('ipal')).map((point) => point.id);
  expect(ids).toHaveLength(new Set(ids).size);
  // Each was put right before the effluent, so each process's points lie there in the order it added them.
  expect(ids.slice(0, 3)).toEqual(['influent', 'equalization', 'aeration']);
  expect(ids.slice(-3)).toEqual(['effluent', 'river-upstream', 'river-downstream']);
  const added = Array.from({ length: count }, (_, index) => index);
  for (const prefix of ['a', 'b']) {
    expect(ids.filter((id) => id.startsWith(`${prefix}-`))).toEqual(
      added.map((index) => `${prefix}-${index}`),
    );
  }
});

test('a registry that stays locked is an UnavailableError, while reading goes on', async () => {
  const { path } = await rig();
  const db = openDatabase(path, 20);
  onTestFinished(() => db.destroy());
  const plants = new Plants(db, new Ledger(db, Date.now, { by: 'x', from: 'y' }));
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  try {
    await expect(plants.update('ipal', { name: 'x' })).rejects.toBeInstanceOf(UnavailableError);
    expect(await plants.get('ipal')).toMatchObject({ name: 'IPAL Banyurip' });
  } finally {
    other.close();
  }
  expect(await plants.update('ipal', { name: 'x' })).toMatchObject({ name: 'x' });
});
