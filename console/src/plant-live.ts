import type { ApiLiveReading, ApiLiveReadings, ApiReading } from '@banyu/contracts';
import type { ApiClient } from './api/client.ts';
import { Feed } from './feed.ts';
import type { FeedState } from './feed-state.ts';
import { curveOf, loadingHistory, NO_HISTORY } from './history.ts';
import { Box, type Observable } from './observable.ts';
import { inTurns, nextFrame } from './pace.ts';
import { EMPTY_PLANT, type PlantState, withCurve, withHistory, withLatest, withLive } from './plant-state.ts';

/** The stretch of a small trend, and its points. */
export const SMALL_TREND_MS = 2 * 3_600_000;
const SMALL_TREND_POINTS = 125;

/** Requests under way at once for the small trends. */
const PARALLEL_LOADS = 4;

/** How often devices are looked at: their coming and going is not in the feed. */
const DEVICES_EVERY_MS = 20_000;

/** After the server has thinned the feed, histories are fetched again, at most this often. */
const RELOAD_AFTER_THINNING_MS = 60_000;

/** How long after a failed load the next one is tried. */
const RETRY_LOAD_MS = 5_000;

/** One plant, kept up to date: loads, follows the feed, and folds what comes into one new state per frame. */
export class PlantLive {
  readonly plant: string;
  readonly #api: ApiClient;
  readonly #now: () => number;
  readonly #state = new Box<PlantState>(EMPTY_PLANT);
  readonly #epoch = new Box(0);
  readonly #feed: Feed;
  readonly #ended = new AbortController();
  readonly #devicesTimer: ReturnType<typeof setInterval>;
  readonly #followers = new Set<(readings: readonly ApiLiveReading[]) => void>();
  /** The load under way; an older one that comes back is not looked at. */
  #loads = 0;
  #waiting: ApiLiveReading[] = [];
  #cancelFrame: (() => void) | undefined;
  #loadTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(plant: string, api: ApiClient, now: () => number) {
    this.plant = plant;
    this.#api = api;
    this.#now = now;
    this.#feed = new Feed(
      api.streamUrl(plant),
      {
        readings: (live) => this.#take(live),
        load: () => void this.#load(),
        probe: () => this.#probe(),
      },
      { open: (url) => new EventSource(url), now, chance: Math.random },
    );
    this.#devicesTimer = setInterval(() => void this.#loadDevices(), DEVICES_EVERY_MS);
  }

  get state(): Observable<PlantState> {
    return this.#state;
  }

  get feed(): Observable<FeedState> {
    return this.#feed.state;
  }

  /** Changes when everything was loaded afresh: what is fetched beside it must be fetched again. */
  get epoch(): Observable<number> {
    return this.#epoch;
  }

  retry(): void {
    this.#feed.retry();
  }

  /** Is told of the live readings, once per frame at most, until the returned function is called. */
  follow(follower: (readings: readonly ApiLiveReading[]) => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  close(): void {
    this.#ended.abort();
    this.#feed.close();
    this.#cancelFrame?.();
    clearInterval(this.#devicesTimer);
    clearTimeout(this.#loadTimer);
  }

  async #load(): Promise<void> {
    clearTimeout(this.#loadTimer);
    this.#loadTimer = undefined;
    this.#loads += 1;
    const load = this.#loads;
    const [latest] = await Promise.all([this.#api.latest(this.plant), this.#loadDevices()]);
    if (this.#isOutdated(load)) return;
    if (latest.status !== 'ok') {
      // Without an answer the feed's own state says what is wrong; a refusal is told in the server's words.
      if (latest.status === 'problem') this.#update({ load: { status: 'failed', detail: latest.detail } });
      this.#loadAgainIn(RETRY_LOAD_MS);
      return;
    }
    this.#state.set(withLatest({ ...this.#state.get(), load: { status: 'ready' } }, latest.value));
    this.#epoch.set(load);
    const series = [...this.#state.get().latest];
    await inTurns(series, PARALLEL_LOADS, async ([key]) => {
      if (this.#isOutdated(load)) return;
      const newest = this.#state.get().latest.get(key);
      if (newest !== undefined) await this.#loadHistory(key, newest, load);
    });
  }

  async #loadHistory(key: string, newest: ApiReading, load: number): Promise<void> {
    const from = this.#now() - SMALL_TREND_MS;
    const history = this.#state.get().histories.get(key) ?? NO_HISTORY;
    this.#state.set(withHistory(this.#state.get(), key, loadingHistory(history, newest.t)));
    const to = Math.max(newest.t, from) + 1;
    const answer = await this.#api.series(this.plant, {
      point: newest.point,
      device: newest.device,
      parameter: newest.parameter,
      from,
      to,
      mode: 'aggregated',
      points: SMALL_TREND_POINTS,
    });
    if (this.#isOutdated(load) || answer.status !== 'ok') return;
    const curve = curveOf(answer.value, 'aggregated', SMALL_TREND_MS / SMALL_TREND_POINTS);
    this.#state.set(withCurve(this.#state.get(), key, curve));
  }

  #isOutdated(load: number): boolean {
    return this.#ended.signal.aborted || load !== this.#loads;
  }

  async #loadDevices(): Promise<void> {
    const devices = await this.#api.devices(this.plant);
    if (!this.#ended.signal.aborted && devices.status === 'ok') this.#update({ devices: devices.value });
  }

  /** True when the server had readings that the feed did not bring, or does not answer: the feed is dead. */
  async #probe(): Promise<boolean> {
    const answer = await this.#api.latest(this.plant);
    if (this.#ended.signal.aborted) return false;
    if (answer.status !== 'ok') return true;
    this.#flush();
    const before = this.#state.get();
    const after = withLatest(before, answer.value);
    this.#state.set(after);
    return after !== before;
  }

  #take({ readings, thinned }: ApiLiveReadings): void {
    this.#waiting.push(...readings);
    this.#cancelFrame ??= nextFrame(() => this.#flush());
    if (thinned === true) this.#loadAgainIn(RELOAD_AFTER_THINNING_MS);
  }

  #loadAgainIn(delayMs: number): void {
    this.#loadTimer ??= setTimeout(() => {
      this.#loadTimer = undefined;
      void this.#load();
    }, delayMs);
  }

  #flush(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
    const readings = this.#waiting;
    if (readings.length === 0) return;
    this.#waiting = [];
    this.#state.set(withLive(this.#state.get(), readings, this.#now() - SMALL_TREND_MS));
    for (const follower of this.#followers) follower(readings);
  }

  #update(change: Partial<PlantState>): void {
    this.#state.set({ ...this.#state.get(), ...change });
  }
}
