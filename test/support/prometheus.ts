import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { eventually, freePort } from './server.ts';
import { ROOT } from './source-files.ts';

const run = promisify(execFile);

/** One series of an answer: its labels, and its values from the oldest to the newest. */
export interface PromSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

const Answer = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});
const Metadata = z.object({
  data: z.record(z.string(), z.array(z.object({ type: z.string() })).min(1)),
});

/** How far back the panels of the tests look, and how wide their rates are, s. */
const RANGE_S = 60;
const RATE_S = 30;

/** A real Prometheus (Debian's package `prometheus`) of a test's own, its data in a folder that goes with it. */
export class Prometheus {
  readonly #url: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  constructor(url: string, folder: string, server: ChildProcess) {
    this.#url = url;
    this.#folder = folder;
    this.#process = server;
  }

  /** Asks as a panel does over the last minute, the intervals put in as Grafana does; what is not a number is left out. */
  async ask(expr: string): Promise<readonly PromSeries[]> {
    const query = expr.replaceAll('$__rate_interval', `${RATE_S}s`).replaceAll('$__range', `${RANGE_S}s`);
    const end = Date.now() / 1_000;
    const body = new URLSearchParams({ query, start: String(end - RANGE_S), end: String(end), step: '1' });
    const response = await fetch(`${this.#url}/api/v1/query_range`, { method: 'POST', body });
    const text = await response.text();
    if (!response.ok) throw new Error(`Prometheus answers ${text} to: ${query}`);
    return Answer.parse(JSON.parse(text)).data.result.map(({ metric, values }) => ({
      labels: metric,
      values: values.map(([, value]) => Number(value)).filter(Number.isFinite),
    }));
  }

  /** What the scraped metrics are: `counter`, `gauge`, `histogram`. */
  async kinds(): Promise<ReadonlyMap<string, string>> {
    const { data } = Metadata.parse(await (await fetch(`${this.#url}/api/v1/metadata`)).json());
    return new Map(Object.entries(data).map(([name, [first]]) => [name, first?.type ?? '']));
  }

  async remove(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exit = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exit;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Starts one with the configuration that the project ships, which reads `target` (host:port), but more often. */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'banyu-prometheus-'));
  const shipped = parseDocument(await readFile(join(ROOT, 'deploy/compose/prometheus.yml'), 'utf8'));
  shipped.setIn(['global', 'scrape_interval'], '500ms');
  shipped.setIn(['global', 'scrape_timeout'], '500ms');
  shipped.setIn(['scrape_configs', 0, 'static_configs', 0, 'targets'], [target]);
  const file = join(folder, 'prometheus.yml');
  await writeFile(file, shipped.toString());
  await run('promtool', ['check', 'config', file]);
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  const prometheus = new Prometheus(`http://${address}`, folder, server);
  try {
    await eventually(
      'Prometheus ready',
      async () => {
        if (server.exitCode !== null) throw new Error(`prometheus ended with ${server.exitCode}`);
        const response = await fetch(`http://${address}/-/ready`).catch(() => undefined);
        await response?.body?.cancel();
        return response?.ok ? true : undefined;
      },
      30_000,
    );
  } catch (error) {
    await prometheus.remove();
    throw error;
  }
  return prometheus;
}
