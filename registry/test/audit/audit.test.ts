import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Ledger } from '../../src/audit/ledger.ts';
import { openDatabase } from '../../src/database.ts';
import type { Registry } from '../../src/index.ts';
import { verifyOffline } from '../support/offline-verifier.ts';
import { rig } from '../support/rig.ts';

const actor = { by: 'sri', from: 'command line' };
const logger = { id: 'logger-1', plant: 'ipal', point: 'effluent' };

/** A registry with some changes in its trail, and its file opened past all guards. */
async function withHistory(): Promise<{ registry: Registry; path: string; raw: DatabaseSync }> {
  const { registry, path } = await rig({ actor, argon2id: async () => new Uint8Array(32) });
  const signature = { by: 'Budi “Pak” Santoso', why: 'The standard\nchanged', evidence: 'Permen 12/2025' };
  await registry.plants.update('ipal', { standard: 'textile' }, { ...signature, from: '10.0.0.7' });
  await registry.points.add('ipal', { id: 'outfall', name: 'Outfall \ud83d\udca7 "2" \\ \u2028'.trim() });
  await registry.devices.add(logger);
  await registry.devices.setEnabled('logger-1', false, { by: 'Ani' });
  await registry.devices.rotateSecret('logger-1');
  const raw = new DatabaseSync(path);
  onTestFinished(() => raw.close());
  raw.exec('pragma synchronous = off');
  for (const guard of ['audit_no_update', 'audit_no_delete', 'audit_appends'])
    raw.exec(`drop trigger ${guard}`);
  return { registry, path, raw };
}

describe('every change leaves an entry', () => {
  test('with who, when, what, before, after, why, evidence and from where', async () => {
    let now = 1_000;
    const { registry } = await rig({ actor, clock: () => now });
    const before = await registry.plants.get('ipal');
    now = 2_000;
    const signature = { by: 'Budi', why: 'New decree', evidence: 'SK 12', from: '10.0.0.7' };
    const after = await registry.plants.update('ipal', { standard: 'textile' }, signature);
    const [entry] = await registry.audit.list({ subject: 'plant/ipal' });
    expect(entry).toMatchObject({
      id: 2,
      at: 2_000,
      who: 'Budi',
      action: 'plant.update',
      plant: 'ipal',
      why: 'New decree',
      evidence: 'SK 12',
      origin: '10.0.0.7',
    });
    expect(JSON.parse(entry?.before ?? '')).toEqual(before);
    expect(JSON.parse(entry?.after ?? '')).toEqual(after);
  });

  test('of its own kind, unsigned ones by whoever opened the registry', async () => {
    const { registry } = await withHistory();
    await registry.plants.add({ id: 'other', name: 'Other' });
    await registry.plants.remove('other');
    const entries = await Array.fromAsync(registry.audit.entries());
    expect(entries.map(({ who, action, origin }) => [who, action, origin])).toEqual([
      ['sri', 'plant.add', 'command line'],
      ['Budi “Pak” Santoso', 'plant.update', '10.0.0.7'],
      ['sri', 'point.add', 'command line'],
      ['sri', 'device.add', 'command line'],
      ['Ani', 'device.disable', 'command line'],
      ['sri', 'device.rotate-secret', 'command line'],
      ['sri', 'plant.add', 'command line'],
      ['sri', 'plant.remove', 'command line'],
    ]);
  });

  test('but no secret and no hash of one', async () => {
    const { registry } = await rig();
    const { secret } = await registry.devices.add(logger);
    const rotated = await registry.devices.rotateSecret('logger-1');
    const trail = JSON.stringify(await Array.fromAsync(registry.audit.entries()));
    expect(trail).not.toContain('argon2');
    expect(trail).not.toContain(secret);
    expect(trail).not.toContain(rotated);
  });

  test('and a change that fails, or changes nothing, leaves none', async () => {
    const { registry } = await withHistory();
    const head = await registry.audit.head();
    await expect(registry.points.add('ipal', { id: 'effluent', name: 'x' })).rejects.toThrow();
    await expect(registry.plants.remove('ipal')).rejects.toThrow();
    await expect(registry.plants.update('ipal', { name: 'x' }, { by: 'two\nlines' })).rejects.toThrow(
      /by is/,
    );
    await registry.devices.setEnabled('logger-1', false);
    expect(await registry.audit.head()).toEqual(head);
  });

  test('listed newest first, a page at a time, by plant, subject and person', async () => {
    const { registry } = await withHistory();
    const ids = async (query: Parameters<Registry['audit']['list']>[0]) =>
      (await registry.audit.list(query)).map(({ id }) => id);
    expect(await ids({ plant: 'ipal', limit: 2 })).toEqual([6, 5]);
    expect(await ids({ plant: 'ipal', limit: 2, before: 5 })).toEqual([4, 3]);
    expect(await ids({ plant: 'other' })).toEqual([]);
    expect(await ids({ subject: 'device/logger-1' })).toEqual([6, 5, 4]);
    expect(await ids({ who: 'Ani' })).toEqual([5]);
  });
});

test('SQLite itself refuses to change, remove, replace or skip an entry', async () => {
  const { path } = await rig();
  using raw = new DatabaseSync(path);
  for (const statement of [
    "update audit set who = 'nobody' where id = 1",
    'delete from audit',
    'insert or replace into audit select * from audit where id = 1',
    "insert into audit select 9, at, who, action, plant, subject, before, after, why, evidence, origin, previous, '' from audit",
  ]) {
    expect(() => raw.exec(statement), statement).toThrow(/append-only/);
  }
});

describe('audit.verify()', () => {
  test('finds an untouched trail intact, and so does a verifier written from its description', async () => {
    const { registry, path } = await withHistory();
    const head = await registry.audit.head();
    expect(head.id).toBe(6);
    expect(await registry.audit.verify()).toEqual({ status: 'intact', head });
    expect(verifyOffline(path)).toEqual(head);
  });

  test('finds an empty trail intact', async () => {
    const { registry, raw } = await withHistory();
    raw.exec('delete from audit');
    expect(await registry.audit.verify()).toMatchObject({ status: 'intact', head: { id: 0 } });
  });

  test('goes through a trail of many pages, as do its entries', async () => {
    const { registry, path } = await rig();
    const db = openDatabase(path);
    onTestFinished(() => db.destroy());
    await new Ledger(db, Date.now, actor).change({}, 'Cannot', async (_, page) => {
      const note = { action: 'test', plant: null, subject: 'x', before: null, after: 'y'.repeat(100) };
      for (let i = 0; i < 2_500; i++) await page.note(note);
    });
    expect(await registry.audit.verify()).toMatchObject({ status: 'intact', head: { id: 2_501 } });
    const ids = (await Array.fromAsync(registry.audit.entries(1))).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 2_500 }, (_, i) => i + 2));
  });

  test('finds any single flipped byte, in any column of any entry, and says in which', async () => {
    const { registry, path, raw } = await withHistory();
    const columns = raw.prepare('select * from audit limit 0').columns();
    const names = columns.map(({ name }) => name).filter((name) => name !== 'id');
    const head = await registry.audit.head();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: head.id }),
        fc.constantFrom(...names),
        fc.nat({ max: 9_999 }),
        fc.integer({ min: 1, max: 255 }),
        async (id, column, at, mask) => {
          const read = raw.prepare(
            `select ${column} as value, cast(${column} as blob) as bytes from audit where id = ?`,
          );
          const { value = null, bytes } = read.get(id) ?? {};
          fc.pre(bytes instanceof Uint8Array && bytes.length > 0);
          const place = at % bytes.length;
          const flipped = bytes.with(place, (bytes[place] ?? 0) ^ mask);
          raw.prepare(`update audit set ${column} = cast(? as text) where id = ?`).run(flipped, id);
          const verdict = await registry.audit.verify();
          const offline = verifyOffline(path);
          raw.prepare(`update audit set ${column} = ? where id = ?`).run(value, id);
          expect(verdict).toMatchObject({ status: 'broken', id, head: { id: id - 1 } });
          // U+FFFD and broken bytes look alike to whoever does not ask; ours does.
          if (isUtf8(flipped)) expect(offline).toBe('broken');
        },
      ),
      { numRuns: 150 },
    );
    expect(await registry.audit.verify()).toEqual({ status: 'intact', head });
  });

  test.each([
    ['an entry removed', 'delete from audit where id = 3', 3],
    ['the first removed', 'delete from audit where id = 1', 1],
    ['an id changed', 'update audit set id = 99 where id = 4', 4],
    ['an id below the first', 'update audit set id = -4 where id = 4', 1],
    [
      'two entries exchanged',
      'update audit set id = 77 where id = 2; update audit set id = 2 where id = 3; update audit set id = 3 where id = 77',
      2,
    ],
    ['text made bytes', 'update audit set who = cast(who as blob) where id = 2', 2],
    ['a time that no number can hold', 'update audit set at = 9223372036854775807 where id = 2', 2],
    ['a time with a fraction', 'update audit set at = at + 0.5 where id = 2', 2],
    ['nothing made empty text', "update audit set why = '' where id = 1", 1],
    ['text after a NUL', "update audit set who = who || char(0) || 'x' where id = 5", 5],
    [
      'an entry slipped in at the end',
      'insert into audit select 7, at, who, action, plant, subject, before, after, why, evidence, origin, previous, hash from audit where id = 6',
      7,
    ],
  ])('finds %s', async (_, statements, id) => {
    const { registry, raw } = await withHistory();
    raw.exec(statements);
    expect(await registry.audit.verify()).toMatchObject({ status: 'broken', id });
  });

  test('finds a trail cut short, or written anew, when a head was published before', async () => {
    const { registry, raw } = await withHistory();
    const published = await registry.audit.head();
    await registry.devices.setEnabled('logger-1', true);
    expect(await registry.audit.verify([published])).toMatchObject({ status: 'intact', head: { id: 7 } });

    raw.exec('delete from audit where id >= 6');
    expect(await registry.audit.verify()).toMatchObject({ status: 'intact' });
    expect(await registry.audit.verify([published])).toMatchObject({
      status: 'broken',
      id: 6,
      reason: 'missing',
    });

    await registry.devices.setEnabled('logger-1', false);
    await registry.devices.setEnabled('logger-1', true);
    expect(await registry.audit.verify()).toMatchObject({ status: 'intact' });
    expect(await registry.audit.verify([published])).toMatchObject({
      status: 'broken',
      id: 6,
      reason: 'other-than-published',
    });
  });
});

function isUtf8(bytes: Uint8Array): boolean {
  return !new TextDecoder().decode(bytes).includes('\uFFFD');
}
