import type { ApiLiveReadings } from '@banyu/contracts';
import { type FeedAction, type FeedEvent, type FeedState, firstState, nextFeedState } from './feed-state.ts';
import { Box, type Observable } from './observable.ts';

/** What the feed tells its owner. */
export interface FeedListener {
  readings(live: ApiLiveReadings): void;
  /** Nothing known so far is sure to be complete: load everything. */
  load(): void;
  /** Fetches the latest readings; says whether the feed had missed some, or the server did not answer. */
  probe(): Promise<boolean>;
}

/** The part of the browser that the feed stands on. */
export interface FeedRig {
  open(url: string): EventSource;
  now(): number;
  /** In [0, 1). */
  chance(): number;
}

/** The live readings of one plant by server-sent events: resumes, reconnects, and notices a dead silence. */
export class Feed {
  readonly #url: string;
  readonly #listener: FeedListener;
  readonly #rig: FeedRig;
  readonly #state: Box<FeedState>;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #retry = () => this.retry();
  #source: EventSource | undefined;
  #lastId = '';

  constructor(url: string, listener: FeedListener, rig: FeedRig) {
    this.#url = url;
    this.#listener = listener;
    this.#rig = rig;
    this.#state = new Box(firstState(rig.now()));
    this.#timer = setInterval(() => this.#take({ kind: 'tick' }), 1_000);
    window.addEventListener('online', this.#retry);
    this.#open();
  }

  get state(): Observable<FeedState> {
    return this.#state;
  }

  /** Connects now instead of at the next attempt; nothing happens while it is connected. */
  retry(): void {
    if (this.#state.get().kind !== 'live') this.#take({ kind: 'retry' });
  }

  close(): void {
    clearInterval(this.#timer);
    window.removeEventListener('online', this.#retry);
    this.#source?.close();
  }

  #take(event: FeedEvent): void {
    const { state, actions } = nextFeedState(this.#state.get(), event, this.#rig.now(), this.#rig.chance());
    this.#state.set(state);
    for (const action of actions) this.#act(action);
  }

  #act(action: FeedAction): void {
    switch (action) {
      case 'open':
        this.#open();
        break;
      case 'load':
        this.#listener.load();
        break;
      case 'probe':
        void this.#listener.probe().then((behind) => this.#take({ kind: 'probed', behind }));
        break;
    }
  }

  #heard(event: MessageEvent<string>): void {
    this.#lastId = event.lastEventId;
    this.#take({ kind: 'heard' });
  }

  #open(): void {
    this.#source?.close();
    // A browser that reconnects sends the last id itself; for a connection of our own it goes into the address.
    const resume = this.#lastId === '' ? '' : `&lastEventId=${encodeURIComponent(this.#lastId)}`;
    const source = this.#rig.open(`${this.#url}${resume}`);
    this.#source = source;
    let resumed = resume !== '';
    source.addEventListener('open', () => {
      this.#take({ kind: 'opened', resumed });
      resumed = true;
    });
    source.addEventListener('error', () => {
      this.#take({ kind: source.readyState === EventSource.CLOSED ? 'ended' : 'lost' });
    });
    source.addEventListener('readings', (event: MessageEvent<string>) => {
      this.#heard(event);
      this.#listener.readings(JSON.parse(event.data) as ApiLiveReadings);
    });
    source.addEventListener('reset', (event: MessageEvent<string>) => {
      this.#heard(event);
      this.#listener.load();
    });
  }
}
