import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { FIGURES, type FigureSources, registerFigure } from './figures.ts';
import type { HttpPorts } from './ports.ts';

export interface Metrics {
  readonly contentType: string;
  /** The text a scrape gets. Throws what the ports throw. */
  text(): Promise<string>;
  /** Counts an answered request under its route's pattern. */
  observeRequest(route: string, status: number, seconds: number): void;
}

type MetricPorts = Pick<
  HttpPorts,
  | 'statistics'
  | 'rejects'
  | 'repairs'
  | 'live'
  | 'heads'
  | 'requalifications'
  | 'requalificationQueue'
  | 'clock'
>;

/** The house's figures, the process's, and those of HTTP itself, in a registry of their own. */
export function createMetrics(ports: MetricPorts): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'banyu_http_request_seconds',
    help: 'Time to answer an HTTP request',
    labelNames: ['route', 'status'] as const,
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5],
    registers: [registry],
  });
  const show = FIGURES.map((figure) => registerFigure(registry, figure));
  return {
    contentType: registry.contentType,
    async text() {
      const [statistics, rejects, repairs, sealed, requalified, requalifyDue] = await Promise.all([
        ports.statistics(),
        ports.rejects.counts(),
        ports.repairs.count({}),
        ports.heads.seals(),
        ports.requalifications.left(),
        ports.requalificationQueue.count(),
      ]);
      const sources: FigureSources = {
        ...{ ...statistics, rejects, repairs, requalified, requalifyDue, live: ports.live.statistics() },
        sealing: sealed === undefined ? undefined : { lagMs: ports.clock() - sealed.to, rounds: sealed.n },
      };
      for (const update of show) update(sources);
      return registry.metrics();
    },
    observeRequest(route, status, seconds) {
      requests.observe({ route, status }, seconds);
    },
  };
}
