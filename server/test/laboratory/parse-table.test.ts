import { describe, expect, test } from 'vitest';
import { parseTable } from '../../src/laboratory/parse-table.ts';
import { readTableFile } from '../../src/laboratory/read-table-file.ts';
import { TABLE_LIMITS } from '../../src/laboratory/table-limits.ts';
import { sheetOf, workbookEntries, xlsx } from '../support/xlsx.ts';
import { zip } from '../support/zip.ts';

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('a CSV file', () => {
  test.each([
    [
      'semicolons, with decimal commas',
      'Tanggal;pH;COD (mg/L)\r\n07/11/2026;7,2;81,5\r\n08/11/2026;7,1;90\r\n',
    ],
    ['tabs, with decimal commas', 'Tanggal\tpH\tCOD (mg/L)\n07/11/2026\t7,2\t81,5\n08/11/2026\t7,1\t90'],
    [
      'commas, with quoted decimal commas',
      'Tanggal,pH,COD (mg/L)\n07/11/2026,"7,2","81,5"\n08/11/2026,"7,1",90\n',
    ],
    [
      'semicolons, as the first line says',
      'sep=;\r\nTanggal;pH;COD (mg/L)\r\n07/11/2026;7,2;81,5\r\n08/11/2026;7,1;90',
    ],
    ['a mark of the encoding', '\uFEFFTanggal;pH;COD (mg/L)\n07/11/2026;7,2;81,5\n08/11/2026;7,1;90'],
  ])('is read with %s', async (_, text) => {
    expect((await parseTable(utf8(text))).cells).toEqual([
      ['Tanggal', 'pH', 'COD (mg/L)'],
      ['07/11/2026', '7,2', '81,5'],
      ['08/11/2026', '7,1', '90'],
    ]);
  });

  test('keeps its empty rows, so that rows are numbered as people see them', async () => {
    const { cells } = await parseTable(utf8('LABKESDA, Jl. Veteran No. 5\n\nTanggal;pH\n01/02/2026;7\n'));
    expect(cells).toEqual([['LABKESDA, Jl. Veteran No. 5'], [''], ['Tanggal', 'pH'], ['01/02/2026', '7']]);
  });

  test('is read in the encodings of older spreadsheets, too', async () => {
    const expected = [
      ['Fenol (µg/L)', 'Suhu ±'],
      ['3', 'x'],
    ];
    const text = 'Fenol (µg/L);Suhu ±\n3;x';
    for (const encoding of ['utf8', 'latin1'] as const) {
      expect((await parseTable(Buffer.from(text, encoding))).cells).toEqual(expected);
    }
    const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect((await parseTable(utf16)).cells).toEqual(expected);
  });

  test.each([
    ['empty', Buffer.alloc(0), /is empty/],
    ['with a quotation mark never closed', utf8('a;b\n"c;d'), /cannot be read as CSV: Quote Not Closed/],
    ['with a row without an end', Buffer.alloc(200_000, 'x'), /cannot be read as CSV: Max Record Size/],
    ['that is an old XLS', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /save it as XLSX/],
    ['that is a picture', Buffer.from('89504e470d0a1a0a00000001', 'hex'), /neither CSV nor XLSX/],
    ['with too many rows', utf8('a\n'.repeat(TABLE_LIMITS.rows + 1)), /more than 10000 rows: split it/],
    ['with too many cells', utf8(`${'1;'.repeat(99)}\n`.repeat(700)), /at most 60000 are read: split it/],
  ])('is refused when it is a file %s', async (_, bytes, message) => {
    await expect(parseTable(bytes)).rejects.toThrow(message);
  });
});

describe('an XLSX file', () => {
  test('is read with its texts, numbers, dates and what formulas last gave', async () => {
    const file = xlsx([
      ['Tanggal', 'pH', 'COD (mg/L)'],
      [{ dateTime: '2026-11-07T08:30' }, 7.2, '<10'],
      [],
      [{ dateTime: '2026-11-08T00:00' }, { formula: 'AVERAGE(B2)', value: 7.25 }, null],
    ]);
    expect(await parseTable(file)).toEqual({
      format: 'xlsx',
      sheet: 'Hasil Uji',
      cells: [
        ['Tanggal', 'pH', 'COD (mg/L)'],
        [new Date('2026-11-07T08:30Z'), 7.2, '<10'],
        [null, null, null],
        [new Date('2026-11-08T00:00Z'), 7.25, null],
      ],
    });
  });

  const whole = xlsx([
    ['Tanggal', 'pH'],
    ['07/11/2026', 7.2],
  ]);
  const bomb = { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(TABLE_LIMITS.unpackedBytes + 1) };

  test.each([
    ['cut short', whole.subarray(0, whole.length - 40), /damaged/],
    ['with a byte turned', Buffer.from(whole).fill(0xff, 300, 340), /damaged/],
    ['without a sheet', zip([{ name: 'a.xml', content: utf8('<a/>') }]), /damaged/],
    ['that is no XML inside', zip(workbookEntries('<worksheet><sheetData><row')), /damaged|nothing in it/],
    ['with nothing in it', xlsx([]), /nothing in it/],
    ['that unpacks to too much', zip([bomb]), /unpacks to too much/],
    ['that lies of its size', zip([{ ...bomb, claimedSize: 100 }]), /unpacks to too much/],
  ])('is refused when it is a file %s', async (_, bytes, message) => {
    await expect(parseTable(bytes)).rejects.toThrow(message);
  });
});

describe('readTableFile()', () => {
  test('reads in a thread of its own, and says in an error what is wrong', async () => {
    expect(await readTableFile(utf8('Tanggal;pH\n01/02/2026;7'))).toMatchObject({ format: 'csv' });
    await expect(readTableFile(Buffer.alloc(TABLE_LIMITS.fileBytes + 1))).rejects.toMatchObject({
      name: 'InvalidInputError',
      field: 'file',
      message: 'Cannot read the table: the file has 2097153 bytes, at most 2097152 are taken',
    });
  });

  test('survives a sheet that claims to be endless', async () => {
    const far = sheetOf(
      '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    );
    const reading = readTableFile(zip(workbookEntries(far)), { readMs: 500 });
    await expect(reading).rejects.toThrow(/takes too (?:long|much memory)/);
  });
});
