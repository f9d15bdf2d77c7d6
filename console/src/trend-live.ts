import type { ApiClient } from './api/client.ts';
import {
  type Curve,
  curveOf,
  extendedHistory,
  failedHistory,
  type History,
  loadedHistory,
  loadingHistory,
  NO_HISTORY,
} from './history.ts';
import { Box, type Observable } from './observable.ts';
import type { PlantLive } from './plant-live.ts';
import type { Range, Values } from './route.ts';
import { type SeriesRef, seriesKey } from './series-key.ts';

/** How long a period is, and in how many points it is asked for at most. The shortest shows every reading. */
export const PERIODS: Readonly<
  Record<Range, { readonly ms: number; readonly mode: Curve['mode']; readonly points: number }>
> = {
  '1h': { ms: 3_600_000, mode: 'raw', points: 5_000 },
  '6h': { ms: 6 * 3_600_000, mode: 'aggregated', points: 400 },
  '24h': { ms: 24 * 3_600_000, mode: 'aggregated', points: 320 },
  '7d': { ms: 7 * 86_400_000, mode: 'aggregated', points: 350 },
};

/** The large trend of one series over one period: loaded, then extended by the plant's feed. */
export class TrendLive {
  readonly range: Range;
  readonly values: Values;
  readonly #live: PlantLive;
  readonly #api: ApiClient;
  readonly #series: SeriesRef;
  readonly #now: () => number;
  readonly #history = new Box<History>(NO_HISTORY);
  readonly #ends: (() => void)[];
  #loads = 0;
  /** Up to here the server was asked: corrections speak of the past, so what is older would come uncorrected. */
  #asked = Number.NEGATIVE_INFINITY;

  constructor(
    live: PlantLive,
    api: ApiClient,
    series: SeriesRef,
    shown: { readonly range: Range; readonly values: Values },
    now: () => number,
  ) {
    this.#live = live;
    this.#api = api;
    this.#series = series;
    this.range = shown.range;
    this.values = shown.values;
    this.#now = now;
    const key = seriesKey(series);
    this.#ends = [
      live.follow((readings) => {
        const own = readings.filter((reading) => seriesKey(reading) === key && this.#takes(reading));
        if (own.length > 0) this.#history.set(extendedHistory(this.#history.get(), own, this.#from()));
      }),
      live.epoch.listen(() => void this.load()),
    ];
    void this.load();
  }

  get history(): Observable<History> {
    return this.#history;
  }

  async load(): Promise<void> {
    this.#loads += 1;
    const load = this.#loads;
    const newest = this.#live.state.get().latest.get(seriesKey(this.#series))?.t ?? this.#now();
    const from = this.#from();
    const { mode, points, ms } = PERIODS[this.range];
    this.#history.set(loadingHistory(this.#history.get(), newest));
    const { point, device, parameter } = this.#series;
    const to = Math.max(newest, from) + 1;
    this.#asked = to;
    const answer = await this.#api.series(this.#live.plant, {
      point,
      device,
      parameter,
      from,
      to,
      mode,
      points,
      ...(this.values === 'corrected' && { values: this.values }),
    });
    if (load !== this.#loads) return;
    const history = this.#history.get();
    switch (answer.status) {
      case 'ok':
        this.#history.set(loadedHistory(history, curveOf(answer.value, mode, ms / points)));
        break;
      case 'problem':
        this.#history.set(failedHistory(history, answer.detail));
        break;
      case 'unreachable':
        this.#history.set(failedHistory(history, ''));
        break;
    }
  }

  close(): void {
    this.#loads += 1;
    for (const end of this.#ends) end();
  }

  #takes({ t }: { readonly t: number }): boolean {
    return this.values === 'raw' || t >= this.#asked;
  }

  #from(): number {
    return this.#now() - PERIODS[this.range].ms;
  }
}
