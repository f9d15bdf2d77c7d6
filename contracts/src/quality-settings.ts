import { z } from 'zod';
import { PARAMETER_IDS } from './parameter.ts';
import { PlantCheck } from './plant-check.ts';

// How the readings of one series are judged. Everything is said: a test, or a level of one, that is not wanted is
// `off`, so that nothing is off by accident. Values are in the parameter's canonical unit, times in seconds.

/** Versions below this name built-in defaults; who keeps settings of his own counts from here. 0: not known. */
export const FIRST_OWN_SETTINGS_VERSION = 1_000;

/** The longest window, in readings: what a series keeps in memory is a few times this at most. */
export const WINDOW_READINGS_LIMIT = 20_000;

const DAY_SECONDS = 86_400;
const WINDOW_SECONDS_LIMIT = 7 * DAY_SECONDS;

const Off = z.literal('off');

/** A span, both ends inside. */
export const Span = z
  .tuple([z.number(), z.number()], { error: 'expected two numbers: [lowest, highest]' })
  .refine(([low, high]) => low < high, 'the span is reversed or empty: write [lowest, highest]')
  .readonly();
export type Span = z.infer<typeof Span>;

const OptionalSpan = z.union([Span, Off], { error: spanError });

/** A level of a test that speaks above a limit. */
const Limit = z.union(
  [z.number().positive('expected a number above 0; to switch the level off, write "off"'), Off],
  { error: 'expected a number above 0, or "off"' },
);

/** A level of a test that speaks after a time. */
const Duration = z.union([z.number().positive().max(WINDOW_SECONDS_LIMIT), Off], {
  error: `expected seconds above 0 and up to ${WINDOW_SECONDS_LIMIT}, or "off"`,
});

function testOrOff<T extends z.ZodType>(test: T) {
  return z.union([Off, test], {
    error: (issue) => innerIssues(issue) ?? 'expected the settings of the test, or "off"',
  });
}

const GrossRange = z
  .strictObject({
    sensor: Span.describe('what the instrument can measure: outside is 4'),
    operator: OptionalSpan.describe('what is expected at this place: outside is 3'),
  })
  .superRefine(({ sensor, operator }, context) => {
    if (operator === 'off' || within(operator, sensor)) return;
    refuse(
      context,
      ['operator'],
      `the operator's span ${show(operator)} reaches outside the sensor's ${show(sensor)}: narrow it, or widen the sensor's`,
    );
  });

/** What a climatology member may depend on, in the plant's time zone; both ends belong to it. */
export const CLIMATOLOGY_PERIODS = {
  month: [1, 12],
  quarter: [1, 4],
  dayofyear: [1, 366],
  week: [1, 53],
  dayofweek: [0, 6],
  hour: [0, 23],
  year: [1970, 2262],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;
export type ClimatologyPeriod = keyof typeof CLIMATOLOGY_PERIODS;

function period(name: ClimatologyPeriod) {
  const [first, last] = CLIMATOLOGY_PERIODS[name];
  const part = z.int().min(first).max(last);
  return z
    .tuple([part, part], { error: `expected [first, last], whole numbers from ${first} to ${last}` })
    .refine(
      ([from, to]) => from <= to,
      `the span is reversed: one that runs over the end of the ${name === 'hour' ? 'day' : 'year or week'} is two members, e.g. [${last - 1}, ${last}] and [${first}, ${first + 1}]`,
    )
    .readonly();
}

const Climatology = z.strictObject({
  members: z
    .array(
      z
        .strictObject({
          when: z
            .strictObject(
              {
                month: period('month').optional(),
                quarter: period('quarter').optional(),
                dayofyear: period('dayofyear').optional(),
                week: period('week').optional().describe('ISO week'),
                dayofweek: period('dayofweek').optional().describe('Monday 0 to Sunday 6'),
                hour: period('hour').optional(),
                year: period('year').optional(),
                between: z
                  .tuple([z.int().min(0), z.int().min(0)])
                  .refine(([from, to]) => from <= to, 'the span is reversed: write [earliest, latest]')
                  .readonly()
                  .optional()
                  .describe('Unix ms'),
              },
              {
                error: (issue) =>
                  issue.code === 'unrecognized_keys'
                    ? `unknown period: use ${Object.keys(CLIMATOLOGY_PERIODS).join(', ')} or between`
                    : undefined,
              },
            )
            .describe('all that is named must hold; nothing named: always'),
          suspect: Span.describe('outside is 3'),
          fail: OptionalSpan.describe('outside is 4'),
        })
        .superRefine(({ suspect, fail }, context) => {
          if (fail === 'off' || within(suspect, fail)) return;
          refuse(
            context,
            ['suspect'],
            `the suspect span ${show(suspect)} reaches outside the fail span ${show(fail)}: narrow it, or widen the fail span`,
          );
        }),
    )
    .min(1)
    .max(400)
    .readonly()
    .describe('in order: a later member overrides an earlier one for the readings that it covers'),
});

const Spike = z
  .strictObject({
    method: z
      .enum(['average', 'differential'])
      .describe(
        'average: against the mean of both neighbours; differential: the smaller step of two that turn back',
      ),
    suspect: Limit,
    fail: Limit,
  })
  .superRefine((levels, context) => failNotBelowSuspect(levels, context));

const RateOfChange = z
  .strictObject({
    suspectPerSecond: Limit,
    failPerSecond: Limit,
    minimumStepSeconds: z
      .number()
      .min(0)
      .max(3_600)
      .describe(
        'a shorter step counts as one of this length, or noise would look like a rate; 0: the real step',
      ),
  })
  .superRefine(({ suspectPerSecond, failPerSecond }, context) => {
    failNotBelowSuspect({ suspect: suspectPerSecond, fail: failPerSecond }, context, 'PerSecond');
  });

const FlatLine = z
  .strictObject({
    tolerance: z
      .number()
      .describe(
        'values that differ by less are the same; half the resolution of the sensor is a good choice',
      ),
    suspectSeconds: Duration,
    failSeconds: Duration,
    notAtOrBelow: z
      .union([z.number(), Off])
      .describe('readings at or below this may stay the same, as the flow of a stopped pump'),
  })
  .superRefine(({ tolerance, suspectSeconds, failSeconds }, context) => {
    if (!(tolerance > 0)) {
      refuse(
        context,
        ['tolerance'],
        'a tolerance of 0 or less never fires: give half the resolution of the sensor, or write flatLine: "off"',
      );
    }
    failNotBelowSuspect({ suspect: suspectSeconds, fail: failSeconds }, context, 'Seconds');
  });

const AttenuatedSignal = z
  .strictObject({
    measure: z.enum(['std', 'range']).describe('standard deviation with divisor n, or highest less lowest'),
    periodSeconds: z.number().positive().max(WINDOW_SECONDS_LIMIT),
    minimumReadings: z
      .int({ error: 'a window needs a minimum of readings, or its first reading fails: give 2 or more' })
      .min(2, 'one reading does not vary: give 2 or more'),
    suspect: Limit.describe('below is 3'),
    fail: Limit.describe('below is 4'),
  })
  .superRefine(({ suspect, fail }, context) => {
    if (suspect === 'off' || fail === 'off' || fail <= suspect) return;
    refuse(
      context,
      ['fail'],
      `fail ${fail} is above suspect ${suspect}: a signal fails when it varies even less, so fail must be the smaller one`,
    );
  });

const Saturation = z.strictObject({
  low: z.union([z.number(), Off]).describe('the lower end of the range, as the sensor reports it'),
  high: z.union([z.number(), Off]).describe('the upper end'),
  readings: z.int().min(2).max(1_000).describe('so many in a row at the same end are 3'),
});

/** Checks of a reading against another parameter of the same sample. All give 3 at most. */
export const CrossCheck = z.discriminatedUnion('check', [
  z.strictObject({
    check: z.literal('at-most').describe('value ≤ factor × partner, by definition; else both are 3'),
    partner: z.enum(PARAMETER_IDS),
    factor: z.number().positive().max(100).describe('1 + the combined uncertainty of both'),
  }),
  z.strictObject({
    check: z
      .literal('oxygen-saturation')
      .describe('dissolved oxygen ≤ factor × saturation at that temperature'),
    factor: z.number().positive().max(10),
  }),
  z.strictObject({
    check: z
      .literal('linear')
      .describe('value = intercept + slope × partner, within multiple × sigma; else 3 when it lasts'),
    partner: z.enum(PARAMETER_IDS),
    intercept: z.number(),
    slope: z.number(),
    sigma: z.number().positive(),
    multiple: z.number().positive().max(100).default(3),
    holdSeconds: z.number().positive().max(DAY_SECONDS).default(3_600),
  }),
  z.strictObject({
    check: z
      .literal('curve')
      .describe('value follows a curve of the partner, as flow follows level; else 3 when it lasts'),
    partner: z.enum(PARAMETER_IDS),
    points: z
      .array(z.tuple([z.number(), z.number()]).readonly())
      .min(2)
      .max(200)
      .refine(
        (points) => points.every((point, i) => i === 0 || point[0] > (points[i - 1]?.[0] ?? point[0])),
        'the partner values must rise from point to point: sort them, and keep one of two that are equal',
      )
      .readonly()
      .describe('[partner, value], straight lines between; nothing is said outside'),
    tolerance: z.number().positive().max(10).default(0.1).describe('share of the value on the curve'),
    holdSeconds: z.number().positive().max(DAY_SECONDS).default(900),
  }),
  z
    .strictObject({
      check: z
        .literal('ratio')
        .describe(
          'value lies between lowest and highest × partner, as dissolved solids to conductivity; else 3 when it lasts',
        ),
      partner: z.enum(PARAMETER_IDS),
      lowest: z.number().min(0),
      highest: z.number().positive(),
      holdSeconds: z.number().positive().max(DAY_SECONDS).default(3_600),
    })
    .refine(({ lowest, highest }) => lowest < highest, {
      path: ['lowest'],
      message: 'lowest must be below highest',
    }),
  z.strictObject({
    check: z
      .literal('moves-alone')
      .describe(
        'value changes fast while the partner hardly does: rather the sensor than the water (QARTOD, multi-variate test); then 3',
      ),
    partner: z.enum(PARAMETER_IDS),
    perSecond: z.number().positive().describe('faster is fast: stricter than the rate of change test'),
    partnerPerSecond: z.number().positive().describe('the partner moves along when it is faster than this'),
    minimumStepSeconds: z
      .number()
      .min(0)
      .max(3_600)
      .default(60)
      .describe('a shorter step counts as one of this length; 0: the real step'),
  }),
]);
export type CrossCheck = z.infer<typeof CrossCheck>;

const Shape = z.strictObject({
  intervalSeconds: z
    .number()
    .positive()
    .max(DAY_SECONDS)
    .describe(
      'between two readings as the device is set: a property of the series, never guessed from a batch',
    ),
  recoverySeconds: z
    .number()
    .min(0)
    .max(DAY_SECONDS)
    .describe('after calibration or cleaning readings are 3 for so long; 3 × response time, at least 600'),
  grossRange: GrossRange,
  climatology: testOrOff(Climatology),
  spike: testOrOff(Spike),
  rateOfChange: testOrOff(RateOfChange),
  flatLine: testOrOff(FlatLine),
  attenuatedSignal: testOrOff(AttenuatedSignal),
  saturation: testOrOff(Saturation),
  timingGap: testOrOff(
    z.strictObject({
      suspectSeconds: z
        .number()
        .positive()
        .describe('a reading that comes longer than this after the one before is 3'),
    }),
  ),
  clock: testOrOff(
    z.strictObject({
      aheadSeconds: z.number().positive().max(300).describe('a time so far ahead of its arrival is 3'),
    }),
  ),
  crossChecks: z.array(CrossCheck).max(8).readonly(),
  plantChecks: z
    .array(PlantCheck)
    .max(8)
    .readonly()
    .describe('against other devices and points, when the day is over; 3 at most'),
});

/**
 * The settings of a series. Refused, with the field and what to do about it, is what would make a test blind or
 * flag everything: spans reversed or not nested, fail below suspect, a flat line shorter than three intervals or
 * without a tolerance, a window without a minimum, an unknown period.
 */
export const QualitySettings = Shape.superRefine((settings, context) => {
  const { intervalSeconds, flatLine, attenuatedSignal } = settings;
  if (flatLine !== 'off') {
    for (const level of ['suspectSeconds', 'failSeconds'] as const) {
      const seconds = flatLine[level];
      if (seconds === 'off') continue;
      if (seconds < 3 * intervalSeconds) {
        refuse(
          context,
          ['flatLine', level],
          `${seconds} s is less than three intervals of ${intervalSeconds} s: give at least ${3 * intervalSeconds}`,
        );
      }
      refuseLongWindow(['flatLine', level], seconds);
    }
  }
  if (attenuatedSignal !== 'off') {
    const { periodSeconds, minimumReadings } = attenuatedSignal;
    const readings = periodSeconds / intervalSeconds;
    if (minimumReadings > readings) {
      refuse(
        context,
        ['attenuatedSignal', 'minimumReadings'],
        `a window of ${periodSeconds} s holds ${Math.floor(readings)} readings at ${intervalSeconds} s: give at most so many, or a longer window`,
      );
    }
    refuseLongWindow(['attenuatedSignal', 'periodSeconds'], periodSeconds);
  }

  function refuseLongWindow(path: string[], seconds: number): void {
    if (seconds / intervalSeconds <= WINDOW_READINGS_LIMIT) return;
    refuse(
      context,
      path,
      `${seconds} s hold more than ${WINDOW_READINGS_LIMIT} readings at ${intervalSeconds} s: give at most ${WINDOW_READINGS_LIMIT * intervalSeconds}`,
    );
  }
}).readonly();
export type QualitySettings = z.infer<typeof QualitySettings>;

/** What changes of a series' settings, test by test; what is left out stays. Judge what comes out by QualitySettings. */
export const QualitySettingsChange = Shape.partial();
export type QualitySettingsChange = z.infer<typeof QualitySettingsChange>;

/** A union hides what is wrong inside it: for an object, the complaints of its schema, each with its field. */
function innerIssues(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_union' || typeof issue.input !== 'object' || issue.input === null) {
    return undefined;
  }
  const inner = issue.errors.at(-1) ?? [];
  return inner.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ');
}

interface Context {
  addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void;
}

function refuse(context: Context, path: PropertyKey[], message: string): void {
  context.addIssue({ code: 'custom', path, message });
}

/** `suffix`: what the fields are called after `suspect` and `fail`. */
function failNotBelowSuspect(
  { suspect, fail }: { readonly suspect: number | 'off'; readonly fail: number | 'off' },
  context: Context,
  suffix = '',
): void {
  if (suspect === 'off' || fail === 'off' || fail >= suspect) return;
  refuse(
    context,
    [`fail${suffix}`],
    `fail ${fail} is below suspect ${suspect}: raise it, or write "off" for one of them`,
  );
}

function within([low, high]: Span, [outerLow, outerHigh]: Span): boolean {
  return low >= outerLow && high <= outerHigh;
}

function show([low, high]: Span): string {
  return `[${low}, ${high}]`;
}

function spanError(): string {
  return 'expected two numbers [lowest, highest], the first one smaller, or "off"';
}
