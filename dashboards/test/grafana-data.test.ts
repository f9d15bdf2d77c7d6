import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { provisioningFiles } from '../src/files.ts';
import { type Panel, readDashboard } from './support/dashboard-file.ts';
import { type DataFrame, loadGrafanaData } from './support/grafana-data.ts';
import { REDUCERS, TRANSFORMATIONS, UNITS } from './support/lint.ts';
import { intervalOf } from './support/macros.ts';

// What Grafana's own data code makes of what is written.
const { grafana, close } = loadGrafanaData();
afterAll(close);

const T = Date.UTC(2026, 5, 15, 6);

function panelOf(name: string, title: string): Panel {
  const text = provisioningFiles().get(`dashboards/en/banyu-${name}-en.json`) ?? '';
  const found = readDashboard(text).panels.find((item) => item.title === title);
  if (found === undefined || found.type === 'row') throw new Error(`no panel "${title}"`);
  return found;
}

/** What of a panel its values are written by. */
interface Shown {
  readonly transformations?: Panel['transformations'];
  readonly fieldConfig: object;
}

/** Frames after the panel's transformations and field settings. */
async function shown(panel: Shown, frame: object): Promise<DataFrame> {
  const [first] = await allShown(panel, [frame]);
  if (first === undefined) throw new Error('nothing is left to show');
  return first;
}

async function allShown(
  { transformations = [], fieldConfig }: Shown,
  frames: readonly object[],
): Promise<readonly DataFrame[]> {
  const transformed = await new Promise<readonly DataFrame[]>((resolve) => {
    const answers = frames.map((frame) => grafana.toDataFrame(frame));
    grafana.transformDataFrame(transformations, answers).subscribe(resolve);
  });
  return grafana.applyFieldOverrides({
    data: transformed,
    fieldConfig,
    replaceVariables: String,
    theme: grafana.createTheme(),
    timeZone: 'utc',
  });
}

/** How a panel writes a value: its text with the unit, and its colour. */
async function written(panel: Shown, value: number | null) {
  const frame = await shown(panel, { fields: [{ name: 'Value', type: 'number', values: [value] }] });
  const display = frame.fields[0]?.display?.(value);
  return { text: `${display?.text}${display?.suffix ?? ''}`, color: display?.color };
}

describe('how a value is written', () => {
  it.each([
    ['plant', 'COD', 100, '100.0 mg/L'],
    ['plant', 'pH', 7, '7.00'],
    ['plant', 'Flow', 18.25, '18.3 m³/h'],
    ['parameter', 'Share of good readings', 0.9888, '99%'],
    ['health', 'Free disk', 2 ** 31, '2.0 GiB'],
    ['environment', 'Volume treated', 12_345.6, '12346 m³'],
    ['environment', 'Loads in and out', 120.04, '120.0 kg/d'],
    ['plant', 'COD', null, 'no data'],
  ])('%s "%s": %s is %s', async (name, title, value, text) => {
    expect((await written(panelOf(name, title), value)).text).toBe(text);
  });
});

describe('colours', () => {
  const colours = async (panel: Shown, ...values: readonly number[]) =>
    await Promise.all(values.map(async (value) => (await written(panel, value)).color));

  it('are quiet until something is wrong, from the threshold itself on', async () => {
    const filled = await colours(panelOf('health', 'Journal filled'), 0, 0.49, 0.5, 0.89, 0.9);
    expect(filled[0]).toBe(filled[1]);
    expect(filled[2]).toBe(filled[3]);
    expect(new Set(filled).size).toBe(3);
    const accepts = await colours(panelOf('health', 'Journal accepts'), 0, 1);
    expect(accepts[0]).toBe(filled[4]);
  });

  it('and words stand for quality flags', async () => {
    const panel = panelOf('parameter', 'Worst flag');
    const words = await Promise.all([1, 2, 3, 4, 9].map(async (flag) => (await written(panel, flag)).text));
    expect(words).toEqual(['good', 'not evaluated', 'suspect', 'failed', 'missing']);
  });
});

describe('a value against the plant’s standard', () => {
  const answer = (name: string, t: number, value: number) => ({
    name,
    fields: [
      { name: 'Time', type: 'time', values: [t] },
      { name: 'Value', type: 'number', values: [value], config: { displayNameFromDS: name } },
    ],
  });
  /** Each number with its name, and whether it is coloured like one that is well inside. */
  const judged = async (title: string, newest: number, limits: Readonly<Record<string, number>>) => {
    const panel = panelOf('plant', title);
    const limitsThen = Object.entries(limits).map(([name, limit]) => answer(name, T - 3_600_000, limit));
    const frames = await allShown(panel, [answer('newest', T, newest), ...limitsThen]);
    const quiet = (await written({ fieldConfig: panel.fieldConfig }, 0.5)).color;
    return frames.flatMap(({ fields }) =>
      fields.map(({ name, values, display }) => {
        const { text, suffix = '', color } = display?.(values[0]) ?? { text: '' };
        return [name, `${text}${suffix}`, color === quiet ? 'quiet' : 'red'];
      }),
    );
  };

  it.each([
    [50, '50%', 'quiet'],
    [100, '100%', 'quiet'],
    [120, '120%', 'red'],
  ])('of 100: %s is %s, and %s', async (value, share, colour) => {
    expect(await judged('COD against the standard', value, { upper: 100 })).toEqual([
      ['of the upper limit', share, colour],
    ]);
  });

  it.each([
    [7, ['78%', 'quiet'], ['86%', 'quiet']],
    [9.9, ['110%', 'red'], ['61%', 'quiet']],
    [5, ['56%', 'quiet'], ['120%', 'red']],
  ])('of 6 to 9: %s', async (value, upper, lower) => {
    expect(await judged('pH against the standard', value, { lower: 6, upper: 9 })).toEqual([
      ['of the upper limit', ...upper],
      ['lower limit of the value', ...lower],
    ]);
  });

  it('is nothing without a standard', async () => {
    expect(await judged('COD against the standard', 50, {})).toEqual([]);
  });
});

describe('tables', () => {
  const names = ({ fields }: DataFrame) => fields.map(({ name, config }) => config.displayName ?? name);

  it('have the columns in the order to be read, whatever the order of the answer', async () => {
    const columns = [
      { name: 'device', type: 'string', values: ['b', 'a'] },
      { name: 'received', type: 'number', values: [T, T - 60_000] },
      { name: 'Time', type: 'time', values: [T, T] },
      { name: 'point', type: 'string', values: ['effluent', 'influent'] },
    ];
    for (const fields of [columns, columns.toReversed()]) {
      const frame = await shown(panelOf('fleet', 'Last heard'), { fields });
      expect(names(frame)).toEqual(['Sampling point', 'Device', 'Last sample', 'Received']);
      // Who was heard the longest ago stands first.
      expect(frame.fields[1]?.values).toEqual(['a', 'b']);
      expect(frame.fields[3]?.display?.(T).text).toBe('2026-06-15 06:00:00');
    }
  });

  it('of readings have value and flag under names for people', async () => {
    const frame = await shown(panelOf('parameter', 'The last 100 readings'), {
      fields: [
        { name: 'Time', type: 'time', values: [T] },
        { name: 'value', type: 'number', values: [100] },
        { name: 'flag', type: 'number', values: [1] },
        { name: 'point', type: 'string', values: ['effluent'] },
        { name: 'device', type: 'string', values: ['effluent-logger'] },
      ],
    });
    expect(names(frame)).toEqual(['Time', 'Sampling point', 'Device', 'Value', 'Flag']);
  });
});

describe('what the other tests take for granted', () => {
  it('buckets are as long as Grafana makes them', () => {
    const minute = 60_000;
    fc.assert(
      fc.property(
        fc.integer({ min: minute, max: 3 * 366 * 24 * 60 * minute }),
        fc.integer({ min: 50, max: 4_000 }),
        (lengthMs, width) => {
          const range = { from: grafana.dateTime(T - lengthMs), to: grafana.dateTime(T) };
          const { intervalMs } = grafana.rangeUtil.calculateInterval(range, width, '10s');
          expect(intervalOf({ from: T - lengthMs, to: T, width })).toBe(intervalMs);
        },
      ),
    );
  });

  it('units, reducers and transformations of the linter’s lists are Grafana’s', () => {
    const units = new Set(
      grafana.getValueFormats().flatMap(({ submenu }) => submenu.map(({ value }) => value)),
    );
    expect([...UNITS].filter((unit) => !units.has(unit))).toEqual([]);
    expect([...REDUCERS].filter((id) => grafana.fieldReducers.getIfExists(id) === undefined)).toEqual([]);
    const transformations = new Set(Object.values(grafana.standardTransformers).map(({ id }) => id));
    expect([...TRANSFORMATIONS].filter((id) => !transformations.has(id))).toEqual([]);
  });

  it('a unit that Grafana does not know turns red', () => {
    const units = grafana.getValueFormats().flatMap(({ submenu }) => submenu.map(({ value }) => value));
    expect(units).not.toContain('mg/L');
  });
});
