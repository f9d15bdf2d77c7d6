import { ASM1_STATES, STATES, solidsAt } from '../asm1/state.ts';
import type { InfluentSeries } from './influent-series.ts';

/** A file of influent that cannot be read; the message names line and column. */
export class InfluentFileError extends Error {
  override readonly name = 'InfluentFileError';
  /** From 1; undefined when the file as a whole is at fault. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`);
    this.line = line;
  }
}

const UNUSED = ['unused', 'unused', 'unused', 'unused', 'unused'] as const;
const TIMED = ['time', ...ASM1_STATES] as const;
type Column = (typeof TIMED)[number] | 'tss' | 'flow' | 'temperature' | 'unused';

/** The layouts that are about. Where two are equally wide, the one whose TSS fits its states is meant. */
const LAYOUTS: readonly (readonly Column[])[] = [
  [...TIMED, 'tss', 'flow', 'temperature', ...UNUSED],
  [...TIMED, 'tss', 'flow', ...UNUSED],
  [...TIMED, 'tss', 'flow', 'temperature'],
  [...TIMED, 'tss', 'flow'],
  [...ASM1_STATES, 'tss', 'flow', 'temperature', ...UNUSED],
  [...ASM1_STATES, 'tss', 'flow'],
  [...TIMED, 'flow'],
];

/** Rows without a time are 15 minutes apart. */
const ROWS_PER_DAY = 96;
/** What the benchmark's kinetics belong to; for files without a temperature. */
const DEFAULT_TEMPERATURE = 15;
const MAY_BE_NEGATIVE: readonly Column[] = ['time', 'temperature', 'salk', 'unused'];

interface Row {
  readonly time: number;
  readonly states: Float64Array;
  readonly flow: number;
  readonly temperature: number;
}

/**
 * Reads influent in the format of the IWA benchmark simulation models: a row an instant, columns separated by commas,
 * semicolons, tabs or blanks: t [d], SI SS XI XS XBH XBA XP [g COD/m³], SO [g O2/m³], SNO SNH SND XND [g N/m³],
 * SALK [mol/m³], TSS [g/m³], Q [m³/d], and perhaps temperature [°C] and five columns without use. Rows of 15 or 21
 * columns may lack the time (then they are 15 minutes apart), the TSS or the temperature. TSS follows from the states
 * and is only checked. Passed over: empty lines, those that begin with % or #, and one heading.
 *
 * Throws InfluentFileError.
 */
export function parseInfluentFile(text: string): InfluentSeries {
  const rows: Row[] = [];
  let layout: readonly Column[] | undefined;
  let headed = false;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((raw, index) => {
      const trimmed = raw.trim();
      if (trimmed === '' || trimmed.startsWith('%') || trimmed.startsWith('#')) return;
      const cells = trimmed.split(/\s*[,;]\s*|\s+/);
      if (layout === undefined && !headed && cells.every((cell) => Number.isNaN(Number(cell)))) {
        headed = true;
        return;
      }
      layout ??= layoutOf(cells, index + 1);
      rows.push(readRow(cells, layout, index + 1, rows));
    });
  const last = rows.at(-1);
  if (last === undefined) throw new InfluentFileError('the file has no rows');
  const before = rows.at(-2);
  const states = new Float64Array(rows.length * STATES);
  rows.forEach((row, i) => {
    states.set(row.states, i * STATES);
  });
  return {
    times: Float64Array.from(rows, (row) => row.time),
    endDays: last.time + (before === undefined ? 1 : last.time - before.time),
    states,
    flow: Float64Array.from(rows, (row) => row.flow),
    temperature: Float64Array.from(rows, (row) => row.temperature),
  };
}

function layoutOf(cells: readonly string[], line: number): readonly Column[] {
  const asWide = LAYOUTS.filter((layout) => layout.length === cells.length);
  if (asWide.length === 0) {
    throw new InfluentFileError(`${cells.length} columns, expected 15, 16, 17, 21 or 22`, line);
  }
  const fitting = asWide.find((layout) => solidsFit(layout, cells.map(Number)));
  if (fitting !== undefined) return fitting;
  throw new InfluentFileError(
    'TSS is not 0.75 (XI + XS + XBH + XBA + XP) in the columns where both belong: are the columns in order?',
    line,
  );
}

/** Prints are rounded, hence the slack. A layout without TSS fits. */
function solidsFit(layout: readonly Column[], values: readonly number[]): boolean {
  const tss = layout.indexOf('tss');
  if (tss < 0) return true;
  const own = solidsAt(Float64Array.from(values), layout.indexOf('si'));
  return !(Math.abs(own - values[tss]!) > 0.5 + 0.01 * own);
}

function readRow(
  cells: readonly string[],
  layout: readonly Column[],
  line: number,
  rows: readonly Row[],
): Row {
  if (cells.length !== layout.length) {
    throw new InfluentFileError(`${cells.length} columns, expected ${layout.length} as before`, line);
  }
  const values = layout.map((name, column) => {
    const cell = cells[column]!;
    const value = Number(cell);
    if (cell === '' || !Number.isFinite(value)) {
      throw new InfluentFileError(`column ${column + 1} (${name}) is "${cell}", expected a number`, line);
    }
    if (value < 0 && !MAY_BE_NEGATIVE.includes(name)) {
      throw new InfluentFileError(`column ${column + 1} (${name}) is ${cell}, expected 0 or more`, line);
    }
    return value;
  });
  if (!solidsFit(layout, values)) {
    throw new InfluentFileError(
      `TSS is ${cells[layout.indexOf('tss')]}, which does not fit the states`,
      line,
    );
  }
  const value = (name: Column) => values[layout.indexOf(name)];
  const time = value('time') ?? rows.length / ROWS_PER_DAY;
  const before = rows.at(-1)?.time;
  if (before !== undefined && time <= before) {
    throw new InfluentFileError(`time is ${time}, expected more than ${before}, the row before`, line);
  }
  const first = layout.indexOf('si');
  return {
    time,
    states: Float64Array.from(values.slice(first, first + STATES)),
    flow: value('flow')!,
    temperature: value('temperature') ?? DEFAULT_TEMPERATURE,
  };
}
