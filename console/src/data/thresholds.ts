import type { QualitySettings } from '@banyu/contracts';

/** How people read a threshold; `value`: the parameter's unit. */
export type ThresholdUnit = 'value' | 'perMinute' | 'minutes' | 'seconds' | 'readings';

/** The tests' thresholds that a form shows, by their place in the settings; `sensor.0` is the lower end of a span. */
export const THRESHOLDS = {
  grossRange: { 'sensor.0': 'value', 'sensor.1': 'value', 'operator.0': 'value', 'operator.1': 'value' },
  spike: { suspect: 'value', fail: 'value' },
  rateOfChange: { suspectPerSecond: 'perMinute', failPerSecond: 'perMinute', minimumStepSeconds: 'seconds' },
  flatLine: { tolerance: 'value', suspectSeconds: 'minutes', failSeconds: 'minutes', notAtOrBelow: 'value' },
  attenuatedSignal: {
    ...({ suspect: 'value', fail: 'value' } as const),
    ...({ periodSeconds: 'minutes', minimumReadings: 'readings' } as const),
  },
  saturation: { low: 'value', high: 'value', readings: 'readings' },
  timingGap: { suspectSeconds: 'minutes' },
  clock: { aheadSeconds: 'seconds' },
} as const satisfies Partial<Record<keyof QualitySettings, Readonly<Record<string, ThresholdUnit>>>>;

export type ThresholdTest = keyof typeof THRESHOLDS;
export const THRESHOLD_TESTS = Object.keys(THRESHOLDS) as readonly ThresholdTest[];

/** What a threshold is multiplied by to be shown. */
const SHOWN_AS: Readonly<Record<ThresholdUnit, number>> = {
  ...{ value: 1, perMinute: 60, minutes: 1 / 60, seconds: 1, readings: 1 },
};

/** What a test has besides its thresholds, when it is switched on here. */
const SWITCHED_ON: Partial<Record<ThresholdTest, object>> = {
  spike: { method: 'average' },
  attenuatedSignal: { measure: 'std' },
};

/** The thresholds of a test as a form has them, in order: place, unit and text; an empty text is `off`. */
export function thresholdsOf(
  settings: QualitySettings,
  test: ThresholdTest,
): readonly { readonly place: string; readonly unit: ThresholdUnit; readonly text: string }[] {
  return unitsOf(test).map(([place, unit]) => {
    const value = place.split('.').reduce<unknown>(within, settings[test]);
    const text = typeof value === 'number' ? String(rounded(value * SHOWN_AS[unit])) : '';
    return { place, unit, text };
  });
}

/**
 * What a form changes of settings: the tests in which a text is another than `thresholdsOf` gave, each in whole; a test
 * whose texts are all empty is `off`. `textOf` gives the text of a test's place. Whether they can be run the server says.
 */
export function changedTests(
  settings: QualitySettings,
  textOf: (test: ThresholdTest, place: string) => string,
): Readonly<Record<string, unknown>> {
  const changed = THRESHOLD_TESTS.filter((test) =>
    thresholdsOf(settings, test).some(({ place, text }) => textOf(test, place) !== text),
  );
  return Object.fromEntries(
    changed.map((test) => [test, written(settings, test, (place) => textOf(test, place))]),
  );
}

function written(settings: QualitySettings, test: ThresholdTest, textOf: (place: string) => string): unknown {
  const shown = new Map(thresholdsOf(settings, test).map(({ place, text }) => [place, text]));
  const levels = unitsOf(test).map(([place, unit]) => {
    const text = textOf(place);
    // What nobody touched is passed on as it is: shown, it was rounded.
    if (text === shown.get(place) && text !== '') {
      return { place, value: place.split('.').reduce<unknown>(within, settings[test]) };
    }
    return { place, value: text === '' ? 'off' : rounded(Number(text) / SHOWN_AS[unit]) };
  });
  if (levels.every(({ value }) => value === 'off')) return 'off';
  const present = settings[test];
  const keys = Map.groupBy(levels, ({ place }) => place.split('.')[0]);
  const fields = [...keys].map(([key, ends]) => {
    const values = ends.map(({ value }) => value);
    const isSpan = values.length > 1 && values.some((value) => value !== 'off');
    return [key, isSpan ? values : values[0]] as const;
  });
  return { ...(present === 'off' ? SWITCHED_ON[test] : present), ...Object.fromEntries(fields) };
}

function unitsOf(test: ThresholdTest): readonly (readonly [place: string, unit: ThresholdUnit])[] {
  return Object.entries<ThresholdUnit>(THRESHOLDS[test]);
}

function within(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Without the noise of a binary fraction. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
