import { ApiLaboratoryList, ApiSample, ApiSampleHistory, ApiSamplePage } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { startLaboratoryRig } from './support/laboratory-rig.ts';
import { problemIn } from './support/problem.ts';
import { NOW } from './support/rig.ts';

const SAMPLES = '/api/v1/plants/ipal-banyurip/samples';
const ID = 'LHU/012/XI/2026';
const ONE = `${SAMPLES}/${encodeURIComponent(ID)}`;
const DAY = 86_400_000;
const SIGNED = { by: 'Sari', why: 'report of November' };
const FACTS = { point: 'effluent', kind: 'grab', from: NOW - DAY, sampledBy: 'Budi', laboratory: 'labkesda' };
const COD = { parameter: 'cod', outcome: { kind: 'value', value: 81.3 }, unit: 'mg/L' };
const PHENOL = {
  parameter: 'phenol',
  outcome: { kind: 'below', limit: 50 },
  unit: 'µg/L',
  detectionLimit: 50,
};
const ENTRY = { sample: { id: ID, ...FACTS }, results: [COD, PHENOL], ...SIGNED };

describe('samples', () => {
  test('are added with values, limits and custody, and read back with who wrote them', async () => {
    await using rig = await startLaboratoryRig();
    const custody = [{ at: NOW - DAY + 60_000, from: 'Budi', to: 'Sri, Labkesda', note: '4 °C' }];
    const created = await rig.send('POST', SAMPLES, { ...ENTRY, sample: { ...ENTRY.sample, custody } });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(ONE);
    const sample = ApiSample.parse(await created.json());
    expect(sample).toMatchObject({ id: ID, version: 1, custody, recordedBy: 'Sari' });
    expect(sample.results).toMatchObject([
      { parameter: 'cod', outcome: { kind: 'value', value: 81.3 }, why: 'report of November' },
      {
        parameter: 'phenol',
        given: { kind: 'below', limit: 50 },
        outcome: { kind: 'below', limit: 0.05 },
        detectionLimit: 0.05,
      },
    ]);
    expect(ApiSamplePage.parse(await (await rig.http.get(SAMPLES)).json())).toEqual({
      samples: [sample],
      next: null,
    });
    const [entry] = await rig.registry.audit.list({ subject: `sample/ipal-banyurip/${ID}` });
    expect(entry).toMatchObject({ who: 'Sari', why: 'report of November', origin: 'HTTP, 127.0.0.1' });
  });

  test('are revised with every version kept, and withdrawn', async () => {
    await using rig = await startLaboratoryRig();
    await rig.send('POST', SAMPLES, ENTRY);
    rig.tick(1_000);
    const revision = {
      sample: { ...FACTS, note: 'taken twice' },
      results: [{ ...COD, outcome: { kind: 'value', value: 83.1 } }],
      withdrawn: ['phenol'],
    };
    const revised = await rig.send('POST', `${ONE}/revisions`, { revision, by: 'Sri', why: 'misread' });
    expect(ApiSample.parse(await revised.json())).toMatchObject({
      version: 2,
      note: 'taken twice',
      results: [
        { parameter: 'cod', version: 2, outcome: { value: 83.1 }, recordedBy: 'Sri', why: 'misread' },
      ],
    });
    const history = ApiSampleHistory.parse(await (await rig.http.get(ONE)).json());
    expect(history.versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(history.results.map((result) => [result.parameter, result.version, result.endedAt])).toEqual([
      ['cod', 1, NOW + 1_000],
      ['cod', 2, null],
      ['phenol', 1, NOW + 1_000],
    ]);
    const before = await (await rig.http.get(`${SAMPLES}?asOf=${NOW}`)).json();
    expect(ApiSamplePage.parse(before).samples[0]?.results).toHaveLength(2);
    const gone = await rig.send('POST', `${ONE}/withdrawal`, SIGNED);
    expect(ApiSampleHistory.parse(await gone.json())).toMatchObject({ sample: null });
    expect(await (await rig.http.get(SAMPLES)).json()).toEqual({ samples: [], next: null });
  });

  test('are listed newest first, by point, parameter and time, page by page', async () => {
    await using rig = await startLaboratoryRig();
    for (const [day, point] of ['effluent', 'influent', 'effluent'].entries()) {
      const sample = { ...FACTS, id: `day ${day}`, point, from: NOW - (9 - day) * DAY };
      await rig.send('POST', SAMPLES, { ...ENTRY, sample, results: day === 2 ? [COD, PHENOL] : [COD] });
    }
    const list = async (query: string) =>
      ApiSamplePage.parse(await (await rig.http.get(`${SAMPLES}?${query}`)).json());
    const ids = async (query: string) => (await list(query)).samples.map(({ id }) => id);
    expect(await ids('')).toEqual(['day 2', 'day 1', 'day 0']);
    expect(await ids('point=influent')).toEqual(['day 1']);
    expect(await ids('parameter=phenol')).toEqual(['day 2']);
    expect(await ids(`from=${NOW - 8 * DAY}&to=${NOW - 7 * DAY}`)).toEqual(['day 1']);
    const first = await list('limit=2');
    expect(await ids(`limit=2&cursor=${first.next}`)).toEqual(['day 0']);
    await problemIn(await rig.http.get(`${SAMPLES}?cursor=nonsense`), 400);
  });

  test.each([
    ['unsigned', { ...ENTRY, by: undefined }, 400, 'by'],
    ['without a reason', { ...ENTRY, why: ' ' }, 400, 'why'],
    ['without a result', { ...ENTRY, results: [] }, 400, 'results'],
    [
      'of an unknown parameter',
      { ...ENTRY, results: [{ ...COD, parameter: 'mood' }] },
      400,
      'results.0.parameter',
    ],
    [
      'below nothing',
      { ...ENTRY, results: [{ ...COD, outcome: { kind: 'below', limit: 0 } }] },
      400,
      'limit',
    ],
    ['that cannot be true', { ...ENTRY, results: [{ ...COD, unit: 'kg/L' }] }, 400, 'unit'],
    ['taken tomorrow', { ...ENTRY, sample: { ...ENTRY.sample, from: NOW + DAY } }, 400, 'from'],
    ['of an unknown point', { ...ENTRY, sample: { ...ENTRY.sample, point: 'pond' } }, 404, undefined],
    ['of an unknown laboratory', { ...ENTRY, sample: { ...ENTRY.sample, laboratory: 'x' } }, 404, undefined],
    ['with fields of its own', { ...ENTRY, colour: 'blue' }, 400, 'colour'],
  ])('are refused when they come %s', async (_, body, status, field) => {
    await using rig = await startLaboratoryRig();
    const problem = await problemIn(await rig.send('POST', SAMPLES, body), status);
    if (field !== undefined) expect(problem.errors?.map((error) => error.field).join()).toContain(field);
    expect(await rig.registry.samples.list({ plant: 'ipal-banyurip' })).toEqual([]);
  });

  test('that say something else than what is there are a conflict, at a place that is not there not found', async () => {
    await using rig = await startLaboratoryRig();
    await rig.send('POST', SAMPLES, ENTRY);
    const other = { ...ENTRY, results: [{ ...COD, outcome: { kind: 'value', value: 9 } }] };
    const problem = await problemIn(await rig.send('POST', SAMPLES, other), 409);
    expect(problem.detail).toMatch(/another result for cod; supersede it/);
    await problemIn(await rig.http.get(`${SAMPLES}/none`), 404);
    await problemIn(await rig.http.get('/api/v1/plants/none/samples'), 404);
    const revision = { results: [COD] };
    await problemIn(await rig.send('POST', `${SAMPLES}/none/revisions`, { ...SIGNED, revision }), 404);
  });
});

test('laboratories are added, changed and listed with their accreditation', async () => {
  await using rig = await startLaboratoryRig();
  const laboratory = { id: 'dlh', name: 'Laboratorium DLH', accreditation: 'LP-2-IDN' };
  const added = await rig.send('POST', '/api/v1/laboratories', { laboratory, ...SIGNED });
  expect(added.status).toBe(201);
  await problemIn(await rig.send('POST', '/api/v1/laboratories', { laboratory, ...SIGNED }), 409);
  const change = { accreditedTo: NOW + DAY };
  const changed = await rig.send('PATCH', '/api/v1/laboratories/dlh', { change, ...SIGNED });
  expect(await changed.json()).toEqual({ ...laboratory, accreditedFrom: null, accreditedTo: NOW + DAY });
  const list = ApiLaboratoryList.parse(await (await rig.http.get('/api/v1/laboratories')).json());
  expect(list.laboratories.map(({ id }) => id)).toEqual(['dlh', 'labkesda']);
});
