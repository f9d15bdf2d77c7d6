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

/** The house's figures, the process's, and those of HTTP itself, in a registry of their own. */
export function createMetrics(ports: Pick<HttpPorts, 'statistics' | 'rejects' | 'live'>): Metrics {
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
      const [statistics, rejects] = await Promise.all([ports.statistics(), ports.rejects.counts()]);
      const sources: FigureSources = { ...statistics, rejects, live: ports.live.statistics() };
      for (const update of show) update(sources);
      return registry.metrics();
    },
    observeRequest(route, status, seconds) {
      requests.observe({ route, status }, seconds);
    },
  };
}
