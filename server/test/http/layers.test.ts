import {
  ApiCorrection,
  ApiCorrectionPage,
  ApiQualityInForce,
  ApiQualitySet,
  ApiQualityVersionList,
  ApiReview,
  ApiReviewPage,
  ApiReviewStates,
  ApiServiceWindow,
  ApiServiceWindowList,
} from '@banyu/contracts';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { z } from 'zod';
import { problemIn } from './support/problem.ts';
import { batchOf, DEVICE, NOW, PH, PLANT, type Rig, startRig } from './support/rig.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BASE = `/api/v1/plants/${PLANT.id}`;
const SRI = { by: 'Sri', why: 'two-point check, certificate 118/2026' };
const BUDI = { by: 'Budi', why: 'seen' };
const SERIES = { point: 'effluent', device: DEVICE.id, parameter: 'ph' } as const;
const OFFSET = {
  ...SERIES,
  from: NOW - 2 * HOUR,
  to: NOW - HOUR,
  what: { kind: 'offset', add: 0.1 },
} as const;
/** October as the plant has it. */
const OCTOBER = { from: Date.UTC(2026, 8, 30, 17), to: Date.UTC(2026, 9, 31, 17) };

async function opened(): Promise<Rig> {
  const rig = await startRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  return rig;
}

async function answer<S extends z.ZodType>(response: Response, status: number, schema: S) {
  expect(response.status).toBe(status);
  return schema.parse(await response.json());
}

describe('corrections', () => {
  test('are added, listed, read and withdrawn; the audit trail says who, why and from where', async () => {
    const rig = await opened();
    const posted = await rig.post(`${BASE}/corrections`, { ...OFFSET, ...SRI });
    const added = await answer(posted, 201, ApiCorrection);
    expect(added).toMatchObject({ id: 1, plant: PLANT.id, recordedBy: 'Sri', why: SRI.why, withdrawn: null });
    expect(posted.headers.get('location')).toBe(`${BASE}/corrections/1`);
    expect(await answer(await rig.get(`${BASE}/corrections/1`), 200, ApiCorrection)).toEqual(added);

    const withdraw = () => rig.post(`${BASE}/corrections/1/withdraw`, BUDI);
    const withdrawn = await answer(await withdraw(), 200, ApiCorrection);
    expect(withdrawn.withdrawn).toEqual({ at: NOW, by: 'Budi', why: 'seen' });
    await problemIn(await withdraw(), 409);
    const list = async (query: string) =>
      (await answer(await rig.get(`${BASE}/corrections${query}`), 200, ApiCorrectionPage)).corrections;
    expect(await list('')).toEqual([]);
    expect(await list('?withdrawn=true&from=2026-11-24')).toEqual([withdrawn]);
    expect(await list('?withdrawn=true&to=2026-11-24')).toEqual([]);

    const trail = await rig.registry.audit.list({ subject: 'correction/1' });
    expect(trail.map(({ action, who, why, origin }) => [action, who, why, origin]).toSorted()).toEqual([
      ['correction.add', 'Sri', SRI.why, 'HTTP 127.0.0.1'],
      ['correction.withdraw', 'Budi', 'seen', 'HTTP 127.0.0.1'],
    ]);
  });

  test('come page by page', async () => {
    const rig = await opened();
    for (const _ of [1, 2, 3]) await rig.post(`${BASE}/corrections`, { ...OFFSET, ...SRI });
    const page = async (query: string) =>
      answer(await rig.get(`${BASE}/corrections?limit=2${query}`), 200, ApiCorrectionPage);
    const first = await page('');
    expect(first.corrections.map(({ id }) => id)).toEqual([3, 2]);
    const second = await page(`&cursor=${first.next}`);
    expect([second.corrections.map(({ id }) => id), second.next]).toEqual([[1], null]);
  });

  test.each([
    ['nobody signs', { ...OFFSET, why: 'x' }, ['by']],
    ['no reason is given', { ...OFFSET, by: 'Sri' }, ['why']],
    ['the period is reversed', { ...OFFSET, ...SRI, to: OFFSET.from }, ['to']],
    ['the period is not over', { ...OFFSET, ...SRI, to: NOW + 1 }, ['to']],
    ['a key is unknown', { ...OFFSET, ...SRI, forced: true }, ['forced']],
    ['there are two faults, both', { ...OFFSET, why: 'x', parameter: 'mood' }, ['by', 'parameter']],
  ])('are refused when %s', async (_, body, fields) => {
    const rig = await opened();
    const { errors = [] } = await problemIn(await rig.post(`${BASE}/corrections`, body), 400);
    expect(errors.map(({ field }) => field).toSorted()).toEqual(fields);
  });

  test('of another plant are not found', async () => {
    const rig = await opened();
    await rig.registry.plants.add({
      id: 'other',
      name: 'Other',
      points: [{ id: 'effluent', name: 'Effluent' }],
    });
    await rig.post(`${BASE}/corrections`, { ...OFFSET, ...SRI });
    await problemIn(await rig.post('/api/v1/plants/other/corrections/1/withdraw', SRI), 404);
    await problemIn(await rig.get(`${BASE}/corrections/9`), 404);
  });
});

test('a month is submitted by one, approved by another, then locked, and set back on record', async () => {
  const rig = await opened();
  await rig.store.write(
    batchOf([{ t: OCTOBER.from }, { t: OCTOBER.from, ...PH, parameter: 'cod', value: 80 }]),
  );
  const decide = (decision: string, who: object) =>
    rig.post(`${BASE}/reviews`, { decision, point: 'effluent', parameter: 'ph', ...OCTOBER, ...who });
  const states = async (query = '') =>
    answer(await rig.get(`${BASE}/reviews/states?month=2026-10${query}`), 200, ApiReviewStates);

  expect(await states()).toMatchObject({
    ...OCTOBER,
    states: [
      { point: 'effluent', parameter: 'cod', level: 'working' },
      { parameter: 'ph', level: 'working', parts: [{ ...OCTOBER, by: null }] },
    ],
  });
  expect(await answer(await decide('submit', SRI), 201, ApiReview)).toMatchObject({ level: 'in-review' });
  expect((await problemIn(await decide('approve', SRI), 409)).detail).toContain('a second person');
  await answer(await decide('approve', BUDI), 201, ApiReview);
  expect((await states('&parameter=ph')).states).toMatchObject([
    { level: 'approved', parts: [{ level: 'approved', by: 'Budi', why: 'seen' }] },
  ]);

  const late = { ...OFFSET, from: OCTOBER.from + DAY, to: OCTOBER.from + 2 * DAY, ...SRI };
  expect((await problemIn(await rig.post(`${BASE}/corrections`, late), 409)).detail).toContain('is approved');
  await answer(await decide('reopen', BUDI), 201, ApiReview);
  await answer(await rig.post(`${BASE}/corrections`, late), 201, ApiCorrection);

  const page = async (query: string) =>
    (await answer(await rig.get(`${BASE}/reviews${query}`), 200, ApiReviewPage)).reviews;
  expect((await page('')).map(({ level }) => level)).toEqual(['working', 'approved', 'in-review']);
  expect((await page('?level=working')).map(({ by }) => by)).toEqual(['Budi']);
  await problemIn(await rig.get(`${BASE}/reviews/states?month=October`), 400);
  await problemIn(await rig.get(`${BASE}/reviews/states?month=2026-13`), 400);
});

test('a service window is declared, ended early and cancelled; every version stays', async () => {
  const rig = await opened();
  const body = { kind: 'cleaning', from: NOW - HOUR, to: null, point: 'effluent', by: 'Sri', why: 'weekly' };
  const declared = await answer(await rig.post(`${BASE}/windows`, body), 201, ApiServiceWindow);
  expect(declared).toMatchObject({ id: 1, version: 1, window: { plant: PLANT.id, to: null } });
  const list = async (query = '') =>
    (await answer(await rig.get(`${BASE}/windows${query}`), 200, ApiServiceWindowList)).windows;
  expect(await list('?point=effluent')).toEqual([declared]);
  expect(await list('?point=influent')).toEqual([]);

  const ended = await answer(await rig.post(`${BASE}/windows/1/end`, SRI), 200, ApiServiceWindow);
  expect(ended).toMatchObject({ version: 2, window: { to: NOW } });
  expect(await list()).toEqual([ended]);
  const cancelled = await answer(await rig.post(`${BASE}/windows/1/cancel`, BUDI), 200, ApiServiceWindow);
  expect(cancelled).toMatchObject({ version: 2, endedAt: NOW });
  expect(await list()).toEqual([]);
  await problemIn(await rig.post(`${BASE}/windows/1/end`, SRI), 409);
  const versions = await answer(await rig.get(`${BASE}/windows/1`), 200, ApiServiceWindowList);
  expect(versions.windows.map(({ version }) => version)).toEqual([1, 2]);
  await problemIn(await rig.get(`${BASE}/windows/2`), 404);
  const [field] = (await problemIn(await rig.post(`${BASE}/windows`, { ...body, to: 1 }), 400)).errors ?? [];
  expect(field?.field).toBe('to');
});

describe('quality settings', () => {
  test('are shown complete, set as a new dated version, and listed', async () => {
    const rig = await opened();
    const where = 'point=effluent&device=banyurip-effluent&parameter=ph';
    const inForce = async (query = '') =>
      answer(await rig.get(`${BASE}/quality/in-force?${where}${query}`), 200, ApiQualityInForce);
    expect(await inForce()).toMatchObject({ of: [] });
    const scope = { point: 'effluent', parameter: 'ph' };
    const body = { scope, settings: { spike: 'off' }, ...SRI };
    const { set, due } = await answer(await rig.post(`${BASE}/quality/settings`, body), 201, ApiQualitySet);
    expect(set).toMatchObject({ version: 1_000, scope: { plant: PLANT.id, ...scope }, recordedBy: 'Sri' });
    expect(due).toBeNull();
    expect(await inForce()).toMatchObject({ version: 1_000, settings: { spike: 'off' }, of: [set] });
    expect((await inForce('&at=2026-11-23')).of).toEqual([]);
    const list = async (query: string) =>
      (await answer(await rig.get(`${BASE}/quality/settings${query}`), 200, ApiQualityVersionList)).versions;
    expect(await list('?parameter=ph')).toEqual([set]);
    expect(await list('?parameter=cod')).toEqual([]);
  });

  test('that could not be run are refused with every fault at once', async () => {
    const rig = await opened();
    const settings = {
      flatLine: { tolerance: 0.005, suspectSeconds: 60, failSeconds: 90, notAtOrBelow: 'off' },
      intervalSeconds: 120,
    };
    const refused = await rig.post(`${BASE}/quality/settings`, {
      scope: { parameter: 'ph' },
      settings,
      ...SRI,
    });
    const { errors = [], detail } = await problemIn(refused, 400);
    expect(errors.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['settings.flatLine.suspectSeconds', 'settings.flatLine.failSeconds']),
    );
    expect(detail).toContain('less than three intervals');
    const bad = {
      spike: { method: 'average', suspect: 2, fail: 1 },
      saturation: { low: 0, high: 1, readings: 1 },
    };
    const shaped = await rig.post(`${BASE}/quality/settings`, { settings: bad, ...SRI });
    expect((await problemIn(shaped, 400)).errors).toHaveLength(2);
    expect(await rig.registry.settings.list(PLANT.id)).toEqual([]);
  });
});
