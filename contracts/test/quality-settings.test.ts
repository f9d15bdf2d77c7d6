import { describe, expect, it } from 'vitest';
import { defaultQualitySettings, QualitySettings } from '../src/index.ts';

const GOOD = defaultQualitySettings('cod');
const FLAT = { tolerance: 0.05, suspectSeconds: 7_200, failSeconds: 21_600, notAtOrBelow: 'off' };
const WINDOW = { measure: 'std', periodSeconds: 21_600, minimumReadings: 90, suspect: 0.1, fail: 0.03 };
const member = (change: object) => ({ when: {}, suspect: [0, 10], fail: 'off', ...change });

/** What is refused, by field, and what the message tells to do. */
const UNSAFE: readonly (readonly [name: string, change: object, field: string, message: RegExp])[] = [
  [
    'a span the wrong way round',
    { grossRange: { sensor: [10, 0], operator: 'off' } },
    'grossRange.sensor',
    /reversed/,
  ],
  ['an empty span', { grossRange: { sensor: [5, 5], operator: 'off' } }, 'grossRange.sensor', /empty/],
  [
    'an operator’s span outside of the sensor’s',
    { grossRange: { sensor: [0, 100], operator: [5, 600] } },
    'grossRange.operator',
    /reaches outside the sensor's \[0, 100\]: narrow it/,
  ],
  [
    'a limit of 0, which would be off unsaid',
    { spike: { method: 'average', suspect: 0, fail: 1 } },
    'spike.suspect',
    /write "off"/,
  ],
  [
    '4 below 3',
    { spike: { method: 'average', suspect: 2, fail: 1 } },
    'spike.fail',
    /fail 1 is below suspect 2/,
  ],
  [
    'a signal that fails while it still varies more than a suspect one',
    { attenuatedSignal: { ...WINDOW, suspect: 0.1, fail: 0.2 } },
    'attenuatedSignal.fail',
    /fail must be the smaller one/,
  ],
  [
    'a flat line of tolerance 0',
    { flatLine: { ...FLAT, tolerance: 0 } },
    'flatLine.tolerance',
    /never fires: give half/,
  ],
  [
    'a flat line shorter than three intervals',
    { flatLine: { ...FLAT, suspectSeconds: 300 } },
    'flatLine.suspectSeconds',
    /less than three intervals of 120 s: give at least 360/,
  ],
  [
    'a flat line below the interval, which would flag everything',
    { intervalSeconds: 86_400 },
    'flatLine.suspectSeconds',
    /give at least 259200/,
  ],
  [
    'a window without a minimum, whose first reading would fail',
    { attenuatedSignal: { ...WINDOW, minimumReadings: undefined } },
    'attenuatedSignal',
    /needs a minimum of readings/,
  ],
  [
    'a minimum of one reading',
    { attenuatedSignal: { ...WINDOW, minimumReadings: 1 } },
    'attenuatedSignal.minimumReadings',
    /give 2 or more/,
  ],
  [
    'a minimum that no window reaches',
    { attenuatedSignal: { ...WINDOW, minimumReadings: 181 } },
    'attenuatedSignal.minimumReadings',
    /holds 180 readings at 120 s: give at most so many/,
  ],
  [
    'a window that would fill the memory',
    { intervalSeconds: 1, flatLine: 'off' },
    'attenuatedSignal.periodSeconds',
    /more than 20000 readings/,
  ],
  [
    'a season that runs over the end of the year',
    { climatology: { members: [member({ when: { month: [11, 2] } })] } },
    'climatology.members.0.when.month',
    /two members, e\.g\. \[11, 12\] and \[1, 2\]/,
  ],
  [
    'a period that there is not',
    { climatology: { members: [member({ when: { moon: [1, 2] } })] } },
    'climatology.members.0.when',
    /unknown period: use month/,
  ],
  [
    'a suspect span outside of the fail span',
    { climatology: { members: [member({ fail: [2, 8] })] } },
    'climatology.members.0.suspect',
    /reaches outside the fail span/,
  ],
  ['an unknown test', { tide: 'off' }, '', /tide/],
];

describe('QualitySettings', () => {
  it('takes the defaults', () => {
    expect(QualitySettings.safeParse(GOOD).error).toBeUndefined();
  });

  it.each(UNSAFE.map(([name, change, field, message]) => ({ name, change, field, message })))(
    'refuses $name, names the field, and says what to do',
    ({ change, field, message }) => {
      const issues = QualitySettings.safeParse({ ...GOOD, ...change }).error?.issues ?? [];
      expect(issues.map(({ path }) => path.join('.'))).toContain(field);
      expect(issues.map((issue) => issue.message).join('; ')).toMatch(message);
    },
  );
});
