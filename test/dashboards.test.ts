import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DERIVED_FIGURES, PARAMETERS } from '@banyu/contracts';
import { openRegistry, STANDARD_POINTS } from '@banyu/registry';
import { openDerivedWriter } from '@banyu/store';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { evaluate } from '../dashboards/test/support/alert-state.ts';
import { type Frame, framesOf, lastNotNull, seriesIn, tableOf } from '../dashboards/test/support/frames.ts';
import { type Chosen, interpolate, many, namesIn, one } from '../dashboards/test/support/interpolate.ts';
import type { PanelRange } from '../dashboards/test/support/macros.ts';
import { type Rule, RuleFile } from '../dashboards/test/support/provisioning-schema.ts';
import { FIGURES } from '../server/src/http/figures.ts';
import { markWindows } from '../server/src/mark-windows.ts';
import { DERIVED, EVENT, WINDOW } from '../store/src/influx/derived.ts';
import { fieldsOf, RECEIVED, SETTINGS, TELEMETRY } from '../store/src/influx/fields.ts';
import { PLACE_TAGS } from '../store/src/influx/influxql.ts';
import { type Influxd, startInfluxd } from '../store/test/support/influxd.ts';
import {
  AWKWARD_PLANT,
  DAY_MS,
  fillThroughPipeline,
  IMPOSSIBLE_PH_AT,
  MINUTE_MS,
  MINUTES,
  MISSING_COD_AT,
  NOTE,
  NOW,
  PLANT,
  SILENT_DEVICE,
  STRANGE_PLANT,
  TAMPERED_AT,
} from './support/dashboard-data.ts';
import {
  Asking,
  dashboardsOf,
  healthQueriesOf,
  panelsOf,
  provisioningText,
  type Question,
  questionsOf,
} from './support/dashboard-queries.ts';

const DATABASE = 'banyu';
const HOUR_MS = 3_600_000;
const POINTS = ['influent', 'equalization', 'aeration', 'effluent', 'river-upstream', 'river-downstream'];

const DASHBOARDS = dashboardsOf('id');
const QUESTIONS = DASHBOARDS.flatMap(questionsOf);
/** Those that many dashboards ask, once. */
const DIFFERENT = [...new Map(QUESTIONS.map((question) => [question.query, question])).values()];

const ALERT_RULES = RuleFile.parse(parse(provisioningText('alerting/banyu-rules.yaml'))).groups.flatMap(
  ({ rules }) => rules,
);

// Hundreds of questions to a server that shares the processors with the other tests.
vi.setConfig({ testTimeout: 120_000 });

let influxd: Influxd;
let influx: Asking;
beforeAll(async () => {
  influxd = await startInfluxd();
  await influxd.query('', `CREATE DATABASE "${DATABASE}"`);
  await fillThroughPipeline(influxd.url, DATABASE);
  influx = new Asking(influxd.url, DATABASE);
}, 120_000);
afterAll(() => influxd.remove());

function range(lengthMs: number, width = 600): PanelRange {
  return { from: NOW - lengthMs, to: NOW, width };
}

function choices(more: Readonly<Record<string, Chosen>> = {}): Readonly<Record<string, Chosen>> {
  return {
    plant: one(PLANT),
    point: many(...POINTS),
    parameter: one('cod', 'COD (mg/L)'),
    period: one('month'),
    ...more,
  };
}

function questionAt(place: string): Question {
  const question = QUESTIONS.find(({ where }) => where === place);
  if (question === undefined) throw new Error(`no question at ${place}`);
  return question;
}

/** What a panel shows in the last six hours, series by series, by the name that it gives them. */
async function shown(
  uid: string,
  title: string,
  variables = choices(),
  over = range(6 * HOUR_MS),
): Promise<Readonly<Record<string, Frame>>> {
  const asked = QUESTIONS.filter(({ where }) => where.startsWith(`${uid} "${title}"`));
  if (asked.length === 0) throw new Error(`${uid} has no panel "${title}" with queries`);
  const frames: Record<string, Frame> = {};
  for (const question of asked) {
    for (const frame of framesOf(await influx.ask(question, over, variables), question.target?.alias ?? '')) {
      if (frames[frame.name] !== undefined) throw new Error(`two series are called "${frame.name}"`);
      frames[frame.name] = frame;
    }
  }
  return frames;
}

async function newest(...of: Parameters<typeof shown>): Promise<Readonly<Record<string, unknown>>> {
  const frames = await shown(...of);
  return Object.fromEntries(Object.entries(frames).map(([name, frame]) => [name, lastNotNull(frame)]));
}

/** What goes wrong when questions are asked; nothing when all is well. */
async function failures(
  questions: readonly Question[],
  over: PanelRange,
  variables: Readonly<Record<string, Chosen>>,
): Promise<readonly string[]> {
  const asked = await Promise.allSettled(questions.map((question) => influx.ask(question, over, variables)));
  return asked.flatMap((outcome, i) =>
    outcome.status === 'rejected' ? [`${questions[i]?.where}: ${outcome.reason}`] : [],
  );
}

/** Names that a question uses and ingest does not write. */
function strangersIn(question: Question): readonly string[] {
  const text = interpolate(question.query, choices());
  const aliases = new Set([...text.matchAll(/ AS "([^"]+)"/g)].map(([, alias]) => alias));
  return [...text.matchAll(/"([^"]+)"/g)]
    .map(([, name = '']) => name)
    .filter((name) => !aliases.has(name) && !INGESTED.has(name));
}

const INGESTED: ReadonlySet<string> = new Set([
  TELEMETRY,
  RECEIVED,
  SETTINGS,
  ...PLACE_TAGS,
  DERIVED,
  EVENT,
  WINDOW,
  'window',
  'timeEnd',
  'cancelled',
  'kind',
  'title',
  'text',
  'tags',
  'period',
  'parameter',
  ...DERIVED_FIGURES.flatMap((figure) => [figure, `${figure}_completeness`]),
  ...PARAMETERS.flatMap(({ id }) => Object.values(fieldsOf(id))),
]);

describe('every query of every panel, variable and annotation', () => {
  it.each([
    ['one plant', { plant: one(PLANT) }],
    ['a plant that begins with a number', { plant: one(AWKWARD_PLANT) }],
    ['a plant whose name is a trap', { plant: one(STRANGE_PLANT) }],
    ['two points', { point: many('influent', 'effluent') }],
    ['one point', { point: many('effluent') }],
    ['a point whose name is a trap', { point: many(STRANGE_PLANT, 'effluent') }],
    ['a parameter that nobody measures', { parameter: one('mercury') }],
  ])('runs with %s', async (_, more) => {
    const concerned = DIFFERENT.filter(({ query }) => namesIn(query).some((name) => name in more));
    expect(concerned).not.toEqual([]);
    expect(await failures(concerned, range(6 * HOUR_MS), choices(more))).toEqual([]);
  });

  it.each([
    ['a quarter of an hour on a wide panel', HOUR_MS / 4, 1_600],
    ['a month on a narrow panel', 30 * DAY_MS, 200],
    ['a year', 365 * DAY_MS, 600],
  ])('runs over %s', async (_, lengthMs, width) => {
    expect(await failures(DIFFERENT, range(lengthMs, width), choices())).toEqual([]);
  });

  it('asks for what ingest writes, and nothing else', async () => {
    expect(QUESTIONS.length).toBeGreaterThan(40);
    expect(
      QUESTIONS.flatMap((question) => strangersIn(question).map((name) => `${question.where}: ${name}`)),
    ).toEqual([]);
    const answers = await Promise.all(
      ['SHOW FIELD KEYS', 'SHOW TAG KEYS', 'SHOW MEASUREMENTS'].map((query) =>
        influx.ask({ query }, range(1)),
      ),
    );
    const names = answers.flatMap(seriesIn).flatMap(({ values }) => values.map(([name]) => String(name)));
    expect(names.filter((name) => !INGESTED.has(name))).toEqual([]);
  });

  it('finds something where there is something: no panel of a plant at work is empty', async () => {
    const empty: string[] = [];
    for (const question of DIFFERENT) {
      // Most limits have an upper bound only.
      if (question.query.includes('"limit_min"')) continue;
      const answer = await influx.ask(question, range(30 * DAY_MS), choices());
      if (seriesIn(answer).length === 0) empty.push(question.where);
    }
    // The demo's devices do not measure everything that a sensor can.
    expect(empty.filter((where) => !where.includes('Bendera terburuk tiap parameter'))).toEqual([]);
    expect(empty.length).toBeLessThan(13);
  });

  it('finds nothing for a plant that nobody has', async () => {
    for (const question of DIFFERENT) {
      if (question.where.includes(' variable plant')) continue;
      const answer = await influx.ask(question, range(6 * HOUR_MS), choices({ plant: one('nowhere') }));
      expect(seriesIn(answer), question.where).toEqual([]);
    }
  });

  it('is the same in both languages but for the names', () => {
    const bare = (of: readonly Question[]) => of.map(({ query }) => query);
    expect(bare(dashboardsOf('en').flatMap(questionsOf))).toEqual(bare(QUESTIONS));
  });
});

describe('what a variable offers', () => {
  it('plants with readings, and the points of the chosen one', async () => {
    const offered = async (name: string) => {
      const question = questionAt(`banyu-parameter-id variable ${name}`);
      const answer = await influx.ask(question, range(6 * HOUR_MS), choices());
      return seriesIn(answer).flatMap(({ values }) => values.map(([, value]) => value));
    };
    expect(await offered('plant')).toEqual([AWKWARD_PLANT, PLANT, STRANGE_PLANT].toSorted());
    expect(await offered('point')).toEqual(POINTS.toSorted());
  });
});

describe('plant operations', () => {
  it('shows the newest value of each effluent parameter, and when the plant was last heard', async () => {
    expect(await newest('banyu-plant-id', 'COD')).toEqual({ 'effluent-logger': 100 });
    expect(await newest('banyu-plant-id', 'pH')).toEqual({ 'effluent-logger': 7 });
    expect(await newest('banyu-plant-id', 'Data terakhir')).toEqual({ diterima: NOW });
  });

  it('marks what happened at a device, with the words that came with it', async () => {
    const question = questionAt('banyu-plant-id annotation "Kejadian perangkat dan perawatan"');
    expect(tableOf(await influx.ask(question, range(HOUR_MS), choices()))).toEqual([
      {
        Time: TAMPERED_AT,
        title: 'Perangkat diutak-atik / Device tampered with',
        text: `effluent-logger · ph · ${NOTE}`,
        tags: 'tamper,effluent-logger,ph',
      },
    ]);
  });

  it('draws the flow in and out under the devices’ names', async () => {
    const frames = await shown('banyu-plant-id', 'Debit masuk dan keluar');
    const values = Object.fromEntries(
      Object.entries(frames).map(([name, frame]) => [name, [...new Set(frame.values)]]),
    );
    expect(values).toEqual({
      'Debit · influent-logger': [null, 21, 20],
      'Debit · effluent-logger': [null, 19, 18],
    });
  });
});

describe('service windows', () => {
  const question = questionAt('banyu-plant-id annotation "Jendela perawatan"');
  const signature = { by: 'Budi', why: 'bak "dikuras"' };
  /** A plant that other questions do not ask of. */
  const plant = 'ipal-dikuras';
  const begin = NOW - 2 * HOUR_MS;
  const drawn = async (over: PanelRange) =>
    tableOf(await influx.ask(question, over, choices({ plant: one(plant) })));

  it('are drawn while they reach into the range, change when they are ended, and go when cancelled', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'banyu-windows-'));
    const registry = await openRegistry({ path: join(directory, 'registry.sqlite'), clock: () => NOW });
    const writer = await openDerivedWriter({ url: influxd.url, database: DATABASE });
    try {
      const { windows } = registry;
      const mark = markWindows({ windows: (after) => windows.newest({ after }), writer });
      await registry.plants.add({ id: plant, name: 'IPAL', points: STANDARD_POINTS });
      const since = { plant, from: begin, to: null } as const;
      const { id } = await windows.declare({ kind: 'cleaning', point: 'effluent', ...since }, signature);
      const { id: mistaken } = await windows.declare({ kind: 'shutdown', ...since }, signature);
      await mark();
      const both = await drawn(range(HOUR_MS));
      expect(both).toHaveLength(2);
      const open = both.find(({ title }) => title === 'Pembersihan / Cleaning');
      expect(open).toEqual({
        Time: begin,
        title: 'Pembersihan / Cleaning',
        text: 'effluent · belum berakhir / not ended · bak "dikuras"',
        tags: 'cleaning,effluent',
        timeEnd: expect.toSatisfy((end: number) => end > NOW),
      });

      await windows.end(id, begin + HOUR_MS / 2, signature);
      await windows.cancel(mistaken, signature);
      await mark();
      expect(await drawn(range(HOUR_MS))).toEqual([]);
      expect(await drawn({ ...range(HOUR_MS), to: begin - 1 })).toEqual([]);
      const ended = { text: 'effluent · bak "dikuras"', timeEnd: begin + HOUR_MS / 2 };
      expect(await drawn(range(6 * HOUR_MS))).toEqual([{ ...open, ...ended }]);

      await windows.cancel(id, signature);
      await mark();
      expect(await drawn(range(6 * HOUR_MS))).toEqual([]);
    } finally {
      await writer.close();
      await registry.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

describe('limits of the effluent standard', () => {
  it('are lines over the whole range, from what was derived as the day began', async () => {
    const frames = await shown('banyu-plant-id', 'pH influen dan efluen', choices(), range(HOUR_MS, 60));
    const lines = ['batas bawah', 'batas atas'].map((name) => frames[`pH · ${name}`]);
    expect(lines.map((line) => line?.values.at(-1))).toEqual([6, 9]);
    for (const line of lines) {
      const inRange = line?.times.flatMap((t, i) => (t >= NOW - HOUR_MS ? [line.values[i]] : [])) ?? [];
      expect(inRange.length).toBeGreaterThan(50);
      expect(new Set(inRange).size).toBe(1);
    }
    const cod = await newest('banyu-parameter-id', `$\{parameter:text}: rata-rata`);
    expect(cod[`$\{parameter:text} · batas atas`]).toBe(100);
  });

  it('are what the newest value is divided by', async () => {
    const over = choices();
    expect(await newest('banyu-plant-id', 'pH terhadap baku mutu', over)).toEqual({
      newest: 7,
      lower: 6,
      upper: 9,
    });
    expect(await newest('banyu-plant-id', 'COD terhadap baku mutu', over)).toEqual({
      newest: 100,
      upper: 100,
    });
    const without = choices({ plant: one(AWKWARD_PLANT) });
    const shownWithout = await newest('banyu-plant-id', 'COD terhadap baku mutu', without);
    expect(Object.keys(shownWithout)).toEqual(['newest']);
  });

  it('are not drawn at a point that is no compliance point', async () => {
    const elsewhere = choices({ point: many('influent') });
    const frames = await shown('banyu-parameter-id', `$\{parameter:text}: rata-rata`, elsewhere);
    expect(Object.keys(frames).filter((name) => name.includes('batas'))).toEqual([]);
  });
});

describe('one parameter in depth', () => {
  const effluent = { point: many('effluent') };
  const NAME = 'effluent · effluent-logger';

  it('leaves failed values out of means and extremes, and counts them among the readings', async () => {
    const ph = choices({ ...effluent, parameter: one('ph') });
    const extremes = await shown('banyu-parameter-id', `$\{parameter:text}: terendah dan tertinggi`, ph);
    const highest = extremes[`max · ${NAME}`]?.values.filter((value) => value !== null);
    expect(Math.max(...(highest ?? []).map(Number))).toBe(7.14);
    expect(await newest('banyu-parameter-id', 'Jumlah bacaan', ph)).toEqual({ [NAME]: MINUTES });
    expect(await newest('banyu-parameter-id', 'Bagian bacaan baik', ph)).toEqual({
      [NAME]: expect.closeTo((MINUTES - 1) / MINUTES, 9),
    });
  });

  it('shows the worst flag of a bucket where it was, and no value where the sensor gave none', async () => {
    const flags = await shown('banyu-parameter-id', 'Bendera terburuk', choices(effluent));
    expect(flags[NAME]?.times.slice(-3).map((t) => (NOW - t) / MINUTE_MS)).toEqual([30, 15, 0]);
    expect(flags[NAME]?.values.slice(-3)).toEqual([1, 9, 1]);
    const hour = range(HOUR_MS, 60);
    const means = await shown('banyu-parameter-id', `$\{parameter:text}: rata-rata`, choices(effluent), hour);
    const at = means[NAME]?.times.indexOf(NOW - MISSING_COD_AT * MINUTE_MS) ?? -1;
    expect(means[NAME]?.values.slice(at - 1, at + 2)).toEqual([106, null, 104]);
  });

  it('lists the last readings, with the columns that the table has a place for', async () => {
    const question = questionAt('banyu-parameter-id "100 bacaan terakhir" A');
    const rows = tableOf(await influx.ask(question, range(6 * HOUR_MS), choices(effluent)));
    expect(rows.slice(0, 6).map(({ value, flag }) => [value, flag])).toEqual([
      [100, 1],
      [101, 1],
      [102, 1],
      [103, 1],
      [104, 1],
      [null, 9],
    ]);
    expect(rows[0]).toMatchObject({ Time: NOW, point: 'effluent', device: 'effluent-logger' });
    expect(columnsOf('banyu-parameter-id', '100 bacaan terakhir')).toEqual(
      Object.keys(rows[0] ?? {}).toSorted(),
    );
  });
});

describe('fleet and data quality', () => {
  it('counts the samples of each device, and none of a silent one', async () => {
    const counts = await newest('banyu-fleet-id', 'Sampel dalam rentang waktu');
    expect(Object.keys(counts)).toHaveLength(POINTS.length - 1);
    expect(counts[SILENT_DEVICE]).toBeUndefined();
    expect(new Set(Object.values(counts))).toEqual(new Set([MINUTES]));
  });

  it('says in which share of the quarter hours a device spoke, silent ones counted', async () => {
    const day = range(2 * DAY_MS);
    const shares = await newest(
      'banyu-fleet-id',
      'Kelengkapan: seperempat jam yang ada sampelnya',
      choices(),
      day,
    );
    const quarters = 2 * 24 * 4;
    // A sample a day ago, and all of the last hour and a half.
    expect(shares[SILENT_DEVICE]).toBeCloseTo(1 / quarters, 9);
    expect(shares['effluent-logger']).toBeCloseTo((1 + 6) / quarters, 9);
  });

  it('shows a silent device’s last sample, and its silence as zeros', async () => {
    const week = range(7 * DAY_MS);
    const question = questionAt('banyu-fleet-id "Terakhir terdengar" A');
    const rows = tableOf(await influx.ask(question, week, choices()));
    expect(rows.find(({ device }) => device === SILENT_DEVICE)).toEqual({
      Time: NOW - DAY_MS,
      point: 'river-downstream',
      device: SILENT_DEVICE,
      received: NOW,
    });
    expect(columnsOf('banyu-fleet-id', 'Terakhir terdengar')).toEqual(Object.keys(rows[0] ?? {}).toSorted());
    const silence = await shown('banyu-fleet-id', 'Kapan perangkat berbicara', choices(), week);
    expect(silence[SILENT_DEVICE]?.values.slice(-90)).toEqual(Array.from({ length: 90 }, () => 0));
    expect(silence['effluent-logger']?.values.slice(-3)).toEqual([15, 15, 1]);
  });
});

describe('alert rules over readings', () => {
  const ruleOf = (uid: string): Rule => {
    const rule = ALERT_RULES.find((each) => each.uid === uid);
    if (rule === undefined) throw new Error(`no rule ${uid}`);
    return rule;
  };
  /** The labels of what fires, or the state without any series. */
  const evaluated = async (rule: Rule, now = NOW) => {
    const query = rule.data[0];
    if (query === undefined || !('query' in query.model)) throw new Error(`${rule.uid} asks nothing`);
    const { from, to } = query.relativeTimeRange;
    const over = { from: now - from * 1_000, to: now - to * 1_000, width: 43_200 };
    return evaluate(rule, framesOf(await influx.ask(query.model, over), ''));
  };
  const changed = (uid: string, from: string, to: string): Rule => {
    const text = JSON.stringify(ruleOf(uid));
    if (!text.includes(from)) throw new Error(`no ${from} to change`);
    return JSON.parse(text.replaceAll(from, to)) as Rule;
  };
  const silent = [{ plant: PLANT, device: SILENT_DEVICE }];
  const outside = [{ plant: PLANT, point: 'effluent', parameter: 'cod' }];

  it('tell of a silent device, and of no other', async () => {
    expect(await evaluated(ruleOf('banyu-device-silent'))).toEqual(silent);
  });

  it('tell of what was outside its limit today, and of nothing without a standard', async () => {
    expect(await evaluated(ruleOf('banyu-outside-limits'))).toEqual(outside);
    expect(await evaluated(ruleOf('banyu-outside-limits'), NOW + 2 * DAY_MS)).toBe('OK');
  });

  it('do not fire while most readings are good', async () => {
    expect(await evaluated(ruleOf('banyu-bad-data-ph'))).toEqual([]);
    expect(await evaluated(ruleOf('banyu-bad-data-cod'))).toEqual([]);
  });

  it('fire where all that they look at is bad', async () => {
    // Half a minute that holds nothing but the impossible value.
    const justAfter = NOW - IMPOSSIBLE_PH_AT * MINUTE_MS;
    const rule = changed(
      'banyu-bad-data-ph',
      '"relativeTimeRange":{"from":3600',
      '"relativeTimeRange":{"from":30',
    );
    expect(await evaluated(rule, justAfter)).toEqual([{ plant: PLANT, device: 'effluent-logger' }]);
  });

  it.each([
    ['a limit turned round', 'banyu-device-silent', '"type":"lt"', '"type":"gt"', silent],
    ['another limit', 'banyu-outside-limits', '"params":[0]', '"params":[1]', outside],
    ['a field that nobody writes', 'banyu-outside-limits', 'hours_outside', 'hours_out', outside],
    ['a label that is left out', 'banyu-outside-limits', ', \\"parameter\\"', '', outside],
  ])('are seen to be wrong with %s', async (_, uid, from, to, right) => {
    expect(await evaluated(changed(uid, from, to))).not.toEqual(right);
  });
});

describe('Banyu’s own health', () => {
  /** Names and labels in an expression, without the words of PromQL and the names of labels' values. */
  const namesOf = (expr: string): readonly string[] =>
    [...expr.replace(/"[^"]*"/g, '').matchAll(/[a-z_][a-z0-9_]*/g)].map(([name]) => name);
  const PROMQL = new Set(
    'sum min max by rate increase histogram_quantile le up job __range __rate_interval'.split(' '),
  );

  it('asks for figures that the server shows', () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const shownFigures = new Set([
      ...registry.getMetricsAsArray().map(({ name }) => name),
      ...FIGURES.flatMap(({ name, label }) => (label === undefined ? [name] : [name, label])),
      'banyu_http_request_seconds_bucket',
    ]);
    const asked = [
      ...DASHBOARDS.flatMap(healthQueriesOf).map(({ expr }) => expr),
      ...ALERT_RULES.flatMap(({ data }) =>
        data.flatMap(({ model }) => ('expr' in model ? [model.expr] : [])),
      ),
    ];
    expect(asked.length).toBeGreaterThan(20);
    const strangers = asked.flatMap(namesOf).filter((name) => !PROMQL.has(name) && !shownFigures.has(name));
    expect(strangers).toEqual([]);
  });
});

describe('environment', () => {
  const season = range(190 * DAY_MS);
  const month = Date.UTC(2026, 4, 31, 17);

  it('shows the volume of the months, and what it stands on', async () => {
    const volume = await shown('banyu-environment-id', 'Volume terolah', choices(), season);
    // June: readings of two hours today and of one hour on three other days, of 18 or 19 m³/h.
    expect(volume.effluent?.times.at(-1)).toBe(month);
    expect(Number(volume.effluent?.values.at(-1))).toBeGreaterThan(70);
    const basis = await newest('banyu-environment-id', 'Volume terolah: kelengkapan', choices(), season);
    expect(Object.keys(basis)).toEqual(['effluent']);
    expect(Number(basis.effluent)).toBeLessThan(0.02);
  });

  it('shows loads and removal by parameter, and days and semesters as well as months', async () => {
    const loads = await newest('banyu-environment-id', 'Beban masuk dan keluar', choices(), season);
    expect(Object.keys(loads).toSorted()).toEqual([
      'cod · effluent',
      'cod · influent',
      'nh3n · effluent',
      'tss · effluent',
      'tss · influent',
    ]);
    const removal = await newest('banyu-environment-id', 'Efisiensi penyisihan', choices(), season);
    // The same concentrations come and go, in 20 or 21 and 18 or 19 m³/h.
    expect(removal).toEqual({ cod: expect.closeTo(0.1, 1), tss: expect.closeTo(0.1, 1) });
    const counts = [];
    for (const period of ['day', 'month', 'semester']) {
      const frames = await shown(
        'banyu-environment-id',
        'Volume terolah',
        choices({ period: one(period) }),
        season,
      );
      counts.push(frames.effluent?.values.length);
    }
    expect(counts).toEqual([20, 6, 1]);
  });
});

describe('hours inside the limits', () => {
  const season = range(190 * DAY_MS);

  it('are shown for all parameters together, with their completeness, and outside by parameter', async () => {
    const title = 'Jam di dalam dan di luar batas';
    expect(await newest('banyu-environment-id', title, choices(), season)).toEqual({
      'di dalam': 70,
      'di luar': 10,
      'tidak dapat diputuskan': 1,
    });
    const basis = await newest('banyu-environment-id', `${title}: kelengkapan`, choices(), season);
    expect(basis).toEqual({ kelengkapan: 0.25 });
    const outside = await newest(
      'banyu-environment-id',
      'Jam di luar batas tiap parameter',
      choices(),
      season,
    );
    expect(outside).toEqual({ cod: 5, ph: 10 });
  });
});

describe('the checks themselves', () => {
  const question = questionAt('banyu-plant-id "COD" A');
  const changed = (from: string, to: string): Question => {
    if (!question.query.includes(from)) throw new Error(`no ${from} to change`);
    return { ...question, query: question.query.replaceAll(from, to) };
  };

  it.each([
    ['a field that is not written', changed('"cod"', '"cod_value"')],
    ['a measurement that is not written', changed('"telemetry"', '"readings"')],
    ['a tag that is not written', changed('"device"', '"sensor"')],
  ])('turn red on %s', (_, broken) => {
    expect(strangersIn(broken)).not.toEqual([]);
  });

  it.each([
    ['a variable that is not there', changed('plant:singlequote', 'plnt:singlequote')],
    ['a macro of another data source', changed('$timeFilter', '$__timeFilter(time)')],
    ['InfluxQL that is none', changed('last(', 'latest(')],
  ])('turn red on %s', async (_, broken) => {
    expect(await failures([broken], range(HOUR_MS), choices())).not.toEqual([]);
  });

  it('turn red on a bucket of a year, which Grafana writes as 1y', async () => {
    const tiny = {
      where: 'x',
      query: 'SELECT mean("cod") FROM "telemetry" WHERE $timeFilter GROUP BY time($__interval)',
    };
    expect(await failures([tiny], range(90 * DAY_MS, 1), {})).toEqual([expect.stringContaining('duration')]);
  });
});

/** The columns that a table orders. */
function columnsOf(uid: string, title: string): readonly string[] {
  const dashboard = DASHBOARDS.find((each) => each.uid === uid);
  const panel = dashboard && panelsOf(dashboard).find((each) => each.title === title);
  const organize = panel?.transformations?.find(({ id }) => id === 'organize');
  const { excludeByName, indexByName } = organize?.options ?? {};
  return Object.keys({ ...(excludeByName as object), ...(indexByName as object) }).toSorted();
}
