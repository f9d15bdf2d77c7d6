import { type ZipEntry, zip } from './zip.ts';

/** A cell of a workbook; a date and time is what the clock on the wall showed, as ISO 8601 without an offset. */
export type XlsxCell =
  | string
  | number
  | null
  | { readonly dateTime: string }
  /** With what the spreadsheet last made of it. */
  | { readonly formula: string; readonly value: number };

const NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A workbook of one sheet as spreadsheets write it (ECMA-376, part 1). */
export function xlsx(rows: readonly (readonly XlsxCell[])[], sheet = 'Hasil Uji'): Buffer {
  return zip(workbookEntries(sheetXml(rows), sheet));
}

/** The files of a workbook with that sheet. */
export function workbookEntries(sheetText: string, sheet = 'Hasil Uji'): readonly ZipEntry[] {
  const files = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${MAIN}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${MAIN}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${MAIN}.styles+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${NAMESPACE}" xmlns:r="${RELATIONS}"><sheets><sheet name="${sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${NAMESPACE}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': sheetText,
  };
  return Object.entries(files).map(([name, text]) => ({
    name,
    content: Buffer.from(`<?xml version="1.0"?>${text}`),
  }));
}

/** A sheet whose cells are given as XML. */
export function sheetOf(rows: string): string {
  return `<worksheet xmlns="${NAMESPACE}"><sheetData>${rows}</sheetData></worksheet>`;
}

function sheetXml(rows: readonly (readonly XlsxCell[])[]): string {
  const xml = rows.map((cells, row) => {
    const inside = cells.map((cell, column) =>
      cellXml(cell, `${String.fromCharCode(65 + column)}${row + 1}`),
    );
    return `<row r="${row + 1}">${inside.join('')}</row>`;
  });
  return sheetOf(xml.join(''));
}

const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets' calendar. */
const EPOCH = Date.UTC(1899, 11, 30);

function cellXml(cell: XlsxCell, address: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${address}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return `<c r="${address}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  if ('formula' in cell) return `<c r="${address}"><f>${escaped(cell.formula)}</f><v>${cell.value}</v></c>`;
  const days = (Date.parse(`${cell.dateTime}Z`) - EPOCH) / DAY_MS;
  return `<c r="${address}" s="1"><v>${days}</v></c>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
