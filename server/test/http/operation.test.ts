import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiReadiness } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import type { Statistics } from '../../src/http/ports.ts';
import { problemIn } from './support/problem.ts';
import { NOW, type Rig, type RigOptions, STATISTICS, startRig } from './support/rig.ts';
import { sendTo } from './support/send.ts';

function withStatistics(change: Partial<Statistics>): RigOptions {
  return { ports: { statistics: () => ({ ...STATISTICS, ...change }) } };
}

function withoutBroker(): Statistics {
  const { broker: _, ...others } = STATISTICS;
  return others;
}

const AWAY: Statistics['source'] = {
  subscribed: false,
  problem: 'refused by the broker',
  received: 0,
  acknowledged: 0,
  pending: 0,
  refused: 0,
  strays: 0,
};

describe('/healthz and /readyz', () => {
  test('say alive and ready, with the state of each part', async () => {
    await using rig = await startRig();
    expect(await (await rig.get('/healthz')).json()).toEqual({ status: 'alive' });
    const { checks } = ApiReadiness.parse(await (await rig.get('/readyz')).json());
    expect(checks).toEqual([
      { name: 'journal', detail: '10 % of its room is in use, 12 messages are not stored yet' },
      { name: 'ingest', detail: 'running' },
      { name: 'broker', detail: '1 listeners open' },
      { name: 'store', detail: 'reachable' },
    ]);
  });

  const journal = STATISTICS.journal;
  test.each([
    ['journal', withStatistics({ journal: { ...journal, level: 'full' } }), /takes no messages, full/],
    [
      'journal',
      withStatistics({ journal: { ...journal, level: 'failed', problem: 'disk I/O' } }),
      /disk I\/O/,
    ],
    ['broker', withStatistics({ broker: { ...brokerOf(STATISTICS), listeners: 0 } }), /0 listeners/],
    ['ingest', { ports: { statistics: () => Promise.reject(new Error('thread gone')) } }, /thread gone/],
    [
      'ingest',
      withStatistics({ pipeline: { ...STATISTICS.pipeline, halted: true, problems: ['our fault'] } }),
      /our fault/,
    ],
    [
      'source',
      { ports: { statistics: () => ({ ...withoutBroker(), source: AWAY }) } },
      /refused by the broker/,
    ],
  ])('/readyz is 503 and names the %s', async (name, options, detail) => {
    await using rig = await startRig(options);
    const problem = await problemIn(await rig.get('/readyz'), 503);
    expect(problem.type).toBe('/api/problems/not-ready');
    expect(problem.errors).toEqual([{ field: name, message: expect.stringMatching(detail) }]);
    expect((await rig.get('/healthz')).status).toBe(200);
  });

  test('/readyz is 503 when the store is away', async () => {
    await using rig = await startRig();
    await rig.store.close();
    const problem = await problemIn(await rig.get('/readyz'), 503);
    expect(problem.errors).toMatchObject([{ field: 'store' }]);
  });

  test('an external broker that is away is told, and no fault while devices can come here', async () => {
    await using rig = await startRig(withStatistics({ source: AWAY }));
    const { checks } = ApiReadiness.parse(await (await rig.get('/readyz')).json());
    expect(checks).toContainEqual({ name: 'source', detail: 'not subscribed: refused by the broker' });
  });

  test('a nearly full journal is ready and says so; no broker is no fault', async () => {
    const statistics = () => ({ ...withoutBroker(), journal: { ...journal, level: 'near' as const } });
    await using rig = await startRig({ ports: { statistics } });
    const { checks } = ApiReadiness.parse(await (await rig.get('/readyz')).json());
    expect(checks.map((check) => check.name)).toEqual(['journal', 'ingest', 'store']);
    expect(checks[0]?.detail).toMatch(/^nearly full/);
  });
});

function brokerOf({ broker }: Statistics) {
  if (broker === undefined) throw new Error('no broker');
  return broker;
}

describe('/metrics', () => {
  test('is Prometheus text: each sample belongs to a family with help and type', async () => {
    const heads = {
      audit: () => ({ id: 1, hash: 'a' }),
      seals: () => ({ n: 3, to: NOW - 1_800_000, hash: 'b' }),
    };
    await using rig = await startRig({ ports: { heads } });
    await rig.get('/api/v1/plants/ipal-banyurip');
    const response = await rig.get('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const samples = parseMetrics(await response.text());
    expect(samples.get('banyu_broker_deliveries_acknowledged_total')).toBe(985);
    expect(samples.get('banyu_broker_logins_refused_total{reason="credential"}')).toBe(2);
    expect(samples.get('banyu_ingest_waiting_entries{lane="live"}')).toBe(1);
    expect(samples.get('banyu_sealing_lag_seconds')).toBe(1_800);
    expect(samples.get('banyu_ingest_repairs_total')).toBe(0);
    expect(samples.get('banyu_requalify_waiting_readings')).toBe(12);
    expect(samples.get('banyu_requalify_due')).toBe(0);
    expect(samples.get('banyu_journal_accepting')).toBe(1);
    expect(samples.get('banyu_journal_last_commit_seconds')).toBe(0.004);
    expect(samples.get('banyu_live_clients')).toBe(0);
    expect(samples.get('banyu_http_request_seconds_count{route="/api/v1/plants/:plant",status="200"}')).toBe(
      1,
    );
    expect(samples.has('process_cpu_seconds_total')).toBe(true);
  });

  test('shows counters as they are at each scrape, and ids of nobody', async () => {
    let messages = 1;
    const statistics = () => ({ ...STATISTICS, pipeline: { ...STATISTICS.pipeline, messages } });
    await using rig = await startRig({ ports: { statistics } });
    const scrape = async () => parseMetrics(await (await rig.get('/metrics')).text());
    expect((await scrape()).get('banyu_ingest_messages_total')).toBe(1);
    messages = 5;
    const samples = await scrape();
    expect(samples.get('banyu_ingest_messages_total')).toBe(5);
    expect([...samples.keys()].join()).not.toContain('banyurip');
  });

  test('leaves out what is not there', async () => {
    const { broker: _, ...others } = STATISTICS;
    await using rig = await startRig({ ports: { statistics: () => others } });
    const samples = parseMetrics(await (await rig.get('/metrics')).text());
    expect([...samples.keys()].filter((name) => name.startsWith('banyu_broker'))).toEqual([]);
  });
});

/** Samples by name and labels; fails on lines that are none, and on samples without a family. */
function parseMetrics(text: string): Map<string, number> {
  const families = new Set<string>();
  const samples = new Map<string, number>();
  for (const line of text.split('\n').filter((l) => l !== '')) {
    const family = line.match(/^# (?:HELP|TYPE) ([a-z_]\w*) \S/)?.[1];
    if (family !== undefined) {
      families.add(family);
      continue;
    }
    const [, name = '', labels = '', value = ''] =
      line.match(/^([a-z_]\w*)(\{(?:\w+="[^"\\\n]*",?)+\})? (\S+)$/) ?? [];
    expect(name, line).not.toBe('');
    expect(families.has(name) || families.has(name.replace(/_(bucket|sum|count)$/, '')), line).toBe(true);
    expect(value, line).toMatch(/^(-?[\d.]+(e[+-]?\d+)?|\+Inf|NaN)$/i);
    expect(samples.has(name + labels), line).toBe(false);
    samples.set(name + labels, Number(value));
  }
  return samples;
}

describe('the console', () => {
  test('is a page that says what to do while it is not built, and is there once it is', async () => {
    await using rig = await startRig();
    await rm(rig.consoleDirectory, { recursive: true });
    const before = await rig.get('/');
    expect(before.status).toBe(503);
    expect(before.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await before.text()).toContain('npm run build');
    await build(rig);
    const after = await rig.get('/');
    expect(after.status).toBe(200);
    expect(await after.text()).toBe('<!doctype html>console');
  });

  test('is never stale: names that change with the content are kept for a year, all others asked for again', async () => {
    await using rig = await startRig();
    await build(rig);
    const cacheOf = async (path: string) => (await rig.get(path)).headers.get('cache-control');
    expect(await cacheOf('/')).toBe('no-cache');
    expect(await cacheOf('/index.html')).toBe('no-cache');
    expect(await cacheOf('/favicon.svg')).toBe('no-cache');
    expect(await cacheOf('/assets/index-B7f3kQ2x.js')).toBe('public, max-age=31536000, immutable');
    expect(await cacheOf('/assets/plain.js')).toBe('no-cache');
    const script = await rig.get('/assets/index-B7f3kQ2x.js');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    const etag = (await rig.get('/')).headers.get('etag') ?? '';
    const again = await sendTo(rig.port, '/', { host: 'localhost', 'if-none-match': etag });
    expect(again.status).toBe(304);
  });

  test('hides dot files', async () => {
    await using rig = await startRig();
    await build(rig);
    await problemIn(await rig.get('/.env'), 404);
  });
});

async function build(rig: Rig): Promise<void> {
  await mkdir(join(rig.consoleDirectory, 'assets'), { recursive: true });
  const files = {
    'index.html': '<!doctype html>console',
    'favicon.svg': '<svg/>',
    '.env': 'SECRET=1',
    'assets/index-B7f3kQ2x.js': '1',
    'assets/plain.js': '2',
  };
  for (const [name, content] of Object.entries(files))
    await writeFile(join(rig.consoleDirectory, name), content);
}
