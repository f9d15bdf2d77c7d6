import type { ApiParameter, ApiPlant } from '@banyu/contracts';
import type { ApiClient } from './api/client.ts';
import { Box, type Observable } from './observable.ts';

/** The plants and parameters the server knows. `detail` is empty when it did not answer at all. */
export type DirectoryState =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly detail: string; readonly since: number }
  | {
      readonly status: 'ready';
      readonly plants: readonly ApiPlant[];
      readonly parameters: ReadonlyMap<string, ApiParameter>;
    };

/** Plants change rarely; somebody who waits for the first one wants it soon. */
const REFRESH_MS = 60_000;
const WAITING_REFRESH_MS = 5_000;

/** Loads the directory and keeps it fresh for as long as the page lives. */
export class Directory {
  readonly #api: ApiClient;
  readonly #now: () => number;
  readonly #state = new Box<DirectoryState>({ status: 'loading' });
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: ApiClient, now: () => number) {
    this.#api = api;
    this.#now = now;
    void this.load();
  }

  get state(): Observable<DirectoryState> {
    return this.#state;
  }

  async load(): Promise<void> {
    clearTimeout(this.#timer);
    const [plants, parameters] = await Promise.all([this.#api.plants(), this.#api.parameters()]);
    const before = this.#state.get();
    if (plants.status === 'ok' && parameters.status === 'ok') {
      const byId = new Map(parameters.value.map((parameter) => [parameter.id as string, parameter]));
      this.#state.set({ status: 'ready', plants: plants.value, parameters: byId });
    } else if (before.status !== 'ready') {
      const refused = [plants, parameters].find((answer) => answer.status === 'problem');
      const since = before.status === 'failed' ? before.since : this.#now();
      this.#state.set({ status: 'failed', detail: refused?.detail ?? '', since });
    }
    const after = this.#state.get();
    clearTimeout(this.#timer);
    const waiting = after.status !== 'ready' || after.plants.length === 0;
    this.#timer = setTimeout(() => void this.load(), waiting ? WAITING_REFRESH_MS : REFRESH_MS);
  }
}
