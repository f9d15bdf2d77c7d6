/** What can be said of a row of a laboratory's table: why it is refused, or what a person has to know of it. */
export const NOTICE_CODES = [
  // Faults: the row is refused.
  'unknown-point',
  'unknown-laboratory',
  'unknown-parameter',
  'unknown-unit',
  'unknown-kind',
  'no-date',
  'no-sampler',
  'no-result',
  'no-detection-limit',
  'impossible-value',
  'below-detection-limit',
  'limits-reversed',
  'wrong-fact',
  'formula',
  'not-yet',
  'twice-in-table',
  'other-sample-of-that-id',
  'other-custody',
  'duplicate',
  'locked',
  'ambiguous-number',
  // Warnings: the row is taken.
  'unit-assumed',
  'time-unknown',
  'not-accredited',
  'custody-stays',
  'unchanged',
] as const;
export type NoticeCode = (typeof NOTICE_CODES)[number];
