import type { SeriesRef } from './series-key.ts';

/** Periods of the large trend. */
export const RANGES = ['1h', '6h', '24h', '7d'] as const;
export type Range = (typeof RANGES)[number];

/** What the address names: a plant, or one series of it opened as a large trend, or neither: the list of plants. */
export interface Route {
  readonly plant?: string;
  readonly trend?: SeriesRef;
  /** The trend's period; the default one when it is left out. */
  readonly range?: Range;
}

export const DEFAULT_RANGE: Range = '6h';

/** Reads `#/plant/point/device/parameter?range=6h`; what makes no sense is left out. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [plant, point, device, parameter] = path.split('/').map(decoded);
  if (!plant) return {};
  if (!point || !device || !parameter) return { plant };
  const asked = new URLSearchParams(query).get('range');
  const range = RANGES.find((known) => known === asked) ?? DEFAULT_RANGE;
  return { plant, trend: { point, device, parameter }, range };
}

/** The address of a route: what `parseRoute` reads. */
export function buildRoute({ plant, trend, range = DEFAULT_RANGE }: Route): string {
  if (plant === undefined) return '#/';
  const path = trend === undefined ? [plant] : [plant, trend.point, trend.device, trend.parameter];
  const query = trend === undefined || range === DEFAULT_RANGE ? '' : `?range=${range}`;
  return `#/${path.map(encodeURIComponent).join('/')}${query}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
