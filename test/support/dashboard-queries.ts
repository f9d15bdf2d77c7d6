import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Dashboard,
  type InfluxTarget,
  type Panel,
  type PrometheusTarget,
  readDashboard,
} from '../../dashboards/test/support/dashboard-file.ts';
import type { InfluxAnswer } from '../../dashboards/test/support/frames.ts';
import { type Chosen, interpolate, namesIn, one } from '../../dashboards/test/support/interpolate.ts';
import { expandMacros, MACROS, type PanelRange } from '../../dashboards/test/support/macros.ts';
import { ROOT } from './source-files.ts';

const PROVISIONING = join(ROOT, 'dashboards/provisioning');

/** A dashboard as Grafana would read it from the committed folder. */
export function dashboardsOf(language: 'id' | 'en'): readonly Dashboard[] {
  const folder = join('dashboards/provisioning/dashboards', language);
  return readdirSync(join(ROOT, folder)).map((file) =>
    readDashboard(readFileSync(join(ROOT, folder, file), 'utf8')),
  );
}

export function provisioningText(path: string): string {
  return readFileSync(join(PROVISIONING, path), 'utf8');
}

/** A question that a dashboard asks, and where it stands. */
export interface Question {
  readonly where: string;
  readonly query: string;
  readonly target?: InfluxTarget;
  /** The panel's, ms. */
  readonly shortestMs?: number;
}

/** Every InfluxQL text of a dashboard: of panels, variables and annotations. */
export function questionsOf(dashboard: Dashboard): readonly Question[] {
  return [
    ...panelsOf(dashboard).flatMap(({ title, interval, targets = [] }) =>
      targets.flatMap((target) =>
        'query' in target
          ? [
              {
                where: `${dashboard.uid} "${title}" ${target.refId}`,
                query: target.query,
                target,
                ...(interval !== undefined && { shortestMs: minutes(interval) }),
              },
            ]
          : [],
      ),
    ),
    ...dashboard.templating.list.flatMap((variable) =>
      variable.type === 'query'
        ? [{ where: `${dashboard.uid} variable ${variable.name}`, query: variable.query }]
        : [],
    ),
    ...dashboard.annotations.list.flatMap(({ name, target }) =>
      typeof target.query === 'string'
        ? [{ where: `${dashboard.uid} annotation "${name}"`, query: target.query }]
        : [],
    ),
  ];
}

function minutes(interval: string): number {
  const [, count] = /^(\d+)m$/.exec(interval) ?? [];
  if (count === undefined) throw new RangeError(`expected an interval in minutes, got ${interval}`);
  return Number(count) * 60_000;
}

export function panelsOf(dashboard: Dashboard): readonly Panel[] {
  return dashboard.panels.filter((item) => item.type !== 'row');
}

export function healthQueriesOf(dashboard: Dashboard): readonly PrometheusTarget[] {
  return panelsOf(dashboard).flatMap(({ targets = [] }) => targets.filter((target) => 'expr' in target));
}

/** Asks InfluxDB as Grafana does: variables and macros put in, one statement, times in ms. */
export class Asking {
  readonly #url: string;
  readonly #database: string;

  constructor(url: string, database: string) {
    this.#url = url;
    this.#database = database;
  }

  async ask(
    { query, shortestMs }: Pick<Question, 'query' | 'shortestMs'>,
    over: PanelRange,
    variables: Readonly<Record<string, Chosen>> = {},
  ): Promise<InfluxAnswer> {
    const stranger = namesIn(query).find(
      (name) => !MACROS.includes(name) && !['__from', '__to'].includes(name) && variables[name] === undefined,
    );
    if (stranger !== undefined) throw new Error(`$${stranger} stands for nothing in: ${query}`);
    const ofTheRange = { __from: one(String(over.from)), __to: one(String(over.to)) };
    const text = expandMacros(interpolate(query, { ...ofTheRange, ...variables }), {
      ...over,
      ...(shortestMs !== undefined && { shortestMs }),
    });
    const response = await fetch(
      `${this.#url}/query?${new URLSearchParams({ db: this.#database, epoch: 'ms' })}`,
      { method: 'POST', body: new URLSearchParams({ q: text }) },
    );
    const body = await response.text();
    if (!response.ok) throw new Error(`InfluxDB returned error: ${body} to: ${text}`);
    const answer = JSON.parse(body) as InfluxAnswer;
    const failed = answer.results.find(({ error }) => error !== undefined);
    if (failed !== undefined) throw new Error(`${failed.error} to: ${text}`);
    return answer;
  }
}
