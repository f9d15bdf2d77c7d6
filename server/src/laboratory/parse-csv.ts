import { CsvError, parse } from 'csv-parse/sync';
import { UnreadableFile } from './table-file.ts';
import { TABLE_LIMITS } from './table-limits.ts';

/** Lines by which the mark between cells is found. */
const LOOKED_AT = 50;

/** Characters of one row. */
const LONGEST_ROW = 100_000;

/**
 * The cells of a CSV file, as texts: UTF-8, UTF-16 with its mark, or Windows-1252 as older spreadsheets write;
 * semicolons, tabs or commas between cells. Throws UnreadableFile.
 */
export function parseCsv(bytes: Uint8Array): readonly (readonly string[])[] {
  const text = textIn(bytes);
  const [head = '', said] = /^sep=(.)\r?\n/i.exec(text) ?? [];
  const body = text.slice(head.length);
  try {
    return parse(body, {
      delimiter: said ?? delimiterOf(body),
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_ROW,
      to: TABLE_LIMITS.rows + 1,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UnreadableFile(`the file cannot be read as CSV: ${error.message}`);
  }
}

function textIn(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) {
    throw new UnreadableFile('the file is neither CSV nor XLSX: save the table as one of them');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * The mark that divides cells: with decimal commas a semicolon, so a semicolon that most lines have wins, and a comma
 * is what remains.
 */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, LOOKED_AT * 2_000)
    .replaceAll(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, LOOKED_AT);
  const inMost = (mark: string) => lines.filter((line) => line.includes(mark)).length * 2 > lines.length;
  return ['\t', ';'].find(inMost) ?? (lines.some((line) => line.includes(',')) ? ',' : ';');
}
