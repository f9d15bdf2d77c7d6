import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { provisioningFiles } from '../src/files.ts';
import { isOver, repeatedEvery } from './support/alert-state.ts';
import { readDashboard } from './support/dashboard-file.ts';
import {
  ContactPointFile,
  DataSourceFile,
  PolicyFile,
  ProviderFile,
  RuleFile,
} from './support/provisioning-schema.ts';

const FILES = provisioningFiles();
const text = (path: string): string => FILES.get(path) ?? '';
const RULES_FILE = 'alerting/banyu-rules.yaml';

const RULES = RuleFile.parse(parse(text(RULES_FILE))).groups.flatMap(({ rules }) => rules);
const POLICIES = PolicyFile.parse(parse(text('alerting/banyu-policies.yaml')));
const DASHBOARDS = [...FILES]
  .filter(([path]) => path.endsWith('.json'))
  .map(([, json]) => readDashboard(json));

it('the other provisioning files have only keys that Grafana knows', () => {
  DataSourceFile.parse(parse(text('datasources/banyu.yaml')));
  ProviderFile.parse(parse(text('dashboards/banyu.yaml')));
  ContactPointFile.parse(parse(text('alerting/banyu-contact-points.yaml')));
});

it('every data source of a dashboard and a rule is provisioned', () => {
  const { datasources } = DataSourceFile.parse(parse(text('datasources/banyu.yaml')));
  const known = new Set(['__expr__', ...datasources.map(({ uid }) => uid)]);
  const used = RULES.flatMap(({ data }) => data.map(({ datasourceUid }) => datasourceUid));
  expect(used.filter((uid) => !known.has(uid))).toEqual([]);
});

it('every receiver of the policies is a contact point', () => {
  const { contactPoints } = ContactPointFile.parse(parse(text('alerting/banyu-contact-points.yaml')));
  const [root] = POLICIES.policies;
  const receivers = [root.receiver, ...root.routes.map(({ receiver }) => receiver)];
  const known = contactPoints.map(({ name }) => name);
  expect(receivers.filter((name) => !known.includes(name))).toEqual([]);
});

it('critical alerts are told every hour, others twice a day', () => {
  const every = (severity: string) => repeatedEvery(POLICIES, { severity });
  expect([every('critical'), every('warning'), every('other')]).toEqual(['1h', '12h', '12h']);
});

it('a route that asks for another severity is seen to be wrong', () => {
  const broken = text('alerting/banyu-policies.yaml').replace('critical', 'warning');
  expect(broken).not.toBe(text('alerting/banyu-policies.yaml'));
  expect(repeatedEvery(PolicyFile.parse(parse(broken)), { severity: 'critical' })).not.toBe('1h');
});

describe.each(RULES.map((rule) => [rule.uid, rule] as const))('rule %s', (_, rule) => {
  it('computes in steps that stand on each other, and links to a panel that is there', () => {
    const ids = rule.data.map(({ refId }) => refId);
    expect(ids.at(-1)).toBe(rule.condition);
    for (const [i, { model, refId }] of rule.data.entries()) {
      expect(model.refId).toBe(refId);
      if ('expression' in model) expect(ids.slice(0, i)).toContain(model.expression);
    }
    const dashboard = DASHBOARDS.find(({ uid }) => uid === rule.dashboardUid);
    expect(dashboard?.panels.some(({ id, type }) => id === rule.panelId && type !== 'row')).toBe(true);
  });
});

it('no two rules have one uid or one title', () => {
  expect(new Set(RULES.map(({ uid }) => uid)).size).toBe(RULES.length);
  expect(new Set(RULES.map(({ title }) => title)).size).toBe(RULES.length);
});

// The value at the limit itself is no alert yet.
it.each([
  ['banyu-device-silent', 0, 1],
  ['banyu-bad-data-cod', 0.49, 0.5],
  ['banyu-outside-limits', 1, 0],
  ['banyu-down', 0, 1],
  ['banyu-journal-refuses', 0, 1],
  ['banyu-journal-fills', 0.51, 0.5],
  ['banyu-store-away', 1, 0],
  ['banyu-disk-fills', 2 ** 31 - 1, 2 ** 31],
])('%s fires at %f and not at %f', (uid, wrong, right) => {
  const rule = RULES.find((each) => each.uid === uid);
  if (rule === undefined) throw new Error(`no rule ${uid}`);
  expect([isOver(rule, wrong), isOver(rule, right)]).toEqual([true, false]);
});

describe('the strict schemas', () => {
  it.each([
    [/execErrState/, 'executionErrorState'],
    [/labels:/, 'tags:'],
    [/severity: warning/, 'severity: low'],
    [/title: Perangkat diam/, 'title: $labels.device'],
    [/time\(15m\)/, 'time($__interval)'],
    [/type: lt/, 'type: below'],
    [/interval: 1m/, 'interval: 15s'],
    [/uid: banyu-device-silent/, 'uid: banyu device silent'],
  ])('turn red on %s made %s', (from, to) => {
    const broken = text(RULES_FILE).replace(from, to);
    expect(broken).not.toBe(text(RULES_FILE));
    expect(RuleFile.safeParse(parse(broken)).success).toBe(false);
  });

  it('turn red on a second default source, and on a variable of another house', () => {
    const broken = (from: string, to: string) =>
      DataSourceFile.safeParse(parse(text('datasources/banyu.yaml').replace(from, to))).success;
    expect(broken('isDefault: false', 'isDefault: true')).toBe(false);
    expect(broken('$BANYU_INFLUXDB_URL', '$INFLUX_URL')).toBe(false);
  });
});
