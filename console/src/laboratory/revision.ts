import type { ApiResult, LaboratoryOutcome, ParameterId } from '@banyu/contracts';
import type { ResultDraft } from '../parts/laboratory/result-fields.tsx';
import { typedOutcome } from './outcome.ts';

/** A result as the form's fields show it, in the unit that the laboratory gave. */
export function draftOf(result: ApiResult): ResultDraft {
  const { parameter, given, outcome, unit, method, detectionLimit, note } = result;
  const { uncertainty, quantificationLimit } = result;
  // Limits come in the canonical unit; the result itself, which comes in both, tells the factor.
  const factor = factorOf(given, outcome);
  const inUnit = (number: number | null) => (number === null ? null : number * factor);
  return {
    ...{ parameter, unit, method: method ?? '', value: typedOutcome(given) },
    detectionLimit: detectionLimit === null ? '' : String(rounded(detectionLimit * factor)),
    kept: {
      ...{ unit, note },
      uncertainty: inUnit(uncertainty),
      quantificationLimit: inUnit(quantificationLimit),
    },
  };
}

/** The results that the form says otherwise, and those that stand in it no longer. */
export function changesOf(
  before: readonly ResultDraft[],
  after: readonly ResultDraft[],
): { readonly changed: readonly ResultDraft[]; readonly withdrawn: readonly ParameterId[] } {
  const known = new Map(before.map((draft) => [draft.parameter, JSON.stringify(draft)]));
  const left = new Set(after.map(({ parameter }) => parameter));
  return {
    changed: after.filter((draft) => known.get(draft.parameter) !== JSON.stringify(draft)),
    withdrawn: before.map(({ parameter }) => parameter).filter((parameter) => !left.has(parameter)),
  };
}

function factorOf(given: LaboratoryOutcome, canonical: LaboratoryOutcome): number {
  const [a, b] = [numberOf(given), numberOf(canonical)];
  return a === 0 || b === 0 ? 1 : a / b;
}

function numberOf(outcome: LaboratoryOutcome): number {
  return outcome.kind === 'value' ? outcome.value : outcome.kind === 'not-analysed' ? 0 : outcome.limit;
}

/** Without the last digits, which the conversion made. */
function rounded(number: number): number {
  return Number(number.toPrecision(10));
}
