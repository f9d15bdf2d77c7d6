/** A cell as readers of CSV and of spreadsheets give it; a Date's UTC fields are what the clock on the wall showed. */
export type Cell = string | number | boolean | Date | null | undefined;

/** The longest text of a cell that is looked at. */
const LONGEST_TEXT = 500;

/** A text that a spreadsheet would run, should it ever come back into one. */
export const FORMULA = /^(?:[=@]|[+-].*[(|!])/;

/** A cell's text, without blanks around; empty when there is none. */
export function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  const text = cell instanceof Date ? dateText(cell) : String(cell);
  return text.slice(0, LONGEST_TEXT).toWellFormed().replace(/\s+/g, ' ').trim();
}

/** A cell with its text, where it is one, cut and tidied. */
export function trimmed(cell: Cell): Cell {
  return typeof cell === 'string' ? textOf(cell) : cell;
}

/** A text as headings and names are compared: small letters and digits, one blank between words. */
export function keyOf(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9+]+/g, ' ')
    .trim();
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
