import { ConflictError, InvalidInputError, type NewCorrection, NotFoundError } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import type { Registry } from '../../src/index.ts';
import { rig } from '../support/rig.ts';

const HOUR = 3_600_000;
const start = Date.UTC(2026, 0, 31);
const sri = { by: 'Sri', why: 'Fouling seen at the service visit', evidence: 'FORM-7' };
const budi = { by: 'Budi', why: 'Checked against the laboratory' };
const series = { plant: 'ipal', point: 'effluent', device: 'logger-1', parameter: 'cod' } as const;
const period = {
  plant: 'ipal',
  point: 'effluent',
  parameter: 'cod',
  from: start,
  to: start + 24 * HOUR,
} as const;
const offset: NewCorrection = {
  ...series,
  from: start,
  to: start + HOUR,
  what: { kind: 'offset', add: -2, cause: 'fouling' },
};

async function plantAMonthLater(): Promise<{
  registry: Registry;
  now: () => number;
  tick: (ms: number) => void;
}> {
  let now = start + 30 * 24 * HOUR;
  const { registry } = await rig({ clock: () => now, argon2id: async () => new Uint8Array(32) });
  await registry.devices.add({ id: 'logger-1', plant: 'ipal', point: 'effluent' });
  return {
    registry,
    now: () => now,
    tick: (ms) => {
      now += ms;
    },
  };
}

describe('a correction', () => {
  test('is added with author, time, reason and evidence, and withdrawn, never deleted', async () => {
    const { registry, now, tick } = await plantAMonthLater();
    const { corrections, audit } = registry;
    const added = await corrections.add(offset, sri);
    expect(added).toEqual({
      id: 1,
      ...offset,
      recordedAt: now(),
      recordedBy: 'Sri',
      why: sri.why,
      withdrawn: null,
    });
    tick(HOUR);
    const withdrawn = await corrections.withdraw(1, budi);
    expect(withdrawn).toEqual({ ...added, withdrawn: { at: now(), by: 'Budi', why: budi.why } });
    expect(await corrections.get(1)).toEqual(withdrawn);
    expect(await corrections.list({ plant: 'ipal' })).toEqual([]);
    expect(await corrections.list({ plant: 'ipal', withdrawn: true })).toEqual([withdrawn]);
    await expect(corrections.withdraw(1, budi)).rejects.toBeInstanceOf(ConflictError);
    await expect(corrections.withdraw(2, budi)).rejects.toBeInstanceOf(NotFoundError);
    expect((await audit.list({ subject: 'correction/1' })).map(({ action, who }) => [action, who])).toEqual([
      ['correction.withdraw', 'Budi'],
      ['correction.add', 'Sri'],
    ]);
  });

  test('is seen as of any moment', async () => {
    const { registry, now, tick } = await plantAMonthLater();
    const { corrections } = registry;
    const range = { from: start, to: start + HOUR };
    const before = now() - 1;
    const { id } = await corrections.add(offset, sri);
    tick(HOUR);
    const second = await corrections.add({ ...offset, what: { kind: 'exclusion' } }, sri);
    tick(HOUR);
    await corrections.withdraw(id, sri);
    const ids = async (asOf?: number) =>
      (await corrections.layersAsOf(series, range, asOf)).map((layer) => [layer.id, layer.withdrawn]);
    expect(await ids()).toEqual([[second.id, null]]);
    expect(await ids(now() - 1)).toEqual([
      [id, null],
      [second.id, null],
    ]);
    expect(await ids(now() - HOUR - 1)).toEqual([[id, null]]);
    expect(await ids(before)).toEqual([]);
    expect(await corrections.layersAsOf(series, { from: start + HOUR, to: start + 2 * HOUR })).toEqual([]);
    expect(await corrections.layersAsOf({ ...series, parameter: 'mood' }, range)).toEqual([]);
  });

  test.each<[string, Partial<NewCorrection>, string]>([
    ['ends before it begins', { to: start }, 'to'],
    ['is not over yet', { to: start + 40 * 24 * HOUR }, 'to'],
    ['lasts more than 400 days', { from: start - 401 * 24 * HOUR }, 'to'],
    ['multiplies by nothing', { what: { kind: 'gain', factor: 0, cause: 'other' } }, 'what.factor'],
    [
      'estimates too many values',
      { to: start + 24 * HOUR, what: { kind: 'estimate', method: 'linear', stepMs: 1_000 } },
      'what.stepMs',
    ],
  ])('is refused when it %s', async (_, fault, field) => {
    const { corrections } = (await plantAMonthLater()).registry;
    const error = await corrections.add({ ...offset, ...fault }, sri).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ field });
  });

  test('is refused for a series that is not there', async () => {
    const { corrections } = (await plantAMonthLater()).registry;
    await expect(corrections.add({ ...offset, device: 'none' }, sri)).rejects.toBeInstanceOf(NotFoundError);
    await expect(corrections.add({ ...offset, point: 'influent' }, sri)).rejects.toBeInstanceOf(
      InvalidInputError,
    );
  });
});

describe('a review', () => {
  test('goes from working over in review to approved, by two people, and back', async () => {
    const { registry, now, tick } = await plantAMonthLater();
    const { reviews } = registry;
    const level = async (asOf?: number) =>
      (await reviews.levels(period, asOf)).map((segment) => segment.level);
    expect(await level()).toEqual(['working']);
    await expect(reviews.approve(period, budi)).rejects.toThrow(/is working, not in-review/);
    await reviews.submit(period, sri);
    tick(HOUR);
    await expect(reviews.submit(period, budi)).rejects.toThrow(/is in-review, not working/);
    await expect(reviews.approve(period, sri)).rejects.toThrow(/a second person/);
    await expect(reviews.approve(period, { ...sri, by: 'SRI' })).rejects.toThrow(/a second person/);
    await reviews.approve(period, budi);
    const approvedAt = now();
    expect(await level()).toEqual(['approved']);
    tick(HOUR);
    await reviews.reopen(
      { ...period, to: start + HOUR },
      { by: 'Sri', why: 'The laboratory corrected its report' },
    );
    expect(await level()).toEqual(['working', 'approved']);
    expect(await level(approvedAt)).toEqual(['approved']);
    expect(await level(approvedAt - 1)).toEqual(['in-review']);
    expect(await reviews.list({ plant: 'ipal', level: 'working' })).toMatchObject([
      { by: 'Sri', why: 'The laboratory corrected its report', to: start + HOUR },
    ]);
    await expect(reviews.reopen({ ...period, to: start + HOUR }, sri)).rejects.toBeInstanceOf(ConflictError);
  });

  test('is not approved by who made a correction in it', async () => {
    const { corrections, reviews } = (await plantAMonthLater()).registry;
    await corrections.add(offset, budi);
    await reviews.submit(period, sri);
    await expect(reviews.approve(period, budi)).rejects.toThrow(/made a correction/);
    await reviews.approve(period, { by: 'Ani', why: 'checked' });
  });

  test('is refused for a period that is not over, and without a reason', async () => {
    const { registry, now } = await plantAMonthLater();
    await expect(registry.reviews.submit({ ...period, to: now() + 1 }, sri)).rejects.toMatchObject({
      field: 'to',
    });
    await expect(registry.reviews.submit(period, { by: 'Sri', why: '' })).rejects.toMatchObject({
      field: 'why',
    });
    await expect(registry.reviews.submit({ ...period, point: 'none' }, sri)).rejects.toBeInstanceOf(
      NotFoundError,
    );
  });
});

test('what is approved is locked for corrections, windows and settings that touch it, until it is set back', async () => {
  const { registry } = await plantAMonthLater();
  const { corrections, reviews, windows, settings } = registry;
  const { id } = await corrections.add(offset, sri);
  const declare = (from: number, to: number | null, scope: object = {}) =>
    windows.declare({ kind: 'cleaning', plant: 'ipal', from, to, ...scope }, sri);
  const touching = await declare(start, start + HOUR);
  const open = await declare(start - 2 * HOUR, start - HOUR);
  await reviews.submit(period, sri);
  await reviews.approve(period, budi);

  const changes: readonly (() => Promise<unknown>)[] = [
    () => corrections.add(offset, sri),
    () => corrections.withdraw(id, sri),
    () => declare(start + 23 * HOUR, null),
    () => declare(start, start + 1, { device: 'logger-1', parameter: 'cod' }),
    () => windows.cancel(touching.id, sri),
    () => windows.end(touching.id, start + 2 * HOUR, sri),
    () => windows.end(open.id, start + 1, sri),
    () =>
      settings.set(
        { scope: { plant: 'ipal' }, settings: { clock: 'off' }, validFrom: start, backdated: true },
        sri,
      ),
  ];
  for (const change of changes)
    await expect(change()).rejects.toThrow(/cod at effluent is approved from .* set it back first/);

  expect(await reviews.locks({ plant: 'ipal', device: 'logger-1' }, start + HOUR, start + 99 * HOUR)).toEqual(
    [{ point: 'effluent', parameter: 'cod', from: start + HOUR, to: start + 24 * HOUR }],
  );

  // Beside it everything goes on.
  await declare(start, start + 1, { parameter: 'ph' });
  await declare(start, start + 1, { point: 'influent' });
  await declare(start + 24 * HOUR, null);
  await windows.end(open.id, start, sri);
  await corrections.add({ ...offset, from: start - HOUR, to: start }, sri);
  await settings.set({ scope: { plant: 'ipal' }, settings: { clock: 'off' } }, sri);

  await reviews.reopen(period, { by: 'Ani', why: 'Second service report found' });
  await corrections.withdraw(id, sri);
  await windows.cancel(touching.id, sri);
  expect(await registry.audit.verify()).toMatchObject({ status: 'intact' });
});
