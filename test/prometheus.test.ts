import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { evaluate } from '../dashboards/test/support/alert-state.ts';
import { RuleFile } from '../dashboards/test/support/provisioning-schema.ts';
import { banyuHere } from './support/banyu-here.ts';
import { dashboardsOf, healthQueriesOf, panelsOf, provisioningText } from './support/dashboard-queries.ts';
import { type Prometheus, type PromSeries, startPrometheus } from './support/prometheus.ts';
import { eventually, freePort, type ServerRig, startServer } from './support/server.ts';

/*
 * The dashboards' and rules' PromQL, asked of a real Prometheus that reads a real server: with one device that is
 * connected and has been heard, one message of which a value was rejected, and one log-in that was refused.
 */

const DASHBOARDS = dashboardsOf('en');
const PANEL_QUERIES = DASHBOARDS.flatMap((dashboard) =>
  panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
    targets.flatMap((target) =>
      'expr' in target ? [{ where: `${dashboard.uid} "${title}" ${target.refId}`, expr: target.expr }] : [],
    ),
  ),
);
const RULES = RuleFile.parse(parse(provisioningText('alerting/banyu-rules.yaml'))).groups.flatMap(
  ({ rules }) =>
    rules.flatMap((rule) =>
      rule.data.flatMap(({ model }) => ('expr' in model ? [{ rule, expr: model.expr }] : [])),
    ),
);

const DEVICE = 'logger-satu';
const WITHIN_MS = 30_000;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let directory: string;
let server: ServerRig;
let device: mqtt.MqttClient;
let prometheus: Prometheus;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-watched-'));
  const mqttPort = await freePort();
  server = await startServer({ dataDirectory: directory, mqttPort, httpPort: await freePort() });
  prometheus = await startPrometheus(new URL(server.http).host);
  const env = { BANYU_DATA_DIRECTORY: directory, BANYU_MQTT_TCP_PORT: String(mqttPort) };
  await banyuHere(['plant', 'add', 'ipal-uji', '--name', 'IPAL Uji'], env);
  const { stdout } = await banyuHere(
    ['device', 'add', DEVICE, '--plant', 'ipal-uji', '--point', 'effluent'],
    env,
  );
  const secret = /^Secret\s+(\S+)$/m.exec(stdout)?.[1] ?? '';
  const url = `mqtt://127.0.0.1:${mqttPort}`;
  // Only what counts up between two looks has a rate.
  await newest('up');
  const account = { clientId: DEVICE, username: DEVICE };
  await expect(
    mqtt.connectAsync(url, { ...account, password: 'wrong', reconnectPeriod: 0 }),
  ).rejects.toThrow();
  device = await mqtt.connectAsync(url, { ...account, password: secret });
  const samples = [{ t: Date.now(), ph: 7.1, nonsense: 1 }];
  await device.publishAsync(
    `banyu/v1/ipal-uji/${DEVICE}/telemetry`,
    JSON.stringify({ v: 1, boot: 'x', seq: 1, samples }),
    { qos: 1 },
  );
});

afterAll(async () => {
  await device?.endAsync(true);
  await prometheus?.remove();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The newest value of each series, by its labels' values; waits until there is one. */
async function newest(expr: string): Promise<Readonly<Record<string, number>>> {
  const shown = (found: readonly PromSeries[]) =>
    found.flatMap(({ labels, values }) => {
      const last = values.at(-1);
      return last === undefined ? [] : [[Object.values(labels).join(' '), last] as const];
    });
  const series = await eventually(
    `an answer to ${expr}`,
    async () => {
      const found = shown(await prometheus.ask(expr));
      return found.length > 0 ? found : undefined;
    },
    WITHIN_MS,
  );
  return Object.fromEntries(series);
}

function exprOf(title: string): string {
  const query = PANEL_QUERIES.find(({ where }) => where.endsWith(`"${title}" A`));
  if (query === undefined) throw new Error(`no PromQL in "${title}"`);
  return query.expr;
}

it('no panel of a server at work is empty', async () => {
  expect(PANEL_QUERIES.length).toBe(DASHBOARDS.flatMap(healthQueriesOf).length);
  expect(PANEL_QUERIES.length).toBeGreaterThan(20);
  for (const { where, expr } of PANEL_QUERIES) {
    const values = Object.values(await newest(expr));
    expect(values.length, where).toBeGreaterThan(0);
  }
});

it.each([
  ['Journal accepts', 1],
  ['Problems now', 0],
  ['Devices online', 1],
  ['Seen by Prometheus', 1],
])('"%s" shows %i', async (title, expected) => {
  await expect
    .poll(async () => Object.values(await newest(exprOf(title))), { timeout: WITHIN_MS })
    .toEqual([expected]);
});

it('what was refused is shown under its reason', async () => {
  await expect
    .poll(async () => (await newest(exprOf('Log-ins refused'))).credential, { timeout: WITHIN_MS })
    .toBeGreaterThan(0);
  expect(Object.keys(await newest(exprOf('Rejects by reason')))).toEqual(['unknown-parameter']);
});

it('a rate is taken of what counts up, and of nothing else', async () => {
  const kinds = await prometheus.kinds();
  const rated = [...PANEL_QUERIES, ...RULES].flatMap(({ expr }) =>
    [...expr.matchAll(/\b(?:rate|increase)\((\w+)/g)].map(([, name = '']) => name),
  );
  expect(rated.length).toBeGreaterThan(10);
  for (const name of rated)
    expect([name, kinds.get(name) ?? kinds.get(name.replace(/_bucket$/, ''))]).toEqual([
      name,
      name.endsWith('_bucket') ? 'histogram' : 'counter',
    ]);
});

describe.each(RULES.map((each) => [each.rule.uid, each] as const))('rule %s', (_, { rule, expr }) => {
  it('has a value to decide by, and does not fire while all is well', async () => {
    const values = await newest(expr);
    const frames = Object.values(values).map((value) => ({
      name: '',
      labels: {},
      times: [0],
      values: [value],
    }));
    expect(frames).toHaveLength(1);
    expect(evaluate(rule, frames)).toEqual([]);
  });
});

it('an expression that is none, and a metric that nobody shows, turn red', async () => {
  await expect(prometheus.ask('sum(rate(banyu_ingest_messages_total))')).rejects.toThrow('parse error');
  expect(await prometheus.ask('sum(banyu_ingest_message_total)')).toEqual([]);
});
