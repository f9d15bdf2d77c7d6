/**
 * Quality flags with QARTOD's numbers (U.S. IOOS, Manual for Real-Time Quality Control, flag table):
 * 1 pass, 2 not evaluated, 3 suspect or of high interest, 4 fail, 9 missing.
 */
export const FLAG = { pass: 1, notEvaluated: 2, suspect: 3, fail: 4, missing: 9 } as const;

export type Flag = (typeof FLAG)[keyof typeof FLAG];

/** All flags, ascending. */
export const FLAGS: readonly Flag[] = [1, 2, 3, 4, 9];

/**
 * The quality tests, in the order of their bit in a reading's `tests`; the order never changes. Some are states of
 * service: `service` while somebody works on the sensor, `recovery` while it settles after, `no_flow` while the
 * production stands. `neighbour` and `mass_balance` compare devices with each other.
 */
export const QUALITY_TESTS = [
  'gross_range',
  'climatology',
  'spike',
  'rate_of_change',
  'flat_line',
  'multi_variate',
  'attenuated_signal',
  'neighbour',
  'timing_gap',
  'saturation',
  'clock',
  'service',
  'recovery',
  'no_flow',
  'mass_balance',
] as const;

export type QualityTest = (typeof QUALITY_TESTS)[number];

/** The bit that says, in a reading's `tests`, that this test raised the reading's flag. */
export function testBit(test: QualityTest): number {
  return 1 << QUALITY_TESTS.indexOf(test);
}

/** The names of the tests that spoke, from the bits stored with a reading. */
export function testsFromBits(bits: number): QualityTest[] {
  return QUALITY_TESTS.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

/** Which flag prevails when several tests spoke: 4 > 3 > 1 > 2 > 9 (ioos_qc's `qartod_compare`). */
const PRECEDENCE: readonly Flag[] = [4, 3, 1, 2, 9];

/** One flag out of several tests' flags; no test at all is 2, not evaluated. */
export function aggregateFlag(flags: readonly Flag[]): Flag {
  return PRECEDENCE.find((flag) => flags.includes(flag)) ?? FLAG.notEvaluated;
}
