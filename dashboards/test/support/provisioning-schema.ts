import { z } from 'zod';

/*
 * Grafana's provisioning files (apiVersion 1), as far as the house uses them. Grafana passes over keys that it does not
 * know and publishes no schema; these are strict.
 */

const Uid = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);
const Title = z.string().min(1).max(190);
/** Values that Grafana expands: a `$` is a variable of its environment, unless it is doubled. */
const Expanded = z.string().regex(/^(?:[^$]|\$\$|\$BANYU_[A-Z_]+)*$/, 'a $ that is no BANYU_ variable');

const DataSource = z.strictObject({
  name: Title,
  type: z.enum(['influxdb', 'prometheus']),
  uid: Uid,
  access: z.literal('proxy'),
  orgId: z.literal(1),
  url: Expanded,
  user: Expanded.optional(),
  isDefault: z.boolean(),
  version: z.int(),
  editable: z.boolean(),
  jsonData: z.strictObject({
    version: z.literal('InfluxQL').optional(),
    dbName: Expanded.optional(),
    httpMode: z.literal('POST').optional(),
    httpMethod: z.literal('POST').optional(),
    timeInterval: z.string().regex(/^\d+s$/),
  }),
  secureJsonData: z.strictObject({ password: Expanded }).optional(),
});

export const DataSourceFile = z
  .strictObject({ apiVersion: z.literal(1), datasources: z.array(DataSource) })
  .refine(
    ({ datasources }) => datasources.filter(({ isDefault }) => isDefault).length === 1,
    'with more or less than one default source Grafana does not start',
  );

export const ProviderFile = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: Title,
      orgId: z.literal(1),
      folder: Title,
      folderUid: Uid,
      type: z.literal('file'),
      disableDeletion: z.boolean(),
      updateIntervalSeconds: z.int().min(11),
      allowUiUpdates: z.boolean(),
      options: z.strictObject({
        path: z.string().startsWith('/'),
        foldersFromFilesStructure: z.literal(false),
      }),
    }),
  ),
});

const Range = z.strictObject({ from: z.int(), to: z.int() });

const Step = z.strictObject({
  refId: z.string(),
  datasourceUid: z.string(),
  relativeTimeRange: Range,
  model: z.union([
    z.strictObject({
      refId: z.string(),
      // There are no variables in rules, and an interval would be a second.
      query: z.string().regex(/^[^$]*(?:\$timeFilter[^$]*)+$/),
      rawQuery: z.literal(true),
      resultFormat: z.literal('time_series'),
    }),
    z.strictObject({
      refId: z.string(),
      expr: z.string().regex(/^[^$]+$/),
      instant: z.literal(true),
      range: z.literal(false),
      editorMode: z.literal('code'),
    }),
    z.strictObject({
      refId: z.string(),
      datasource: z.strictObject({ type: z.literal('__expr__'), uid: z.literal('__expr__') }),
      type: z.literal('reduce'),
      expression: z.string(),
      reducer: z.literal('last'),
      settings: z.strictObject({ mode: z.literal('dropNN') }),
    }),
    z.strictObject({
      refId: z.string(),
      datasource: z.strictObject({ type: z.literal('__expr__'), uid: z.literal('__expr__') }),
      type: z.literal('threshold'),
      expression: z.string(),
      conditions: z.tuple([
        z.strictObject({
          evaluator: z.strictObject({ type: z.enum(['gt', 'lt']), params: z.tuple([z.number()]) }),
        }),
      ]),
    }),
  ]),
});

const Rule = z.strictObject({
  uid: Uid,
  title: Title.and(Expanded),
  condition: z.string(),
  data: z.array(Step).min(1),
  for: z.string().regex(/^\d+[mh]$/),
  noDataState: z.enum(['NoData', 'Alerting', 'OK', 'KeepLast']),
  execErrState: z.enum(['Error', 'Alerting', 'OK', 'KeepLast']),
  annotations: z.strictObject({ summary: z.string(), summary_en: z.string() }),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
  isPaused: z.literal(false),
  dashboardUid: Uid,
  panelId: z.int().min(1),
});
export type Rule = z.infer<typeof Rule>;

export const RuleFile = z.strictObject({
  apiVersion: z.literal(1),
  groups: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: Title,
      folder: Title,
      interval: z.literal('1m'),
      rules: z.array(Rule),
    }),
  ),
});

export const ContactPointFile = z.strictObject({
  apiVersion: z.literal(1),
  contactPoints: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: Title,
      receivers: z.array(
        z.strictObject({
          uid: Uid,
          type: z.literal('email'),
          settings: z.strictObject({ addresses: Expanded.min(1), singleEmail: z.boolean() }),
          disableResolveMessage: z.boolean(),
        }),
      ),
    }),
  ),
});

const Matcher = z.tuple([z.string(), z.literal('='), Expanded]);
const Route = z.strictObject({
  receiver: z.string(),
  object_matchers: z.array(Matcher).min(1),
  group_wait: z.string(),
  repeat_interval: z.string(),
});
export type Route = z.infer<typeof Route>;

export const PolicyFile = z.strictObject({
  apiVersion: z.literal(1),
  policies: z.tuple([
    z.strictObject({
      orgId: z.literal(1),
      receiver: z.string(),
      group_by: z.array(z.string()),
      group_wait: z.string(),
      group_interval: z.string(),
      repeat_interval: z.string(),
      routes: z.array(Route),
    }),
  ]),
});
export type PolicyFile = z.infer<typeof PolicyFile>;
