import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Registry } from '../../src/index.ts';
import { rig } from '../support/rig.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24);
const SRI = { by: 'Sri', why: 'for the test' };
const BUDI = { by: 'Budi', why: 'seen' };
const SERIES = { plant: 'ipal', point: 'effluent', device: 'logger-1', parameter: 'cod' } as const;
const PERIOD = { from: HOUR, to: 2 * HOUR };

/** A registry in which everything was done at least once, and its file. */
async function withHistory(): Promise<{ registry: Registry; raw: DatabaseSync }> {
  const { registry, path } = await rig({ clock: () => NOW });
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  await registry.plants.update('ipal', { standard: 'textile-permen-lh-12-2025', capacityM3PerDay: 250 });
  await registry.plants.add({ id: 'mistaken', name: 'x', points: [{ id: 'effluent', name: 'Effluent' }] });
  await registry.plants.remove('mistaken');
  await registry.points.add('ipal', { id: 'pond', name: 'Pond' });
  const offset = { kind: 'offset', add: 1 } as const;
  await registry.corrections.add({ ...SERIES, ...PERIOD, what: offset }, SRI);
  await registry.corrections.add({ ...SERIES, ...PERIOD, what: { kind: 'exclusion' } }, SRI);
  await registry.corrections.withdraw(2, SRI);
  await registry.windows.declare({ plant: 'ipal', kind: 'cleaning', ...PERIOD }, SRI);
  await registry.windows.end(1, 3 * HOUR, SRI);
  await registry.windows.declare({ plant: 'ipal', kind: 'cleaning', ...PERIOD }, SRI);
  await registry.windows.cancel(2, SRI);
  await registry.settings.set({ scope: { plant: 'ipal' }, settings: { spike: 'off' } }, SRI);
  const schedule = { from: 0, parameters: ['cod' as const], intervalMs: 120_000 };
  await registry.schedules.set('logger-1', schedule, SRI);
  await registry.schedules.set('logger-1', { ...schedule, intervalMs: 60_000 }, SRI);
  await registry.schedules.set('logger-1', { ...schedule, from: HOUR }, SRI);
  await registry.schedules.withdraw('logger-1', HOUR, SRI);
  const sample = {
    plant: 'ipal',
    point: 'effluent',
    kind: 'grab',
    from: NOW - 9 * HOUR,
    sampledBy: 'Ani',
  } as const;
  const result = (parameter: 'cod' | 'bod' | 'phenol', value: number) =>
    ({ parameter, outcome: { kind: 'value', value }, unit: 'mg/L' }) as const;
  const { samples } = registry;
  for (const id of ['A', 'B']) {
    const rows = [{ sample: { ...sample, id }, results: [result('cod', 80), result('bod', 20)] }];
    await samples.save(rows, { onDuplicate: 'refuse' }, SRI);
  }
  const amended = {
    point: 'effluent',
    kind: 'grab',
    from: NOW - 9 * HOUR,
    sampledBy: 'Ani',
    note: 'cool',
  } as const;
  await samples.revise(
    'ipal',
    'A',
    { sample: amended, results: [result('cod', 81), result('phenol', 0.1)], withdrawn: ['bod'] },
    SRI,
  );
  await samples.withdraw('ipal', 'A', SRI);
  await samples.restore('ipal', 'A', SRI);
  await samples.withdraw('ipal', 'B', SRI);
  await samples.save(
    [{ sample: { ...sample, id: 'B' }, results: [result('cod', 70)] }],
    { onDuplicate: 'refuse' },
    SRI,
  );
  const reviewed = { plant: 'ipal', point: 'effluent', parameter: 'ph', from: 0, to: HOUR } as const;
  await registry.reviews.submit(reviewed, SRI);
  await registry.reviews.approve(reviewed, BUDI);
  await registry.reviews.reopen(reviewed, BUDI);
  const raw = new DatabaseSync(path);
  onTestFinished(() => raw.close());
  raw.exec('pragma synchronous = off');
  return { registry, raw };
}

describe('audit.compare()', () => {
  test('finds what is registered as the trail says, whatever was done', async () => {
    const { registry, raw } = await withHistory();
    const tables = ['plants', 'points', 'corrections', 'reviews', 'service_windows', 'quality_settings'];
    const rows = [...tables, 'device_schedules', 'samples', 'results'].reduce((sum, table) => {
      const { n } = raw.prepare(`select count(*) as n from ${table}`).get() ?? {};
      return sum + Number(n);
    }, 0);
    expect(await registry.audit.compare()).toEqual({ compared: rows, discrepancies: [] });
  });

  test.each([
    ["update plants set standard = 'domestic'", 'plant/ipal', ['standard']],
    ['update plants set capacity_m3_per_day = 99', 'plant/ipal', ['capacityM3PerDay']],
    [
      "update points set compliance_point = 0 where id = 'effluent'",
      'point/ipal/effluent',
      ['compliancePoint'],
    ],
    ['update corrections set what = replace(what, 1, 9) where id = 1', 'correction/1', ['what']],
    ['update corrections set ended_at = 5 where id = 1', 'correction/1', ['withdrawn']],
    ['update corrections set ended_at = null where id = 2', 'correction/2', ['withdrawn']],
    ["update reviews set level = 'approved' where id = 3", 'review/3', ['level']],
    ['update service_windows set begins = 0 where version = 2', 'window/1/2', ['window']],
    ['update service_windows set ended_at = null where id = 2', 'window/2/1', ['endedAt']],
    ["update quality_settings set settings = '{}'", 'settings/1000', ['settings']],
    ['update device_schedules set interval_ms = 1 where version = 2', 'schedule/logger-1/0/2', ['schedule']],
    ["update samples set taken_from = 0 where id = 'A' and version = 3", 'sample/ipal/A/3', ['from']],
    ["update results set value = 79 where sample = 'A' and version = 3", 'sample/ipal/A cod/3', ['outcome']],
    // What held once answers for a past moment.
    [
      "update results set value = 79 where sample = 'A' and version = 1 and parameter = 'cod'",
      'sample/ipal/A cod/1',
      ['outcome'],
    ],
    [
      "update results set ended_at = 5 where sample = 'B' and version = 2",
      'sample/ipal/B cod/2',
      ['endedAt'],
    ],
  ])('finds: %s', async (change, subject, facts) => {
    const { registry, raw } = await withHistory();
    unguard(raw);
    expect(raw.prepare(change).run().changes).toBe(1);
    const { discrepancies } = await registry.audit.compare();
    expect(discrepancies).toEqual([{ subject, what: 'changed', facts }]);
  });

  test('finds what was slipped in or removed by hand', async () => {
    const { registry, raw } = await withHistory();
    unguard(raw);
    raw.exec('pragma foreign_keys = off; delete from corrections where id = 1');
    raw.exec(
      "insert into reviews select 4, plant, point, parameter, begins, ends, 'approved', created_at, created_by, why from reviews where id = 2",
    );
    const { discrepancies } = await registry.audit.compare();
    expect(discrepancies).toEqual([
      { subject: 'review/4', what: 'added', facts: [] },
      { subject: 'correction/1', what: 'missing', facts: [] },
    ]);
  });
});

/** As somebody would who wants to. */
function unguard(raw: DatabaseSync): void {
  for (const { name } of raw.prepare("select name from sqlite_master where type = 'trigger'").all())
    raw.exec(`drop trigger "${name}"`);
}
