import { parseCsv } from './parse-csv.ts';
import { parseXlsx } from './parse-xlsx.ts';
import { type TableFile, UnreadableFile } from './table-file.ts';
import { TABLE_LIMITS } from './table-limits.ts';

/** How a ZIP archive begins, which an XLSX file is, and how the spreadsheets before it did. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];

/** The table in a file, CSV or XLSX as its first bytes tell. Throws UnreadableFile. */
export async function parseTable(bytes: Uint8Array): Promise<TableFile> {
  if (bytes.length === 0) throw new UnreadableFile('the file is empty');
  if (beginsWith(bytes, COMPOUND_FILE)) {
    throw new UnreadableFile(
      'the file is an XLS of before 2007, or protected by a password: save it as XLSX',
    );
  }
  const table: TableFile = beginsWith(bytes, ZIP)
    ? { format: 'xlsx', ...(await parseXlsx(bytes)) }
    : { format: 'csv', sheet: null, cells: parseCsv(bytes) };
  if (table.cells.length > TABLE_LIMITS.rows) {
    throw new UnreadableFile(`the table has more than ${TABLE_LIMITS.rows} rows: split it`);
  }
  let filled = 0;
  for (const row of table.cells) for (const cell of row) if (cell !== null && cell !== '') filled += 1;
  if (filled > TABLE_LIMITS.cells) {
    throw new UnreadableFile(
      `the table has ${filled} cells, at most ${TABLE_LIMITS.cells} are read: split it`,
    );
  }
  return table;
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
