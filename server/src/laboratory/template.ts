/** Columns of the template and what may stand in them, by way of two rows that people overwrite. */
const COLUMNS = [
  ['sample', 'L-001', 'L-001'],
  ['point', null, null],
  ['type', 'grab', 'grab'],
  ['date', '2026-01-31', '2026-01-31'],
  ['time', '08:30', '08:30'],
  ['to', '', ''],
  ['sampled by', 'Budi', 'Budi'],
  ['laboratory', '', ''],
  ['handed over at', '2026-01-31 10:15', '2026-01-31 10:15'],
  ['handed over by', 'Budi', 'Budi'],
  ['handed over to', 'Sri', 'Sri'],
  ['custody remark', '4 °C, H2SO4', '4 °C, H2SO4'],
  ['received', '2026-01-31 10:15', '2026-01-31 10:15'],
  ['analysed', '2026-02-03', '2026-02-03'],
  ['parameter', 'cod', 'phenol'],
  ['result', '81.3', '<0.05'],
  ['unit', 'mg/L', 'mg/L'],
  ['method', 'SNI 6989.2:2019', 'SNI 06-6989.21-2004'],
  ['uncertainty', '4.1', ''],
  ['detection limit', '2', '0.05'],
  ['quantification limit', '6', ''],
  ['note', '', ''],
] as const;

/**
 * A CSV table with the headings that an upload understands and two rows of examples, for a plant whose samples come from
 * that point. With semicolons, as a spreadsheet opens it in a country of decimal commas; it says so in its first line.
 */
export function tableTemplate(point: string): string {
  const line = (cells: readonly (string | null)[]) => cells.map((cell) => cell ?? point).join(';');
  const rows = [0, 1, 2].map((row) => line(COLUMNS.map((column) => column[row] ?? null)));
  return `sep=;\r\n${rows.join('\r\n')}\r\n`;
}
