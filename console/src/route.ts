import type { SeriesRef } from './series-key.ts';

/** Periods of the large trend. */
export const RANGES = ['1h', '6h', '24h', '7d'] as const;
export type Range = (typeof RANGES)[number];

/** The parts of a plant's data page. */
export const DATA_PARTS = ['windows', 'corrections', 'reviews', 'rejects', 'findings', 'quality'] as const;
export type DataPart = (typeof DATA_PARTS)[number];

/** Which values a trend shows: as received, or with the corrections laid over. */
export const VALUES = ['raw', 'corrected'] as const;
export type Values = (typeof VALUES)[number];

/** What the laboratory's page shows. */
export const LABORATORY_VIEWS = ['samples', 'entry', 'upload', 'compare'] as const;
export type LaboratoryView = (typeof LABORATORY_VIEWS)[number];

/** What the address names: a plant, its laboratory, its data, or a series as a large trend; or the list of plants. */
export interface Route {
  readonly plant?: string;
  /** The plant's page about its laboratory, instead of its board. */
  readonly laboratory?: LaboratoryView;
  readonly trend?: SeriesRef;
  /** The trend's period; the default one when it is left out. */
  readonly range?: Range;
  /** As received when it is left out. */
  readonly values?: 'corrected';
  /** The plant's data page, instead of its live one. */
  readonly data?: DataPart;
}

export const DEFAULT_RANGE: Range = '6h';

const LABORATORY = 'laboratory';

/** Reads `#/plant/point/device/parameter?range=6h&values=corrected`, `#/plant/data/reviews`; leaves out what makes no sense. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [plant, point, device, parameter] = path.split('/').map(decoded);
  if (!plant) return {};
  if (point === LABORATORY && !parameter) {
    return { plant, laboratory: LABORATORY_VIEWS.find((view) => view === device) ?? 'samples' };
  }
  // A device follows a point: no series has an address of this shape.
  if (point === 'data' && !parameter)
    return { plant, data: DATA_PARTS.find((part) => part === device) ?? DATA_PARTS[0] };
  if (!point || !device || !parameter) return { plant };
  const asked = new URLSearchParams(query);
  const range = RANGES.find((known) => known === asked.get('range')) ?? DEFAULT_RANGE;
  const trend = { point, device, parameter };
  return asked.get('values') === 'corrected'
    ? { plant, trend, range, values: 'corrected' }
    : { plant, trend, range };
}

/** The address of a route: what `parseRoute` reads. */
export function buildRoute({ plant, laboratory, data, trend, range = DEFAULT_RANGE, values }: Route): string {
  if (plant === undefined) return '#/';
  if (laboratory !== undefined) return `#/${encodeURIComponent(plant)}/${LABORATORY}/${laboratory}`;
  if (data !== undefined) return `#/${encodeURIComponent(plant)}/data/${data}`;
  if (trend === undefined) return `#/${encodeURIComponent(plant)}`;
  const path = [plant, trend.point, trend.device, trend.parameter];
  const query = new URLSearchParams();
  if (range !== DEFAULT_RANGE) query.set('range', range);
  if (values !== undefined) query.set('values', values);
  return `#/${path.map(encodeURIComponent).join('/')}${query.size === 0 ? '' : `?${query}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
