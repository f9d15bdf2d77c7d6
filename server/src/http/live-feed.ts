import { type ApiLiveReset, type ReadingBatch, UnavailableError } from '@banyu/contracts';
import { LIVE_FEED_LIMITS, type LiveFeedLimits } from './live-limits.ts';
import { LiveRing } from './live-ring.ts';
import { type LiveFilter, type LiveWindow, liveWindow } from './live-window.ts';
import { HttpProblem } from './problem.ts';
import { sseEvent, sseHeartbeat, sseOpening } from './sse.ts';

export interface LiveFeedOptions {
  /** New with every start of the process, `[A-Za-z0-9]+`: positions of another epoch mean nothing. By default the time. */
  readonly epoch?: string;
  /** Unix time in ms. */
  readonly clock: () => number;
  readonly limits?: Partial<LiveFeedLimits>;
  /** Told when batches begin or cease to be of use; while they are not, `skip` stands for one. */
  readonly onWanted?: (wanted: boolean) => void;
}

/** Where the feed writes to: one open response. */
export interface LiveSink {
  write(text: string): void;
  /** Bytes written that the socket has not taken yet. */
  bufferedBytes(): number;
  end(): void;
  /** Cuts the connection without sending what waits. */
  destroy(): void;
}

export interface LiveFeedStatistics {
  readonly clients: number;
  readonly events: number;
  readonly readings: number;
  readonly thinned: number;
  readonly resumed: number;
  readonly resets: number;
  readonly droppedClients: number;
  readonly refusedClients: number;
}

/** Clients with the same filter and the same position: what is new is formatted once for all of them. */
interface Group {
  readonly key: string;
  readonly filter: LiveFilter;
  readonly sinks: Set<LiveSink>;
  position: number;
  /** When the last event was sent, and how long the next one waits after it. */
  flushedAt: number;
  pauseMs: number;
}

/**
 * Stored readings as they come, for whoever looks: a picture, not the record. A client's position is
 * `<epoch>-<n>`, n the last batch it was told of; it goes on from there as long as the ring reaches back.
 * A flush to a client that sees several plants is one event a plant, of which the last carries the position:
 * torn within, the flush comes again.
 */
export class LiveFeed {
  readonly limits: LiveFeedLimits;
  readonly #epoch: string;
  readonly #clock: () => number;
  readonly #ring: LiveRing;
  readonly #groups = new Map<string, Group>();
  readonly #onWanted: (wanted: boolean) => void;
  #position = 0;
  #clients = 0;
  #lastClientAt = Number.NEGATIVE_INFINITY;
  #flushTimer: NodeJS.Timeout | undefined;
  #heartbeatTimer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #counts = {
    events: 0,
    readings: 0,
    thinned: 0,
    resumed: 0,
    resets: 0,
    droppedClients: 0,
    refusedClients: 0,
  };

  constructor(options: LiveFeedOptions) {
    this.limits = { ...LIVE_FEED_LIMITS, ...options.limits };
    this.#epoch = options.epoch ?? options.clock().toString(36);
    this.#clock = options.clock;
    this.#onWanted = options.onWanted ?? (() => undefined);
    this.#ring = new LiveRing({ maxReadings: this.limits.ringReadings, maxAgeMs: this.limits.ringAgeMs });
  }

  /**
   * Tells of a stored batch. Hot path: keeps the batch, formats nothing. The batch is the feed's from now on;
   * its columns should be no longer than its rows need. When nobody has listened for the ring's age, it is let go.
   */
  publish(batch: ReadingBatch): void {
    if (batch.length === 0 || this.#closed) return;
    this.#position += 1;
    const now = this.#clock();
    if (this.#clients === 0 && now - this.#lastClientAt > this.limits.ringAgeMs) {
      if (this.#ring.readings > 0) this.#ring.clear();
      this.#onWanted(false);
      return;
    }
    this.#ring.push({ position: this.#position, publishedAt: now, batch });
    this.#scheduleFlush();
  }

  /** A batch was stored that nobody will ask for: who was here before it has missed something. */
  skip(): void {
    this.#position += 1;
  }

  /**
   * Adds a client, tells it where it stands and what it missed, and returns how to take it off again.
   * Throws HttpProblem when there are too many, UnavailableError when the server is stopping.
   */
  subscribe(request: { filter: LiveFilter; lastEventId: string | undefined; sink: LiveSink }): () => void {
    this.assertRoom();
    const { filter, lastEventId, sink } = request;
    const group = this.#groupOf(filter);
    const start = this.#startingPoint(lastEventId);
    // Clients of a group stand at one place: bring the group to where this one is, then this one to the group.
    if (start.from !== undefined && start.from > group.position) this.#flush(group);
    group.sinks.add(sink);
    this.#groups.set(group.key, group);
    this.#clients += 1;
    if (this.#clients === 1) this.#onWanted(true);
    this.#heartbeatTimer ??= setInterval(() => this.#heartbeat(), this.limits.heartbeatMs).unref();

    let text = sseOpening(this.limits.retryMs, this.#id(start.from ?? group.position));
    if (start.reset !== undefined) {
      this.#counts.resets += 1;
      text += sseEvent('reset', { reason: start.reset } satisfies ApiLiveReset, this.#id(group.position));
    } else if (start.from !== undefined) {
      this.#counts.resumed += 1;
      text += this.#eventsText(this.#windowOf(filter, start.from, group.position), group.position);
    }
    sink.write(text);
    return () => this.#remove(group, sink);
  }

  /** Throws HttpProblem or UnavailableError when one more client cannot be served. */
  assertRoom(): void {
    if (this.#closed) throw new UnavailableError('The server is stopping');
    if (this.#clients >= this.limits.maxClients) {
      this.#counts.refusedClients += 1;
      throw new HttpProblem('too-many-streams', `${this.limits.maxClients} live streams are open already`, {
        headers: { 'retry-after': '30' },
      });
    }
  }

  statistics(): LiveFeedStatistics {
    return { clients: this.#clients, ...this.#counts };
  }

  /** Ends every stream; clients come back and resume or are told to load afresh. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#flushTimer);
    clearInterval(this.#heartbeatTimer);
    for (const group of this.#groups.values()) for (const sink of group.sinks) sink.end();
    this.#groups.clear();
    this.#clients = 0;
    this.#ring.clear();
  }

  /** Where a client wants to go on from; neither when it is new. */
  #startingPoint(lastEventId: string | undefined): { from?: number; reset?: ApiLiveReset['reason'] } {
    if (lastEventId === undefined || lastEventId === '') return {};
    const [epoch, digits = ''] = lastEventId.split('-');
    if (epoch !== this.#epoch || !/^\d{1,15}$/.test(digits)) return { reset: 'restarted' };
    const from = Number(digits);
    return this.#ring.holdsAfter(from, this.#position) ? { from } : { reset: 'too-old' };
  }

  #groupOf(filter: LiveFilter): Group {
    const key = `${[...filter.plants].sort().join()}|${[...filter.parameters].sort().join()}`;
    const existing = this.#groups.get(key);
    if (existing !== undefined) return existing;
    return { key, filter, sinks: new Set(), position: this.#position, flushedAt: 0, pauseMs: 0 };
  }

  #remove(group: Group, sink: LiveSink): void {
    if (!group.sinks.delete(sink)) return;
    this.#clients -= 1;
    this.#lastClientAt = this.#clock();
    if (group.sinks.size === 0) this.#groups.delete(group.key);
    if (this.#clients > 0) return;
    clearInterval(this.#heartbeatTimer);
    this.#heartbeatTimer = undefined;
  }

  #scheduleFlush(): void {
    if (this.#flushTimer !== undefined) return;
    const now = this.#clock();
    let waitMs = Number.POSITIVE_INFINITY;
    for (const group of this.#groups.values()) {
      if (group.position < this.#position) waitMs = Math.min(waitMs, waitOf(group, now));
    }
    if (waitMs < Number.POSITIVE_INFINITY) this.#flushTimer = setTimeout(() => this.#flushDue(), waitMs);
  }

  #flushDue(): void {
    this.#flushTimer = undefined;
    const now = this.#clock();
    for (const group of this.#groups.values()) {
      if (group.position < this.#position && waitOf(group, now) === 0) this.#flush(group);
    }
    this.#scheduleFlush();
  }

  /** Brings a group up to date. */
  #flush(group: Group): void {
    const { intervalMs, maxReadingsPerSecond } = this.limits;
    const window = this.#windowOf(group.filter, group.position, this.#position);
    group.position = this.#position;
    if (window.events.length === 0) return;
    group.flushedAt = this.#clock();
    group.pauseMs = Math.max(intervalMs, (window.readings / maxReadingsPerSecond) * 1000);
    const text = this.#eventsText(window, group.position);
    for (const sink of group.sinks) this.#write(group, sink, text);
  }

  /** What happened in (from, to], as much of it as may be sent at once. */
  #windowOf(filter: LiveFilter, from: number, to: number): LiveWindow {
    const { intervalMs, maxReadingsPerSecond, maxReadingsPerFlush } = this.limits;
    const entries = this.#ring.after(from).filter((entry) => entry.position <= to);
    const spanMs = Math.max(intervalMs, this.#clock() - (entries[0]?.publishedAt ?? 0));
    return liveWindow(
      entries.map((entry) => entry.batch),
      filter,
      {
        maxReadings: Math.min(maxReadingsPerFlush, (maxReadingsPerSecond * spanMs) / 1000),
        incomplete: entries.length < to - from,
      },
    );
  }

  #eventsText(window: LiveWindow, position: number): string {
    const { events } = window;
    this.#counts.events += events.length;
    this.#counts.readings += window.readings;
    if (window.thinned) this.#counts.thinned += 1;
    return events
      .map((event, i) =>
        sseEvent('readings', event, i === events.length - 1 ? this.#id(position) : undefined),
      )
      .join('');
  }

  #heartbeat(): void {
    for (const group of this.#groups.values()) {
      const text = sseHeartbeat(this.#id(group.position));
      for (const sink of group.sinks) this.#write(group, sink, text);
    }
  }

  /** Writes, unless what was written before still waits: then the client is cut off, and resumes when it can. */
  #write(group: Group, sink: LiveSink, text: string): void {
    if (sink.bufferedBytes() <= this.limits.maxBufferedBytes) {
      sink.write(text);
      return;
    }
    this.#counts.droppedClients += 1;
    this.#remove(group, sink);
    sink.destroy();
  }

  #id(position: number): string {
    return `${this.#epoch}-${position}`;
  }
}

/** How long a group has to wait for its next event. A clock that was set back must not silence the feed. */
function waitOf({ flushedAt, pauseMs }: Group, now: number): number {
  return now < flushedAt ? 0 : Math.max(0, flushedAt + pauseMs - now);
}
