import type { LaboratoryOutcome } from '@banyu/contracts';
import type { Format } from '../format.ts';
import type { Text } from '../text/en.ts';

const RESULT = /^([<>]?)\s*(-?\d+(?:[.,]\d+)?)$/;
/** `1.600`: thousands to one reader, decimals to another. */
const AMBIGUOUS = /^-?[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * The outcome in a text that people type: `81,5`, `<0.05`, `-` for not analysed; undefined when it is none, or may be a
 * thousand times as large.
 */
export function outcomeIn(text: string): LaboratoryOutcome | undefined {
  if (/^[-–]$/.test(text.trim())) return { kind: 'not-analysed' };
  const [, sign, digits = ''] = RESULT.exec(text.trim()) ?? [];
  const number = Number(digits.replace(',', '.'));
  if (sign === undefined || AMBIGUOUS.test(digits)) return undefined;
  if (sign === '') return { kind: 'value', value: number };
  if (number <= 0) return undefined;
  return { kind: sign === '<' ? 'below' : 'above', limit: number };
}

/** The outcome as people read it. */
export function outcomeText(outcome: LaboratoryOutcome, format: Format, text: Text): string {
  return written(outcome, (number) => format.number(number), text.laboratory.notAnalysed);
}

/** The outcome as people type it: what `outcomeIn` reads. */
export function typedOutcome(outcome: LaboratoryOutcome): string {
  return written(outcome, (number) => String(number).replace(AMBIGUOUS, '$&0'), '-');
}

function written(outcome: LaboratoryOutcome, write: (number: number) => string, notAnalysed: string): string {
  switch (outcome.kind) {
    case 'value':
      return write(outcome.value);
    case 'below':
      return `<${write(outcome.limit)}`;
    case 'above':
      return `>${write(outcome.limit)}`;
    case 'not-analysed':
      return notAnalysed;
  }
}
