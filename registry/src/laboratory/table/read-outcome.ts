import type { LaboratoryOutcome } from '@banyu/contracts';
import type { Cell } from './cell.ts';
import { type DecimalMark, readNumber } from './read-number.ts';

/** What stands in a result's cell. */
export type OutcomeReading =
  | {
      readonly status: 'read';
      readonly outcome: LaboratoryOutcome;
      /** From `7,2 ± 0,1`. */
      readonly uncertainty: number | null;
      readonly ambiguous: boolean;
    }
  | { readonly status: 'empty' }
  /** Not detected, and no limit says below what. */
  | { readonly status: 'no-limit' }
  | { readonly status: 'no-result' };

const NOT_DETECTED = /^(?:n\.?d\.?|not detected|tidak terdeteksi|ttd\.?|tt|td|nihil)$/i;
const NOT_ANALYSED =
  /^(?:[-–—]+|n\.?\/?a\.?|not analy[sz]ed|not tested|tidak (?:di)?(?:uji|analisa|analisis|periksa))$/i;
const LIMIT = /^(<=?|≤|>=?|≥|kurang dari|less than|lebih dari|more than|greater than)\s*(.+)$/i;
const WITH_UNCERTAINTY = /^(.+?)\s*(?:±|\+\/-)\s*(.+)$/;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The result in a cell; `detectionLimit` is what "not detected" is below. */
export function readOutcome(
  cell: Cell,
  mark: DecimalMark | undefined,
  detectionLimit: number | null,
): OutcomeReading {
  if (typeof cell === 'number') return value(cell, null, false);
  if (typeof cell !== 'string')
    return { status: cell === null || cell === undefined ? 'empty' : 'no-result' };
  const text = cell.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, powerOf).trim();
  if (text === '') return { status: 'empty' };
  if (NOT_ANALYSED.test(text)) {
    return { status: 'read', outcome: { kind: 'not-analysed' }, uncertainty: null, ambiguous: false };
  }
  if (NOT_DETECTED.test(text)) {
    if (detectionLimit === null) return { status: 'no-limit' };
    const outcome = { kind: 'below', limit: detectionLimit } as const;
    return { status: 'read', outcome, uncertainty: null, ambiguous: false };
  }
  const [, sign = '', limitText = ''] = LIMIT.exec(text) ?? [];
  if (sign !== '') {
    const limit = readNumber(limitText, mark);
    if (limit.status === 'no-number' || limit.value <= 0) return { status: 'no-result' };
    const kind = /^(?:<|≤|kurang|less)/i.test(sign) ? 'below' : 'above';
    const outcome = { kind, limit: limit.value } as const;
    return { status: 'read', outcome, uncertainty: null, ambiguous: limit.ambiguous };
  }
  const [, middle = text, spread] = WITH_UNCERTAINTY.exec(text) ?? [];
  const number = readNumber(middle, mark);
  const uncertainty = spread === undefined ? undefined : readNumber(spread, mark);
  if (number.status === 'no-number' || uncertainty?.status === 'no-number') return { status: 'no-result' };
  const ambiguous = number.ambiguous || uncertainty?.ambiguous === true;
  return value(number.value, uncertainty?.value ?? null, ambiguous);
}

function value(number: number, uncertainty: number | null, ambiguous: boolean): OutcomeReading {
  if (!Number.isFinite(number)) return { status: 'no-result' };
  return { status: 'read', outcome: { kind: 'value', value: number }, uncertainty, ambiguous };
}

function powerOf(superscripts: string): string {
  return `^${[...superscripts].map((digit) => SUPERSCRIPTS.indexOf(digit)).join('')}`;
}
