import type { ApiRowVerdict } from '@banyu/contracts';
import type { Cell, RowVerdict } from '@banyu/registry';

/** Of a refused row, so many cells and so many characters of each are shown. */
const SHOWN_CELLS = 24;
const SHOWN_CHARACTERS = 80;

/** A row's verdict as the API tells it. `cells`: the whole table. */
export function apiRowVerdict(verdict: RowVerdict, cells: readonly (readonly Cell[])[]): ApiRowVerdict {
  const { row } = verdict;
  if (verdict.status === 'refused') {
    const shown = (cells[row - 1] ?? []).slice(0, SHOWN_CELLS).map(shownText);
    return { status: 'refused', row, cells: shown, faults: [...verdict.faults] };
  }
  const { sample, results } = verdict.entry;
  const { id, point, kind, from, to = from, timeKnown = true } = sample;
  const { sampledBy, receivedAt = null, analysedAt = null, custody = [], note = null } = sample;
  return {
    ...{ status: 'accepted', row, sample: id, point, kind, from, to, timeKnown },
    ...{ sampledBy, receivedAt, analysedAt, custody: [...custody], note },
    results: results.map(({ parameter, outcome, unit }) => ({ parameter, outcome, unit })),
    warnings: [...verdict.warnings],
  };
}

/** Whether the row says only what is saved already. */
export function isUnchanged(verdict: RowVerdict): boolean {
  return verdict.status === 'accepted' && verdict.warnings.some(({ code }) => code === 'unchanged');
}

function shownText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  const text = cell instanceof Date ? cell.toISOString().slice(0, 16).replace('T', ' ') : String(cell);
  return text.slice(0, SHOWN_CHARACTERS).toWellFormed();
}
