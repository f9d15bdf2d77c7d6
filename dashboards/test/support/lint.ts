import { z } from 'zod';
import { type Dashboard, type Item, PANEL_TYPES, type Panel, type PanelType } from './dashboard-file.ts';
import { namesIn } from './interpolate.ts';
import { MACROS } from './macros.ts';

/*
 * What Grafana passes over in silence. The lists hold what the house uses; whoever uses more adds it here after a look
 * into Grafana's documentation.
 */

export const UNITS: ReadonlySet<string> = new Set([
  'none',
  'short',
  'celsius',
  'percentunit',
  's',
  'bytes',
  'dateTimeFromNow',
]);
export const REDUCERS: ReadonlySet<string> = new Set(['lastNotNull', 'sum', 'min', 'mean', 'max']);
export const TRANSFORMATIONS: ReadonlySet<string> = new Set([
  'organize',
  'sortBy',
  'convertFieldType',
  'concatenate',
  'calculateField',
  'filterFieldsByName',
]);
const COLOR_MODES: ReadonlySet<string> = new Set(['palette-classic', 'thresholds', 'fixed']);
/** What Grafana itself puts in, for Prometheus and for links. */
const BUILT_IN: ReadonlySet<string> = new Set([...MACROS, '__range', '__rate_interval', '__from', '__to']);

const KEYS: Readonly<Record<PanelType, { readonly options: string; readonly custom: string }>> = {
  timeseries: {
    options: 'legend tooltip',
    custom:
      'drawStyle lineInterpolation lineWidth fillOpacity showPoints pointSize spanNulls stacking thresholdsStyle',
  },
  stat: {
    options:
      'reduceOptions orientation textMode wideLayout colorMode graphMode justifyMode percentChangeColorMode showPercentChange',
    custom: '',
  },
  table: { options: 'frameIndex showHeader showTypeIcons cellHeight footer', custom: 'align inspect' },
  'state-timeline': {
    options: 'mergeValues showValue alignValue rowHeight perPage legend tooltip',
    custom: 'lineWidth fillOpacity spanNulls insertNulls',
  },
  text: { options: 'mode content code', custom: '' },
};

/** All that is wrong with a dashboard, in words; nothing when all is well. `dataSources`: the uids that are provisioned. */
export function lint(dashboard: Dashboard, dataSources: readonly string[]): readonly string[] {
  const multiple = new Set(
    dashboard.templating.list.filter((each) => 'multi' in each && each.multi).map(({ name }) => name),
  );
  const known = new Set([...dashboard.templating.list.map(({ name }) => name), ...BUILT_IN]);
  return [
    ...frame(dashboard),
    ...grid(dashboard.panels),
    ...dashboard.panels.flatMap((item) =>
      item.type === 'row' ? [] : panel(item, dataSources).map((problem) => `"${item.title}": ${problem}`),
    ),
    ...texts(dashboard).flatMap((text) =>
      namesIn(text)
        .filter((name) => !known.has(name))
        .map((name) => `no variable is called ${name}: ${text}`),
    ),
    ...queries(dashboard).flatMap((query) => careless(query, multiple)),
  ];
}

function frame({ uid, schemaVersion, templating, annotations, links }: Dashboard): readonly string[] {
  return [
    ...problem(!/^[A-Za-z0-9_-]{1,40}$/.test(uid), `uid "${uid}" is not 1 to 40 of A-Z a-z 0-9 _ -`),
    ...problem(schemaVersion !== 42, `schemaVersion is ${schemaVersion}`),
    ...problem(
      templating.list.some(({ name }) => MACROS.includes(name)),
      'a variable has the name of a macro',
    ),
    ...annotations.list.flatMap(({ name, target }) =>
      problem(Object.keys(target).length === 0, `annotation "${name}" has no target: it would draw nothing`),
    ),
    ...links.flatMap(({ title, type, url, tags }) =>
      problem(type === 'link' ? url === '' : tags.length === 0, `link "${title}" leads nowhere`),
    ),
  ];
}

function grid(items: readonly Item[]): readonly string[] {
  const ids = items.map(({ id }) => id);
  return [
    ...problem(
      ids.some((id) => !Number.isInteger(id) || id < 1),
      'an item has no id',
    ),
    ...problem(new Set(ids).size !== ids.length, 'two items have one id'),
    ...items.flatMap(({ title, gridPos: { x, w } }) =>
      problem(x < 0 || w < 1 || x + w > 24, `"${title}" is not within 24 columns`),
    ),
    ...items.flatMap((a, i) =>
      items
        .slice(i + 1)
        .filter((b) => overlap(a.gridPos, b.gridPos))
        .map((b) => `"${a.title}" and "${b.title}" overlap`),
    ),
  ];
}

function overlap(a: Item['gridPos'], b: Item['gridPos']): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function panel(of: Panel, dataSources: readonly string[]): readonly string[] {
  const { type, title, description, targets = [], fieldConfig, transformations = [], options } = of;
  if (!PANEL_TYPES.includes(type)) return [`no panel type of the house is called ${type}`];
  const { defaults } = fieldConfig;
  const { unit } = defaults;
  const { steps } = defaults.thresholds;
  return [
    ...problem(title === '' || description === '', 'has no title or no description'),
    ...problem(defaults.noValue === '', 'has no text for no data'),
    ...problem(type !== 'text' && targets.length === 0, 'has no query'),
    ...problem(type !== 'text' && unit === undefined, 'has no unit'),
    ...problem(
      unit !== undefined && !UNITS.has(unit) && !/^suffix:\S/.test(unit),
      `Grafana would print the unit "${unit}"`,
    ),
    ...problem(steps[0]?.value !== null, 'the first threshold must have no value'),
    ...problem(
      steps.slice(2).some(({ value }, i) => Number(value) <= Number(steps[i + 1]?.value)),
      'thresholds do not ascend',
    ),
    ...problem(!COLOR_MODES.has(defaults.color.mode), `no colour mode is called ${defaults.color.mode}`),
    ...problem(
      type === 'stat' && steps.length > 1 && defaults.color.mode !== 'thresholds',
      'thresholds without the colour mode thresholds colour nothing',
    ),
    ...strangers(Object.keys(options), KEYS[type].options).map((key) => `unknown option ${key}`),
    ...strangers(Object.keys(defaults.custom ?? {}), KEYS[type].custom).map(
      (key) => `unknown custom field ${key}`,
    ),
    ...reducers(of).flatMap((id) => problem(!REDUCERS.has(id), `no reducer is called ${id}`)),
    ...transformations.flatMap(({ id }) =>
      problem(!TRANSFORMATIONS.has(id), `no transformation is called ${id}`),
    ),
    ...unmatched(of).map((name) => `a transformation asks for a field "${name}" that no query is called`),
    ...problem(
      new Set(targets.map(({ refId }) => refId)).size !== targets.length,
      'two queries have one refId',
    ),
    ...targets.flatMap((target) => [
      ...problem(
        !dataSources.includes(target.datasource.uid),
        `no data source is called ${target.datasource.uid}`,
      ),
      ...problem(
        'query' in target && target.resultFormat === 'time_series' && !target.alias,
        `query ${target.refId} has no alias: Grafana would name its series in random order of tags`,
      ),
      ...problem('expr' in target && target.legendFormat === '', `query ${target.refId} has no legend`),
    ]),
  ];
}

/** Fields that calculations and filters go by, and that neither a query nor a calculation is called: Grafana leaves them out. */
function unmatched({ targets = [], transformations = [] }: Panel): readonly string[] {
  const of = (id: string) => transformations.filter((each) => each.id === id).map(({ options }) => options);
  const calculations = of('calculateField').map((options) => Calculation.parse(options));
  const filters = of('filterFieldsByName').map((options) => NameFilter.parse(options));
  const known = new Set([
    ...targets.flatMap((target) => ('alias' in target ? (target.alias ?? []) : [])),
    ...calculations.map(({ alias }) => alias),
  ]);
  const asked = [
    ...calculations.flatMap(({ binary: { left, right } }) => [left.matcher.options, right.matcher.options]),
    ...filters.flatMap(({ include }) => include.names),
  ];
  return asked.filter((name) => !known.has(name));
}

const ByName = z.strictObject({ matcher: z.strictObject({ id: z.literal('byName'), options: z.string() }) });
const Calculation = z.strictObject({
  mode: z.literal('binary'),
  alias: z.string(),
  binary: z.strictObject({ left: ByName, operator: z.enum(['+', '-', '*', '/']), right: ByName }),
  replaceFields: z.boolean(),
});
const NameFilter = z.strictObject({ include: z.strictObject({ names: z.array(z.string()) }) });

/** Reducer ids that the panel's options name. */
function reducers({ options }: Panel): readonly string[] {
  return ['reduceOptions', 'legend'].flatMap((key) => {
    const part: unknown = new Map<string, unknown>(Object.entries(options)).get(key);
    if (typeof part !== 'object' || part === null || !('calcs' in part) || !Array.isArray(part.calcs))
      return [];
    return part.calcs.map(String);
  });
}

/** InfluxQL that would break, or ask something else, for some values of a variable. */
function careless(query: string, multiple: ReadonlySet<string>): readonly string[] {
  const quoted = [...query.matchAll(/'\$\{?(\w+)[^']*'/g)].map(([, name]) => name);
  const matched = [...query.matchAll(/=~ \/\^\$(\w+)\$\//g)].map(([, name]) => name);
  const used = namesIn(query).filter((name) => multiple.has(name));
  return [
    ...quoted.map((name) => `$${name} stands in plain quotes: ${query}`),
    ...used.filter((name) => !matched.includes(name)).map((name) => `$${name} has many values: ${query}`),
    ...problem(/;/.test(query), `Grafana reads one statement only: ${query}`),
  ];
}

function queries({ panels, templating, annotations }: Dashboard): readonly string[] {
  return [
    ...panels
      .flatMap((item) => ('targets' in item ? (item.targets ?? []) : []))
      .flatMap((target) => ('query' in target ? [target.query] : [])),
    ...templating.list.flatMap((variable) => (variable.type === 'query' ? [variable.query] : [])),
    ...annotations.list.flatMap(({ target }) => (typeof target.query === 'string' ? [target.query] : [])),
  ];
}

/** Everything in which a variable may stand. */
function texts(dashboard: Dashboard): readonly string[] {
  return [
    ...queries(dashboard),
    ...dashboard.links.map(({ url }) => url),
    ...dashboard.panels.map(({ title }) => title),
    ...dashboard.panels
      .flatMap((item) => ('targets' in item ? (item.targets ?? []) : []))
      .flatMap((target) => ('expr' in target ? [target.expr] : [])),
  ];
}

function strangers(keys: readonly string[], known: string): readonly string[] {
  return keys.filter((key) => !known.split(' ').includes(key));
}

function problem(is: boolean, text: string): readonly string[] {
  return is ? [text] : [];
}
