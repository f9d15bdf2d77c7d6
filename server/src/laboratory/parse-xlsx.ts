import type { Cell } from '@banyu/registry';
import readSheets from 'read-excel-file/universal';
import { UnreadableFile } from './table-file.ts';
import { TABLE_LIMITS } from './table-limits.ts';
import { refuseLargeArchive } from './unpacked-size.ts';

/** The first sheet of an XLSX file that is not empty. Formulas count as what they last gave. Throws UnreadableFile. */
export async function parseXlsx(
  bytes: Uint8Array,
): Promise<{ readonly sheet: string; readonly cells: readonly (readonly Cell[])[] }> {
  refuseLargeArchive(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    TABLE_LIMITS.unpackedBytes,
  );
  // The reader takes whole buffers alone.
  const whole = new Uint8Array(bytes).buffer;
  const sheets = await readSheets(whole, { trim: false }).catch((cause: unknown) => {
    throw new UnreadableFile('the XLSX file is damaged: open it in a spreadsheet and save it again', {
      cause,
    });
  });
  const filled = sheets.find(({ data }) => data.length > 0);
  if (filled === undefined) throw new UnreadableFile('the XLSX file has nothing in it');
  return { sheet: filled.sheet, cells: filled.data.map((row) => row.map(cellOf)) };
}

/**
 * The reader's types say the class where it gives an instance of it. A time of day is a fraction of a day, which no
 * binary number holds: without rounding, 08:30 is a millisecond earlier.
 */
function cellOf(value: unknown): Cell {
  if (value instanceof Date) return new Date(Math.round(value.getTime() / 1_000) * 1_000);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}
