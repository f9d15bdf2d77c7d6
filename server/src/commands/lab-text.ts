import { type LaboratoryOutcome, type ParameterId, parameterOf } from '@banyu/contracts';

// How samples and results are written at the command line.

/** A local time such as `2026-11-24 08:30`, or the date alone. */
export function localTime(t: number, timeZone: string, timeKnown = true): string {
  const local = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(timeZone).toPlainDateTime();
  if (!timeKnown) return local.toPlainDate().toString();
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

export function outcomeText(outcome: LaboratoryOutcome): string {
  switch (outcome.kind) {
    case 'value':
      return String(outcome.value);
    case 'below':
      return `<${outcome.limit}`;
    case 'above':
      return `>${outcome.limit}`;
    case 'not-analysed':
      return 'not analysed';
  }
}

/** `cod 81.3 mg/L, phenol <0.05 mg/L` */
export function resultsText(
  results: readonly {
    readonly parameter: ParameterId;
    readonly outcome: LaboratoryOutcome;
    readonly unit: string;
  }[],
): string {
  return results
    .map(({ parameter, outcome, unit }) =>
      `${parameter} ${outcomeText(outcome)} ${unitText(unit, parameter)}`.trim(),
    )
    .join(', ');
}

/** The unit as people write it, where it is the parameter's own. */
export function unitText(unit: string, parameter: ParameterId): string {
  const known = parameterOf(parameter);
  if (unit !== known?.unit) return unit;
  return parameter === 'ph' ? '' : known.symbol;
}
