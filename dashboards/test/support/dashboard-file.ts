import { z } from 'zod';

/*
 * The part of Grafana's classic dashboard format (schema version 42) that the files have. Grafana passes over keys that
 * it does not know, and the SDK's types allow much that the house does not want: this is strict. What values mean is the
 * linter's business.
 */

export const PANEL_TYPES = ['timeseries', 'stat', 'table', 'state-timeline', 'text'] as const;
export type PanelType = (typeof PANEL_TYPES)[number];

const Keys = z.record(z.string(), z.unknown());
const DataSourceRef = z.strictObject({
  type: z.enum(['influxdb', 'prometheus', 'grafana']),
  uid: z.string(),
});
const GridPosition = z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });

const InfluxTarget = z.strictObject({
  refId: z.string(),
  datasource: DataSourceRef,
  query: z.string(),
  rawQuery: z.literal(true),
  resultFormat: z.enum(['time_series', 'table']),
  alias: z.string().optional(),
});
export type InfluxTarget = z.infer<typeof InfluxTarget>;

const PrometheusTarget = z.strictObject({
  refId: z.string(),
  datasource: DataSourceRef,
  expr: z.string(),
  legendFormat: z.string(),
  editorMode: z.literal('code'),
  range: z.literal(true),
  instant: z.literal(false),
  format: z.literal('time_series'),
});
export type PrometheusTarget = z.infer<typeof PrometheusTarget>;

const FieldConfig = z.strictObject({
  defaults: z.strictObject({
    unit: z.string().optional(),
    noValue: z.string(),
    decimals: z.int().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    color: z.strictObject({ mode: z.string() }),
    thresholds: z.strictObject({
      mode: z.literal('absolute'),
      steps: z.array(z.strictObject({ value: z.number().nullable(), color: z.string() })).min(1),
    }),
    mappings: z.array(
      z.strictObject({
        type: z.literal('value'),
        options: z.record(
          z.string(),
          z.strictObject({ text: z.string(), color: z.string(), index: z.int() }),
        ),
      }),
    ),
    custom: Keys.optional(),
  }),
  // Published schemas take objects only as the values of overrides, and Grafana plain ones too: the house has none.
  overrides: z.array(z.never()),
});

const Panel = z.strictObject({
  type: z.enum(PANEL_TYPES),
  id: z.int(),
  title: z.string(),
  description: z.string(),
  gridPos: GridPosition,
  datasource: DataSourceRef.optional(),
  targets: z.array(z.union([InfluxTarget, PrometheusTarget])).optional(),
  transformations: z.array(z.strictObject({ id: z.string(), options: Keys })).optional(),
  interval: z.string().optional(),
  fieldConfig: FieldConfig,
  options: Keys,
  transparent: z.literal(false),
  repeatDirection: z.literal('h'),
});
export type Panel = z.infer<typeof Panel>;

const RowPanel = z.strictObject({
  type: z.literal('row'),
  id: z.int(),
  title: z.string(),
  gridPos: GridPosition,
  collapsed: z.literal(false),
  panels: z.tuple([]),
});
export type Item = Panel | z.infer<typeof RowPanel>;

const Choice = z.strictObject({ selected: z.boolean(), text: z.string(), value: z.string() });
const ofEveryVariable = {
  name: z.string(),
  multi: z.boolean(),
  includeAll: z.boolean(),
  skipUrlSync: z.literal(false),
  allowCustomValue: z.literal(true),
  // Of interval variables only; the SDK writes them for all.
  auto: z.literal(false),
  auto_min: z.literal('10s'),
  auto_count: z.literal(30),
};
const Variable = z.discriminatedUnion('type', [
  z.strictObject({
    ...ofEveryVariable,
    type: z.literal('query'),
    label: z.string(),
    datasource: DataSourceRef,
    query: z.string(),
    definition: z.string(),
    refresh: z.literal(2),
    sort: z.literal(1),
    regex: z.literal(''),
    options: z.tuple([]),
    hide: z.literal(0),
  }),
  z.strictObject({
    ...ofEveryVariable,
    type: z.literal('custom'),
    label: z.string(),
    query: z.string(),
    current: Choice,
    options: z.array(Choice).min(1),
    hide: z.literal(0),
  }),
  z.strictObject({ ...ofEveryVariable, type: z.literal('constant'), query: z.string(), hide: z.literal(2) }),
]);

const Annotation = z.strictObject({
  name: z.string(),
  enable: z.boolean(),
  hide: z.boolean(),
  iconColor: z.string(),
  datasource: DataSourceRef,
  target: Keys,
  builtIn: z.union([z.literal(0), z.literal(1)]),
  type: z.literal('dashboard').optional(),
});

const Link = z.strictObject({
  title: z.string(),
  type: z.enum(['link', 'dashboards']),
  icon: z.string(),
  tooltip: z.string(),
  url: z.string(),
  tags: z.array(z.string()),
  asDropdown: z.boolean(),
  targetBlank: z.boolean(),
  includeVars: z.boolean(),
  keepTime: z.boolean(),
});

const Dashboard = z.strictObject({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  schemaVersion: z.int(),
  version: z.int(),
  editable: z.literal(true),
  graphTooltip: z.literal(1),
  timezone: z.literal('browser'),
  fiscalYearStartMonth: z.literal(0),
  refresh: z.string(),
  time: z.strictObject({ from: z.string(), to: z.string() }),
  links: z.array(Link),
  templating: z.strictObject({ list: z.array(Variable) }),
  annotations: z.strictObject({ list: z.array(Annotation) }),
  panels: z.array(z.discriminatedUnion('type', [Panel, RowPanel])),
});
export type Dashboard = z.infer<typeof Dashboard>;

/** A dashboard's file; throws on keys that Grafana would pass over. */
export function readDashboard(json: string): Dashboard {
  return Dashboard.parse(JSON.parse(json));
}
