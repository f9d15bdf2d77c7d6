import {
  conversionFrom,
  type LaboratoryOutcome,
  parameterOf,
  type ResultFacts,
  unitsOf,
} from '@banyu/contracts';
import { quote } from '../parse-input.ts';

/** A result's numbers in the parameter's canonical unit. */
export interface CanonicalNumbers {
  readonly outcome: LaboratoryOutcome;
  readonly uncertainty: number | null;
  readonly detectionLimit: number | null;
  readonly quantificationLimit: number | null;
}

/** Why a result cannot be taken. */
export interface ResultFault {
  readonly field: 'parameter' | 'unit' | 'outcome' | 'detectionLimit';
  readonly code: 'unknown-unit' | 'impossible-value' | 'below-detection-limit' | 'limits-reversed';
  readonly message: string;
}

export type Canonical =
  | { readonly status: 'canonical'; readonly numbers: CanonicalNumbers }
  | { readonly status: 'refused'; readonly fault: ResultFault };

/** The result in the parameter's canonical unit, or why it cannot be true as it stands. */
export function canonicalResult(result: ResultFacts): Canonical {
  const { outcome, unit, uncertainty, detectionLimit, quantificationLimit } = result;
  const parameter = parameterOf(result.parameter);
  const conversion = conversionFrom(unit, result.parameter);
  if (parameter === undefined || conversion === undefined) {
    const known = unitsOf(result.parameter).join(', ');
    return refused('unit', 'unknown-unit', `unit ${quote(unit)} is not known: expected one of ${known}`);
  }
  if (detectionLimit !== null && quantificationLimit !== null && detectionLimit > quantificationLimit) {
    return refused(
      'detectionLimit',
      'limits-reversed',
      `detection limit ${detectionLimit} is above the quantification limit ${quantificationLimit}`,
    );
  }
  if (outcome.kind === 'value' && detectionLimit !== null && outcome.value < detectionLimit) {
    return refused(
      'outcome',
      'below-detection-limit',
      `${outcome.value} is below the detection limit ${detectionLimit}: write <${detectionLimit}`,
    );
  }
  const canonical = convert(outcome, conversion.value);
  const number = numberOf(canonical);
  const [min, max] = parameter.span;
  if (number !== null && (number < min || number > max)) {
    return refused(
      'outcome',
      'impossible-value',
      `${number} ${parameter.symbol} cannot be true: expected ${min} to ${max}; is the unit right?`,
    );
  }
  const difference = (value: number | null): number | null =>
    value === null ? null : conversion.difference(value);
  const limit = (value: number | null): number | null => (value === null ? null : conversion.value(value));
  return {
    status: 'canonical',
    numbers: {
      outcome: canonical,
      uncertainty: difference(uncertainty),
      detectionLimit: limit(detectionLimit),
      quantificationLimit: limit(quantificationLimit),
    },
  };
}

/** The number in an outcome: the value, or the limit it lies below or above. */
export function numberOf(outcome: LaboratoryOutcome): number | null {
  switch (outcome.kind) {
    case 'value':
      return outcome.value;
    case 'below':
    case 'above':
      return outcome.limit;
    case 'not-analysed':
      return null;
  }
}

/** The outcome of that kind with that number; the inverse of `numberOf`. */
export function outcomeOf(kind: LaboratoryOutcome['kind'], number: number | null): LaboratoryOutcome {
  if (number === null || kind === 'not-analysed') return { kind: 'not-analysed' };
  return kind === 'value' ? { kind, value: number } : { kind, limit: number };
}

function convert(outcome: LaboratoryOutcome, value: (given: number) => number): LaboratoryOutcome {
  const number = numberOf(outcome);
  return outcomeOf(outcome.kind, number === null ? null : value(number));
}

function refused(field: ResultFault['field'], code: ResultFault['code'], message: string): Canonical {
  return { status: 'refused', fault: { field, code, message } };
}
