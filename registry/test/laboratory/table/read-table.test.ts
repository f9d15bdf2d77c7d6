import { NewResult, NewSample } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, type RowVerdict, readLaboratoryTable, type TableContext } from '../../../src/index.ts';

const at = (local: string): number => Date.parse(`${local}+07:00`);

const context: TableContext = {
  plant: 'ipal',
  timeZone: 'Asia/Jakarta',
  points: [
    { id: 'influent', name: 'Influen' },
    { id: 'effluent', name: 'Efluen' },
  ],
  laboratories: [
    {
      id: 'labkesda',
      name: 'Labkesda Pekalongan',
      accreditation: 'LP-1-IDN',
      accreditedFrom: null,
      accreditedTo: at('2026-07-01T00:00:00'),
    },
  ],
  defaults: { sampledBy: 'Budi' },
  now: at('2026-08-01T00:00:00'),
  saved: new Map(),
  locks: [],
  onDuplicate: 'refuse',
};

function read(
  cells: readonly (readonly Cell[])[],
  overrides: Partial<TableContext> = {},
): readonly RowVerdict[] {
  const outcome = readLaboratoryTable(cells, { ...context, ...overrides });
  if (outcome.status === 'refused') throw new Error(outcome.message);
  return outcome.rows;
}

const codes = (row: RowVerdict | undefined): readonly string[] =>
  (row?.status === 'accepted' ? row.warnings : (row?.faults ?? [])).map(({ code }) => code);

const HEADINGS = ['No Sampel', 'Titik', 'Tanggal', 'Jam', 'Parameter', 'Hasil', 'Satuan', 'Metode'];
const row = (...cells: readonly Cell[]): readonly Cell[] => [
  'L-1',
  'Efluen',
  '31/01/2026',
  '08.30',
  ...cells,
];

describe('a table with one result a row', () => {
  test('is read below its letterhead, headings in Indonesian, with decimal commas', () => {
    const outcome = readLaboratoryTable(
      [
        ['LABKESDA KABUPATEN PEKALONGAN'],
        [],
        [
          'No',
          'Kode Contoh',
          'Titik Sampling',
          'Tanggal Sampling',
          'Jam',
          'Parameter',
          'Hasil Uji',
          'Satuan',
          'Baku Mutu',
          'Metode',
          'Batas Deteksi',
          'Laboratorium',
        ],
        [
          1,
          'LHU/012/I/2026',
          'EFLUEN',
          '31/01/2026',
          '08.30',
          'BOD5',
          '34,5',
          'mg/L',
          60,
          'SNI 6989.72:2009',
          '2',
          'Labkesda Pekalongan',
        ],
        [
          2,
          'LHU/012/I/2026',
          'Efluen',
          '31/01/2026',
          '08.30',
          'Fenol Total',
          '<0,05',
          'mg/L',
          0.5,
          'SNI 06-6989.21-2004',
          '',
          'labkesda',
        ],
        [null, '', undefined],
        [
          3,
          'LHU/012/I/2026',
          'Efluen',
          '31/01/2026',
          '08.30',
          'Krom Total (Cr)',
          'ttd',
          'µg/L',
          1,
          null,
          '10',
          'labkesda',
        ],
      ],
      context,
    );
    const sample = {
      id: 'LHU/012/I/2026',
      plant: 'ipal',
      point: 'effluent',
      kind: 'grab',
      from: at('2026-01-31T08:30:00'),
      to: at('2026-01-31T08:30:00'),
      timeKnown: true,
      sampledBy: 'Budi',
      laboratory: 'labkesda',
      receivedAt: null,
      analysedAt: null,
      custody: [],
      note: null,
    };
    const none = {
      method: null,
      note: null,
      uncertainty: null,
      detectionLimit: null,
      quantificationLimit: null,
    };
    const accepted = (number: number, result: object) => ({
      status: 'accepted',
      row: number,
      entry: { sample, results: [{ ...none, ...result }] },
      warnings: [],
    });
    expect(outcome).toEqual({
      status: 'read',
      ignoredColumns: ['No', 'Baku Mutu'],
      decimalMark: ',',
      rows: [
        accepted(4, {
          parameter: 'bod',
          outcome: { kind: 'value', value: 34.5 },
          unit: 'mg/L',
          method: 'SNI 6989.72:2009',
          detectionLimit: 2,
        }),
        accepted(5, {
          parameter: 'phenol',
          outcome: { kind: 'below', limit: 0.05 },
          unit: 'mg/L',
          method: 'SNI 06-6989.21-2004',
        }),
        accepted(7, {
          parameter: 'chromium',
          outcome: { kind: 'below', limit: 10 },
          unit: 'µg/L',
          detectionLimit: 10,
        }),
      ],
    });
  });

  test('is read in English too, composites with their end', () => {
    const [verdict] = read([
      ['Sample ID', 'Sampling point', 'Type', 'Date', 'To', 'Parameter', 'Result', 'Unit', 'Sampled by'],
      ['S-1', 'influent', 'Composite', '2026-01-30 08:00', '2026-01-31 08:00', 'COD', 812.5, 'mg/L', 'Ani'],
    ]);
    expect(verdict).toMatchObject({
      status: 'accepted',
      entry: {
        sample: {
          kind: 'composite',
          from: at('2026-01-30T08:00:00'),
          to: at('2026-01-31T08:00:00'),
          sampledBy: 'Ani',
        },
      },
    });
  });

  test.each<[string, readonly Cell[], string]>([
    ['an unknown parameter', row('Keceriaan', 1, 'mg/L'), 'unknown-parameter'],
    ['a formula for a text', row('COD', 1, 'mg/L', '=HYPERLINK("http://example.org")'), 'formula'],
    ['a formula that begins with a sign', row('COD', 1, 'mg/L', "-2+cmd|' /C calc'!A0"), 'formula'],
    ['an unknown unit', row('COD', 80, 'mol/L'), 'unknown-unit'],
    ['an unknown point', ['L-1', 'Kolam', '31/01/2026', '08.30', 'COD', 80, 'mg/L'], 'unknown-point'],
    ['no point', ['L-1', '', '31/01/2026', '08.30', 'COD', 80, 'mg/L'], 'unknown-point'],
    ['no date', ['L-1', 'Efluen', '', '', 'COD', 80, 'mg/L'], 'no-date'],
    ['a date that no calendar has', ['L-1', 'Efluen', '31/02/2026', '', 'COD', 80, 'mg/L'], 'no-date'],
    ['a time that no day has', ['L-1', 'Efluen', '31/01/2026', '25.00', 'COD', 80, 'mg/L'], 'no-date'],
    ['a date to come', ['L-1', 'Efluen', '31/12/2026', '08.30', 'COD', 80, 'mg/L'], 'not-yet'],
    ['no result', row('COD', '', 'mg/L'), 'no-result'],
    ['a text for a result', row('COD', 'jernih', 'mg/L'), 'no-result'],
    ['"not detected" below nothing', row('COD', 'ND', 'mg/L'), 'no-detection-limit'],
    ['a value that cannot be true', row('pH', 71, ''), 'impossible-value'],
    ['a negative value', row('COD', -1, 'mg/L'), 'impossible-value'],
    ['a method too long to keep', row('COD', 80, 'mg/L', 'x'.repeat(121)), 'wrong-fact'],
    ['milligrams given as grams', row('COD', 120, 'g/L'), 'impossible-value'],
  ])('refuses %s', (_, cells, code) => {
    const [verdict] = read([HEADINGS, cells]);
    expect(verdict?.status).toBe('refused');
    expect(codes(verdict)).toContain(code);
  });

  test('has so many results and no more', () => {
    const headings = ['Titik', 'Tanggal', 'pH', 'COD', 'BOD'];
    const rows = Array.from({ length: 1_667 }, (_, i) => [
      'Efluen',
      `${1 + (i % 28)}/01/2026 0${i % 9}:${10 + (i % 50)}`,
      7,
      80,
      20,
    ]);
    const named = rows.map((cells, i) => [...cells, `L-${i}`]);
    const outcome = readLaboratoryTable([[...headings, 'No Sampel'], ...named], context);
    expect(outcome).toMatchObject({ status: 'refused', code: 'too-many-results' });
  });

  test('names every fault of a row', () => {
    const [verdict] = read([HEADINGS, ['L-1', 'Kolam', 'kemarin', '', 'Rasa', 1, 'mg/L']], { defaults: {} });
    expect(codes(verdict)).toEqual(['no-date', 'unknown-point', 'no-sampler', 'unknown-parameter']);
  });

  test('refuses a value below its own detection limit, and an order of dates that cannot be', () => {
    const headings = [...HEADINGS.slice(0, 7), 'LOD', 'LOQ', 'Tanggal Diterima', 'Tanggal Analisis'];
    const [below, limits, dates, sameDay] = read([
      headings,
      row('COD', 1, 'mg/L', 2, 5),
      row('BOD', 9, 'mg/L', 5, 2),
      row('TSS', 9, 'mg/L', '', '', '30/01/2026'),
      row('pH', 7, '', '', '', '31/01/2026', '31/01/2026'),
    ]);
    expect(codes(below)).toEqual(['below-detection-limit']);
    expect(codes(limits)).toEqual(['limits-reversed']);
    expect(codes(dates)).toEqual(['wrong-fact']);
    expect(sameDay?.status).toBe('accepted');
  });

  test('makes no guess at a number that may be a thousand times as large', () => {
    const coliform = (...cells: readonly Cell[]) =>
      row('Koliform Total', cells[0] ?? '', 'MPN/100 mL', cells[1]);
    const headings = [...HEADINGS.slice(0, 7), 'Ketidakpastian'];
    const [value, spread] = read([headings, coliform('1.600'), coliform(1_600, '1.200')]);
    expect([codes(value), codes(spread)]).toEqual([['ambiguous-number'], ['ambiguous-number']]);
    // Another number tells which mark the table uses.
    const [told] = read([headings, coliform('1.600'), row('COD', '81,3', 'mg/L')]);
    expect(told).toMatchObject({
      entry: { results: [{ outcome: { kind: 'value', value: 1_600 } }] },
    });
  });

  test('says of a time that is none that it is the time', () => {
    const [reading] = read([HEADINGS, ['L-2', 'Efluen', '31/01/2026', '25.30', 'COD', 80, 'mg/L']]);
    expect(reading).toMatchObject({
      faults: [{ code: 'no-date', column: 'Jam', message: expect.stringContaining('"25.30"') }],
    });
  });

  test('warns where a person should look', () => {
    const [assumed, day, expired] = read([
      [...HEADINGS.slice(0, 7), 'Laboratorium'],
      row('COD', 80, ''),
      ['L-2', 'Efluen', '31/01/2026', '', 'COD', 80, 'mg/L'],
      ['L-3', 'Efluen', '31/07/2026', '08:00', 'COD', 80, 'mg/L', 'labkesda'],
    ]);
    expect(codes(assumed)).toEqual(['unit-assumed']);
    expect(day).toMatchObject({ entry: { sample: { timeKnown: false } } });
    expect(codes(day)).toEqual(['time-unknown']);
    expect(codes(expired)).toEqual(['not-accredited']);
  });

  test('holds rows against each other and against what is saved', () => {
    const saved = new Map([
      [
        'L-9',
        {
          point: 'effluent',
          kind: 'grab' as const,
          from: at('2026-01-31T08:30:00'),
          to: at('2026-01-31T08:30:00'),
          custody: [],
          results: [{ parameter: 'cod', given: { kind: 'value' as const, value: 80 }, unit: 'mg/L' }],
        },
      ],
    ]);
    const like = (id: string, ...cells: readonly Cell[]) => [id, 'Efluen', '31/01/2026', '08.30', ...cells];
    const table = [
      HEADINGS,
      like('L-1', 'COD', 80, 'mg/L'),
      like('L-1', 'COD', 81, 'mg/L'),
      ['L-1', 'Influen', '31/01/2026', '08.30', 'BOD', 81, 'mg/L'],
      like('L-9', 'COD', 80, 'mg/L'),
      like('L-9', 'BOD', 30, 'mg/L'),
    ];
    expect(read(table, { saved }).map(codes)).toEqual([
      [],
      ['twice-in-table'],
      ['other-sample-of-that-id'],
      ['unchanged'],
      [],
    ]);
    const changed = [HEADINGS, like('L-9', 'COD', 85, 'mg/L')];
    expect(read(changed, { saved }).map(codes)).toEqual([['duplicate']]);
    expect(read(changed, { saved, onDuplicate: 'supersede' }).map(codes)).toEqual([[]]);
    const lock = { from: at('2026-01-01T00:00:00'), to: at('2026-02-01T00:00:00'), parameter: 'cod' };
    const locks = [{ ...lock, point: 'effluent' }];
    const [refused, ...others] = read([...table, ...changed.slice(1)], { saved, locks });
    expect(codes(refused)).toEqual(['locked']);
    expect(others.map(codes)).toEqual([
      ['locked'],
      [],
      ['unchanged'],
      [],
      ['twice-in-table', 'locked', 'duplicate'],
    ]);
  });

  test('tells the chain of custody, hand-over by hand-over', () => {
    const headings = [
      ...['Diserahkan pada', 'Diserahkan kepada', 'Pengawetan'],
      ...['handed over 2', 'handed over by 2', 'handed over to 2', 'custody remark 2'],
    ];
    const cod = ['COD', 80, 'mg/L', ''];
    const first = ['31/01/2026 09.00', 'Kurir', '4 °C, H2SO4'];
    const table = [
      [...HEADINGS, ...headings],
      row(...cod, ...first, '31/01/2026', 'Kurir Dua', 'Sri, Labkesda', ''),
      row('BOD', 30, 'mg/L', '', '', '', '', '', '', '', ''),
      row('TSS', 30, 'mg/L', '', '31/01/2026 09.30', 'Kurir', '', '', '', '', ''),
      ['L-2', 'Efluen', '31/01/2026', '08.40', ...cod, '', '', '4 °C', '', '', '', ''],
      ['L-3', 'Efluen', '31/01/2026', '08.50', ...cod, '31/01/2026 09.00', '', '', '', '', '', ''],
      ['L-4', 'Efluen', '31/01/2026', '08.55', ...cod, '31/01/2026 08.00', 'Sri', '', '', '', '', ''],
      ['L-5', 'Efluen', '31/01/2026', '08.56', ...cod, '31/01/2026 09.00', '=1+1', '', '', '', '', ''],
    ];
    const [handed, later, other, preserved, ...refused] = read(table);
    const handedAt = at('2026-01-31T09:00:00');
    expect(handed).toMatchObject({
      entry: {
        sample: {
          custody: [
            { at: handedAt, from: 'Budi', to: 'Kurir', note: '4 °C, H2SO4' },
            { at: handedAt, from: 'Kurir Dua', to: 'Sri, Labkesda' },
          ],
        },
      },
    });
    expect(later).toMatchObject({ status: 'accepted', entry: { sample: { custody: [] } } });
    expect(codes(other)).toEqual(['other-custody']);
    expect(preserved).toMatchObject({ entry: { sample: { custody: [], note: '4 °C' } } });
    expect(refused.map(codes)).toEqual([['wrong-fact'], ['wrong-fact'], ['formula']]);
  });
});

describe('a table with one sample a row', () => {
  test('gives a result for each parameter that has something in its cell', () => {
    const [first, second] = read(
      [
        ['Tanggal', 'pH', 'COD (mg/L)', 'BOD', 'Fenol (µg/L)', 'Warna (Pt-Co)'],
        [new Date('2026-01-31T08:30:00Z'), 7.1, 81, '<2', 50, '-'],
        [new Date('2026-02-28T09:00:00Z'), 7.3, null, '', '', ''],
      ],
      { defaults: { point: 'effluent', sampledBy: 'Budi' } },
    );
    expect(first).toMatchObject({
      status: 'accepted',
      entry: {
        sample: { id: 'effluent 2026-01-31T08:30', point: 'effluent' },
        results: [
          { parameter: 'ph', outcome: { kind: 'value', value: 7.1 }, unit: '[pH]' },
          { parameter: 'cod', outcome: { kind: 'value', value: 81 }, unit: 'mg/L' },
          { parameter: 'bod', outcome: { kind: 'below', limit: 2 }, unit: 'mg/L' },
          { parameter: 'phenol', outcome: { kind: 'value', value: 50 }, unit: 'µg/L' },
          { parameter: 'colour', outcome: { kind: 'not-analysed' } },
        ],
      },
    });
    expect(codes(first)).toEqual(['unit-assumed']);
    expect(second).toMatchObject({ entry: { results: [{ parameter: 'ph' }] } });
  });

  test('refuses a parameter that has two columns', () => {
    const [verdict] = read(
      [
        ['Tanggal', 'COD (mg/L)', 'COD (ppm)'],
        ['31/01/2026', 80, 81],
      ],
      { defaults: { point: 'effluent', sampledBy: 'Budi' } },
    );
    expect(codes(verdict)).toEqual(['twice-in-table']);
  });

  test('refuses the row for one bad cell, and names the column', () => {
    const [verdict] = read(
      [
        ['Tanggal', 'pH', 'COD (mg/L)'],
        ['31/01/2026', 71, 'jernih'],
      ],
      { defaults: { point: 'effluent', sampledBy: 'Budi' } },
    );
    expect(verdict).toMatchObject({
      status: 'refused',
      faults: [
        { code: 'impossible-value', column: 'pH' },
        { code: 'no-result', column: 'COD (mg/L)' },
      ],
    });
  });
});

test('a table without headings, or with too many rows, is refused as a whole', () => {
  expect(readLaboratoryTable([['a', 'b']], context)).toMatchObject({
    status: 'refused',
    code: 'no-headings',
  });
  expect(readLaboratoryTable([], context)).toMatchObject({ status: 'refused', code: 'no-headings' });
  const many = Array.from({ length: 2_001 }, () => row('COD', 1, 'mg/L'));
  expect(readLaboratoryTable([HEADINGS, ...many], context)).toMatchObject({
    status: 'refused',
    code: 'too-many-rows',
  });
});

test('whatever stands in the cells, nothing is thrown, refusals say why, and what is accepted can be saved', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    fc.double(),
    fc.boolean(),
    fc.date({ noInvalidDate: false }),
    fc.constantFrom(
      null,
      undefined,
      '<0',
      '31/01/2026',
      'COD',
      'mg/L',
      '1e400',
      '\ud800',
      '__proto__',
      '0'.repeat(1e4),
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 20 }), (rows) => {
      const outcome = readLaboratoryTable([HEADINGS, ...rows], context);
      if (outcome.status === 'refused') throw new Error(outcome.message);
      expect(outcome.rows.length).toBeLessThanOrEqual(rows.length);
      for (const verdict of outcome.rows) {
        if (verdict.status === 'refused') expect(verdict.faults).not.toEqual([]);
        else {
          NewSample.parse(verdict.entry.sample);
          for (const result of verdict.entry.results) NewResult.parse(result);
        }
      }
    }),
    { numRuns: 200 },
  );
});
