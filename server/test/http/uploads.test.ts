import { ApiSavedResults, ApiUpload } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { TABLE_LIMITS } from '../../src/laboratory/table-limits.ts';
import { xlsx } from '../support/xlsx.ts';
import { type LaboratoryRig, startLaboratoryRig, XLSX_TYPE } from './support/laboratory-rig.ts';
import { problemIn } from './support/problem.ts';
import { PLANT } from './support/rig.ts';

const SIGNED = { by: 'Sari', why: 'report of November' };
const HEADINGS = 'No Sampel;Titik;Tanggal;Jam;Petugas;Laboratorium;Parameter;Hasil;Satuan;Batas Deteksi';
const GOOD = [
  'L-1;Effluent;07/11/2026;08.30;Budi;Labkesda;COD;81,5;mg/L;2',
  'L-1;Effluent;07/11/2026;08.30;Budi;Labkesda;Fenol;<0,05;mg/L;0,05',
  'L-2;Influent;7 November 2026;09.00;Budi;Labkesda;COD;1.245,5;mg/L;2',
];

const csv = (...rows: readonly string[]): Buffer => Buffer.from([HEADINGS, ...rows, ''].join('\r\n'));
const at = (local: string): number => Date.parse(`${local}+07:00`);

async function preview(rig: LaboratoryRig, bytes: Uint8Array, query = '', type?: string): Promise<ApiUpload> {
  const response = await rig.upload(bytes, query, type);
  expect(response.status, await response.clone().text()).toBe(200);
  return ApiUpload.parse(await response.json());
}

function save(rig: LaboratoryRig, id: string, more: object = {}): Promise<Response> {
  return rig.send('POST', `/api/v1/plants/${PLANT.id}/laboratory/uploads/${id}/save`, { ...SIGNED, ...more });
}

const listed = (rig: LaboratoryRig) => rig.registry.samples.list({ plant: PLANT.id });
const verdicts = ({ rows }: ApiUpload) =>
  rows.map((row) => [
    row.row,
    ...(row.status === 'accepted' ? row.warnings : row.faults).map(({ code }) => code),
  ]);

describe('an upload', () => {
  test('of a table as Indonesian spreadsheets write it is previewed, then saved whole', async () => {
    await using rig = await startLaboratoryRig({ ownThread: true });
    const upload = await preview(rig, csv(...GOOD), '?name=LHU%20November.csv');
    expect(upload).toMatchObject({
      fileName: 'LHU November.csv',
      format: 'csv',
      decimalMark: ',',
      accepted: 3,
      refused: 0,
      savedBefore: null,
    });
    expect(upload.rows[1]).toEqual({
      status: 'accepted',
      ...{ sampledBy: 'Budi', receivedAt: null, analysedAt: null, custody: [], note: null },
      row: 3,
      sample: 'L-1',
      point: 'effluent',
      kind: 'grab',
      from: at('2026-11-07T08:30'),
      to: at('2026-11-07T08:30'),
      timeKnown: true,
      results: [{ parameter: 'phenol', outcome: { kind: 'below', limit: 0.05 }, unit: 'mg/L' }],
      warnings: [],
    });
    expect(await listed(rig)).toEqual([]);
    const saved = ApiSavedResults.parse(await (await save(rig, upload.id)).json());
    expect(saved).toEqual({ samplesAdded: 2, resultsAdded: 3, resultsSuperseded: 0, resultsUnchanged: 0 });
    expect((await listed(rig)).map(({ id, results }) => [id, results.length])).toEqual([
      ['L-1', 2],
      ['L-2', 1],
    ]);
    const [entry] = await rig.registry.audit.list({ plant: PLANT.id, limit: 1 });
    expect(entry?.evidence).toBe(`sha256:${upload.sha256} LHU November.csv`);
    await problemIn(await save(rig, upload.id), 404);
  });

  test('of a workbook is read with its own dates and numbers', async () => {
    await using rig = await startLaboratoryRig();
    const file = xlsx([
      ['LABKESDA'],
      ['Titik', 'Tanggal', 'pH', 'COD (mg/L)', 'Fenol (mg/L)'],
      ['effluent', { dateTime: '2026-11-07T08:30' }, 7.2, { formula: 'B1*2', value: 81.5 }, '<0,05'],
    ]);
    const upload = await preview(rig, file, '?sampledBy=Budi', XLSX_TYPE);
    expect(upload).toMatchObject({ format: 'xlsx', sheet: 'Hasil Uji', accepted: 1 });
    expect(upload.rows[0]).toMatchObject({
      row: 3,
      sample: 'effluent 2026-11-07T08:30',
      from: at('2026-11-07T08:30'),
      results: [
        { parameter: 'ph', outcome: { value: 7.2 } },
        { parameter: 'cod', outcome: { value: 81.5 } },
        { parameter: 'phenol', outcome: { kind: 'below', limit: 0.05 } },
      ],
    });
  });

  test('names the fault of each bad row with what stands in it, and saves nothing unless told so', async () => {
    await using rig = await startLaboratoryRig();
    const rows = [
      ...GOOD,
      'L-1;Effluent;07/11/2026;08.30;Budi;Labkesda;COD;81,5;mg/L;2',
      'L-3;Effluent;07/11/2026;08.30;Budi;Labkesda;Kebahagiaan;1;mg/L;',
      'L-4;Effluent;11/23/2026;08.30;Budi;Labkesda;COD;80;mg/L;',
      '"=HYPERLINK(""http://example.org"",""L-5"")";Effluent;07/11/2026;08.30;Budi;Labkesda;COD;80;mg/L;',
      'L-6;Effluent;2026-11-08;;Budi;;COD;80;mg/L;',
    ];
    const upload = await preview(rig, csv(...rows));
    expect(verdicts(upload)).toEqual([
      [2],
      [3],
      [4],
      [5, 'twice-in-table'],
      [6, 'unknown-parameter'],
      [7, 'no-date'],
      [8, 'formula'],
      [9, 'time-unknown'],
    ]);
    expect(upload.rows[4]).toMatchObject({
      cells: ['L-3', 'Effluent', '07/11/2026', '08.30', 'Budi', 'Labkesda', 'Kebahagiaan', '1', 'mg/L', ''],
    });
    const refusal = await problemIn(await save(rig, upload.id), 409);
    expect(refusal.detail).toMatch(/4 of 8 rows are refused; mend them, or save without them/);
    expect(await listed(rig)).toEqual([]);
    const saved = await save(rig, upload.id, { withoutRefused: true });
    expect(await saved.json()).toMatchObject({ samplesAdded: 3, resultsAdded: 4 });
  });

  test('of a file that was saved is known again, and changes nothing', async () => {
    await using rig = await startLaboratoryRig();
    const first = await preview(rig, csv(...GOOD), '?name=a.csv');
    const savedAt = first.expiresAt - 3_600_000;
    await save(rig, first.id);
    rig.tick(60_000);
    const again = await preview(rig, csv(...GOOD), '?name=renamed.csv');
    expect(again).toMatchObject({ savedBefore: { at: savedAt, by: 'Sari' }, unchanged: 3, refused: 0 });
    const before = await rig.registry.audit.head();
    expect(await (await save(rig, again.id)).json()).toMatchObject({ resultsAdded: 0, resultsUnchanged: 3 });
    expect(await rig.registry.audit.head()).toEqual(before);
  });

  test('that says something else than what is saved is refused, or supersedes when told so', async () => {
    await using rig = await startLaboratoryRig();
    await save(rig, (await preview(rig, csv(...GOOD))).id);
    const other = csv('L-1;Effluent;07/11/2026;08.30;Budi;Labkesda;COD;85;mg/L;2');
    expect(verdicts(await preview(rig, other))).toEqual([[2, 'duplicate']]);
    const upload = await preview(rig, other, '?onDuplicate=supersede');
    expect(await (await save(rig, upload.id)).json()).toMatchObject({ resultsSuperseded: 1 });
  });

  test('cannot be saved when its rows are judged differently by then, when it is old, or at another plant', async () => {
    await using rig = await startLaboratoryRig();
    const [upload, twin] = [await preview(rig, csv(...GOOD)), await preview(rig, csv(...GOOD))];
    await save(rig, twin.id);
    expect((await problemIn(await save(rig, upload.id), 409)).detail).toMatch(/judged differently by now/);
    const late = await preview(rig, csv(...GOOD));
    const elsewhere = `/api/v1/plants/ipal-sewon/laboratory/uploads/${late.id}/save`;
    await problemIn(await rig.send('POST', elsewhere, SIGNED), 404);
    rig.tick(3_600_000);
    expect((await problemIn(await save(rig, late.id), 404)).detail).toMatch(/upload the file again/);
  });

  test('that is no table is refused with what to do', async () => {
    await using rig = await startLaboratoryRig();
    const whole = xlsx([
      ['Tanggal', 'pH'],
      ['07/11/2026', 7.2],
    ]);
    const cut = await problemIn(await rig.upload(whole.subarray(0, 500), '', XLSX_TYPE), 400);
    expect(cut.detail).toBe(
      'Cannot read the table: the XLSX file is damaged: open it in a spreadsheet and save it again',
    );
    expect(cut.errors?.[0]?.field).toBe('file');
    const letter = await problemIn(await rig.upload(Buffer.from('Dear Sir,\nplease\n')), 400);
    expect(letter.detail).toMatch(/no row of headings was found: expected the columns parameter, result/);
    await problemIn(await rig.upload(Buffer.alloc(0)), 400);
    await problemIn(await rig.upload(Buffer.alloc(TABLE_LIMITS.fileBytes + 1, 'a')), 413);
    const many = csv(
      ...Array.from({ length: 2_001 }, (_, i) => `L-${i};Effluent;07/11/2026;;B;;COD;8;mg/L;`),
    );
    expect((await problemIn(await rig.upload(many), 400)).detail).toMatch(/2001 rows, at most 2000/);
    for (const type of [
      'multipart/form-data; boundary=x',
      'text/plain',
      'application/x-www-form-urlencoded',
    ]) {
      await problemIn(await rig.upload(csv(...GOOD), '', type), 415);
    }
    await problemIn(await rig.upload(Buffer.from('{}'), '', 'application/json'), 400);
  });
});

test('the template is a table that an upload accepts', async () => {
  await using rig = await startLaboratoryRig();
  const response = await rig.http.get(`/api/v1/plants/${PLANT.id}/laboratory/template`);
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="ipal-banyurip-laboratory.csv"',
  );
  const upload = await preview(rig, Buffer.from(await response.arrayBuffer()));
  expect(verdicts(upload)).toEqual([[2], [3]]);
  expect(upload.ignoredColumns).toEqual([]);
});
