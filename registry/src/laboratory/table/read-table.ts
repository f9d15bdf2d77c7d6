import { LABORATORY_LIMITS } from '@banyu/contracts';
import { againstOthers, type SeenSamples } from './against-others.ts';
import { type Cell, textOf, trimmed } from './cell.ts';
import { type Columns, findColumns } from './headings.ts';
import { type DecimalMark, decimalMarkOf } from './read-number.ts';
import { readRow } from './read-row.ts';
import type { RowVerdict, TableContext } from './verdict.ts';

/** Columns beyond are not looked at. */
const LARGEST_WIDTH = 200;

export interface TableReading {
  readonly status: 'read';
  /** Headings of columns that mean nothing here. */
  readonly ignoredColumns: readonly string[];
  readonly decimalMark: DecimalMark | null;
  readonly rows: readonly RowVerdict[];
}

export type TableOutcome =
  | TableReading
  | {
      readonly status: 'refused';
      readonly code: 'no-headings' | 'too-many-rows' | 'too-many-results';
      readonly message: string;
    };

/**
 * Reads a laboratory's table: one result a row (columns parameter, result, unit …), or one sample a row with a column
 * for each parameter. Headings in Indonesian or English, anywhere in the first rows; decimal commas and points; dates
 * day first or ISO, in the plant's time zone. Each row is judged by itself and against those before it.
 */
export function readLaboratoryTable(
  cells: readonly (readonly Cell[])[],
  context: TableContext,
): TableOutcome {
  const rows = cells.map((row) => row.slice(0, LARGEST_WIDTH).map(trimmed));
  const columns = findColumns(rows);
  if (columns === undefined) {
    return {
      status: 'refused',
      code: 'no-headings',
      message:
        'no row of headings was found: expected the columns parameter, result, unit and date ' +
        '(parameter, hasil, satuan, tanggal), or date and one column for each parameter',
    };
  }
  const body = rows.slice(columns.row + 1);
  const filled = body.filter((row) => row.some((cell) => textOf(cell) !== '')).length;
  if (filled > LABORATORY_LIMITS.rows) {
    return {
      status: 'refused',
      code: 'too-many-rows',
      message: `the table has ${filled} rows, at most ${LABORATORY_LIMITS.rows} are taken at once: split it`,
    };
  }
  const numeric = numericColumns(columns);
  const mark = decimalMarkOf(body.flatMap((row) => numeric.map((index) => row[index]).filter(isText)));
  const seen: SeenSamples = new Map();
  const verdicts: RowVerdict[] = [];
  for (const [index, row] of body.entries()) {
    if (row.every((cell) => textOf(cell) === '')) continue;
    const number = columns.row + index + 2;
    const reading = readRow(row, columns, mark, context);
    const others = reading.status === 'read' ? againstOthers(reading.entry, seen, context) : undefined;
    if (reading.status === 'read' && others?.faults.length === 0) {
      const warnings = [...reading.warnings, ...others.warnings];
      verdicts.push({ status: 'accepted', row: number, entry: reading.entry, warnings });
    } else {
      const faults = reading.status === 'read' ? (others?.faults ?? []) : reading.faults;
      verdicts.push({ status: 'refused', row: number, faults });
    }
  }
  const results = verdicts.reduce(
    (sum, verdict) => sum + (verdict.status === 'accepted' ? verdict.entry.results.length : 0),
    0,
  );
  if (results > LABORATORY_LIMITS.results) {
    return {
      status: 'refused',
      code: 'too-many-results',
      message: `the table has ${results} results, at most ${LABORATORY_LIMITS.results} are taken at once: split it`,
    };
  }
  return { status: 'read', ignoredColumns: columns.ignored, decimalMark: mark ?? null, rows: verdicts };
}

function numericColumns({ facts, parameters }: Columns): readonly number[] {
  const headings = ['result', 'uncertainty', 'detectionLimit', 'quantificationLimit'] as const;
  const indices = headings.flatMap((heading) => facts.get(heading)?.index ?? []);
  return [...indices, ...parameters.map(({ index }) => index)];
}

function isText(cell: Cell): cell is string {
  return typeof cell === 'string';
}
