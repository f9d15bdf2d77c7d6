export interface PanelRange {
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
  /** The panel's width in pixels, which is how many points it asks for. */
  readonly width: number;
  /** The panel's shortest interval, ms; default: the data source's. */
  readonly shortestMs?: number;
}

/** The data source's `timeInterval`, ms: no bucket is shorter. */
const SHORTEST_MS = 10_000;

/** From below this many ms on, buckets are as long as the second figure: Grafana's steps. */
const STEPS: readonly (readonly [below: number, ms: number])[] = [
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
  [Number.POSITIVE_INFINITY, 31_536_000_000],
];

const UNITS: readonly (readonly [ms: number, unit: string])[] = [
  [31_536_000_000, 'y'],
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1_000, 's'],
];

/** The length of a panel's buckets, ms. */
export function intervalOf({ from, to, width, shortestMs = SHORTEST_MS }: PanelRange): number {
  const ms = (to - from) / width;
  const [, step] = STEPS.find(([below]) => ms < below) ?? [0, shortestMs];
  return Math.max(step, shortestMs);
}

/** What the server puts in; all else is a variable, or a mistake. */
export const MACROS: readonly string[] = ['timeFilter', '__interval', '__interval_ms', 'interval'];

/** Puts time and interval in, as Grafana's server does before it asks InfluxDB. */
export function expandMacros(query: string, range: PanelRange): string {
  const intervalMs = intervalOf(range);
  const interval = durationText(intervalMs);
  return query
    .replaceAll('$timeFilter', `time >= ${range.from}ms and time <= ${range.to}ms`)
    .replaceAll('$interval', interval)
    .replaceAll('$__interval_ms', String(intervalMs))
    .replaceAll('$__interval', interval);
}

/** Whole units of the largest that fits: 90 s is `1m`, and a year `1y`, which InfluxQL does not know. */
function durationText(ms: number): string {
  const [unitMs, unit] = UNITS.find(([each]) => ms >= each) ?? [1, 'ms'];
  return `${Math.floor(ms / unitMs)}${unit}`;
}
