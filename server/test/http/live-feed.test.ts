import { UnavailableError } from '@banyu/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LiveFeed, type LiveSink } from '../../src/http/live-feed.ts';
import type { LiveFeedLimits } from '../../src/http/live-limits.ts';
import { batchOf, NOW } from './support/rig.ts';
import { parseSse, type SseBlock } from './support/sse-client.ts';

const ALL = { plants: new Set<string>(), parameters: new Set<string>() };

/** A response in memory. */
class FakeSink implements LiveSink {
  text = '';
  buffered = 0;
  ended = false;
  destroyed = false;
  write(text: string): void {
    this.text += text;
  }
  bufferedBytes(): number {
    return this.buffered;
  }
  end(): void {
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
  blocks(): SseBlock[] {
    return parseSse(this.text);
  }
  /** Times of the readings it was told of. */
  times(): number[] {
    return this.blocks()
      .filter((block) => block.event === 'readings')
      .flatMap((block) => (block.data as { readings: { t: number }[] }).readings.map((r) => r.t));
  }
  lastId(): string | undefined {
    return this.blocks().findLast((block) => block.id !== undefined)?.id;
  }
}

function openFeed(limits: Partial<LiveFeedLimits> = {}, epoch = 'e1'): LiveFeed {
  return new LiveFeed({ epoch, clock: Date.now, limits });
}

function join(feed: LiveFeed, lastEventId?: string, filter = ALL) {
  const sink = new FakeSink();
  return { sink, leave: feed.subscribe({ filter, lastEventId, sink }) };
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a new client', () => {
  test('is told where it stands, without an event', () => {
    const { sink } = join(openFeed());
    expect(sink.text).toBe('retry: 2000\nid: e1-0\n\n');
  });

  test('gets what is published, with ids that only grow', () => {
    const feed = openFeed();
    const { sink } = join(feed);
    for (let i = 1; i <= 3; i++) {
      feed.publish(batchOf([{ t: i }]));
      vi.advanceTimersByTime(1_000);
    }
    expect(sink.times()).toEqual([1, 2, 3]);
    expect(sink.blocks().map((block) => block.id)).toEqual(['e1-0', 'e1-1', 'e1-2', 'e1-3']);
  });

  test('gets at most five events a second, and every reading', () => {
    const feed = openFeed();
    const { sink } = join(feed);
    for (let i = 1; i <= 100; i++) {
      feed.publish(batchOf([{ t: i }]));
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(200);
    const events = sink.blocks().filter((block) => block.event === 'readings');
    expect(events.length).toBeLessThanOrEqual(6);
    expect(sink.times()).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test('sees its plants and parameters only', () => {
    const feed = openFeed();
    const { sink } = join(feed, undefined, { plants: new Set(['p1']), parameters: new Set(['cod']) });
    feed.publish(
      batchOf([
        { plant: 'p1', parameter: 'cod', t: 1 },
        { plant: 'p1', parameter: 'ph', t: 2 },
        { plant: 'p2', parameter: 'cod', t: 3 },
      ]),
    );
    vi.advanceTimersByTime(200);
    expect(sink.times()).toEqual([1]);
  });
});

describe('a client that comes back', () => {
  test('gets exactly what it missed, whatever others were told meanwhile', () => {
    const feed = openFeed();
    const other = join(feed);
    const first = join(feed);
    feed.publish(batchOf([{ t: 1 }]));
    vi.advanceTimersByTime(200);
    first.leave();
    feed.publish(batchOf([{ t: 2 }]));
    vi.advanceTimersByTime(200);
    feed.publish(batchOf([{ t: 3 }]));
    const second = join(feed, first.sink.lastId());
    vi.advanceTimersByTime(200);
    feed.publish(batchOf([{ t: 4 }]));
    vi.advanceTimersByTime(200);
    expect(first.sink.times()).toEqual([1]);
    expect(second.sink.times()).toEqual([2, 3, 4]);
    expect(other.sink.times()).toEqual([1, 2, 3, 4]);
    expect(feed.statistics()).toMatchObject({ clients: 2, resumed: 1, resets: 0 });
  });

  test('from ahead of its group gets nothing twice', () => {
    const feed = openFeed();
    const wide = join(feed);
    const narrow = { plants: new Set(['ipal-banyurip']), parameters: new Set<string>() };
    const slow = join(feed, undefined, narrow);
    feed.publish(batchOf([{ t: 1 }]));
    vi.advanceTimersByTime(200);
    feed.publish(batchOf([{ t: 2 }]));
    vi.advanceTimersByTime(0);
    feed.publish(batchOf([{ t: 3 }]));
    // A group that is not due yet stands behind this position.
    const back = join(feed, 'e1-3', narrow);
    vi.advanceTimersByTime(400);
    expect(back.sink.times()).toEqual([]);
    expect(slow.sink.times()).toEqual([1, 2, 3]);
    expect(wide.sink.times()).toEqual([1, 2, 3]);
  });

  test('goes on although nobody listened in between', () => {
    const feed = openFeed();
    const first = join(feed);
    first.leave();
    feed.publish(batchOf([{ t: 1 }]));
    expect(join(feed, 'e1-0').sink.times()).toEqual([1]);
  });

  test.each([
    ['of another start of the server', 'e0-0', 'restarted'],
    ['of the future', 'e1-99', 'too-old'],
    ['that is no position', 'x', 'restarted'],
    ['whose readings fell out of the ring', 'e1-1', 'too-old'],
  ])('with a position %s is told to load afresh', (_, id, reason) => {
    const feed = openFeed({ ringReadings: 2 });
    join(feed);
    for (let i = 1; i <= 5; i++) feed.publish(batchOf([{ t: i }]));
    const { sink } = join(feed, id);
    expect(sink.blocks().at(-1)).toMatchObject({ event: 'reset', data: { reason } });
    vi.advanceTimersByTime(500);
    feed.publish(batchOf([{ t: 6 }]));
    vi.advanceTimersByTime(500);
    expect(sink.times().at(-1)).toBe(6);
  });

  test('after longer than the ring keeps is told to load afresh', () => {
    const feed = openFeed();
    const first = join(feed);
    first.leave();
    feed.publish(batchOf([{ t: 1 }]));
    vi.advanceTimersByTime(feed.limits.ringAgeMs + 1);
    feed.publish(batchOf([{ t: 2 }]));
    expect(join(feed, first.sink.lastId()).sink.blocks().at(-1)).toMatchObject({
      event: 'reset',
      data: { reason: 'too-old' },
    });
  });

  test('whose plant was silent keeps its place by the heartbeat', () => {
    const feed = openFeed({ ringReadings: 10 });
    const first = join(feed, undefined, { plants: new Set(['silent']), parameters: new Set() });
    for (let i = 1; i <= 50; i++) feed.publish(batchOf([{ t: i }]));
    vi.advanceTimersByTime(feed.limits.heartbeatMs);
    first.leave();
    expect(first.sink.text).toContain(': alive\n');
    expect(first.sink.lastId()).toBe('e1-50');
  });
});

describe('under load', () => {
  test('thins to the newest of each series, and says so', () => {
    const feed = openFeed({ maxReadingsPerSecond: 100 });
    const { sink } = join(feed);
    feed.publish(
      batchOf(Array.from({ length: 50 }, (_, t) => ({ t, parameter: t % 2 === 0 ? 'ph' : 'cod' }))),
    );
    vi.advanceTimersByTime(200);
    expect(sink.times().sort()).toEqual([48, 49]);
    expect(sink.blocks().at(-1)?.data).toMatchObject({ thinned: true });
    expect(feed.statistics().thinned).toBe(1);
  });

  test('waits longer after a long event', () => {
    const feed = openFeed({ maxReadingsPerSecond: 10 });
    const { sink } = join(feed);
    const devices = (t: number) => batchOf(Array.from({ length: 20 }, (_, i) => ({ t, device: `d${i}` })));
    feed.publish(devices(1));
    vi.advanceTimersByTime(200);
    expect(sink.times()).toHaveLength(20);
    feed.publish(devices(2));
    vi.advanceTimersByTime(1_500);
    expect(sink.times()).toHaveLength(20);
    vi.advanceTimersByTime(500);
    expect(sink.times()).toHaveLength(40);
  });

  test('cuts a client off whose socket does not take what was written, and no other', () => {
    const feed = openFeed({ maxBufferedBytes: 1_000 });
    const slow = join(feed);
    const quick = join(feed);
    slow.sink.buffered = 1_001;
    feed.publish(batchOf([{ t: 1 }]));
    vi.advanceTimersByTime(200);
    expect(slow.sink.destroyed).toBe(true);
    expect(slow.sink.times()).toEqual([]);
    expect(quick.sink.times()).toEqual([1]);
    expect(feed.statistics()).toMatchObject({ clients: 1, droppedClients: 1 });
    const back = join(feed, slow.sink.lastId());
    expect(back.sink.times()).toEqual([1]);
  });

  test('refuses more clients than it may have, until one leaves', () => {
    const feed = openFeed({ maxClients: 1 });
    const first = join(feed);
    expect(() => join(feed)).toThrow(expect.objectContaining({ kind: 'too-many-streams' }));
    first.leave();
    first.leave();
    join(feed);
    expect(feed.statistics()).toMatchObject({ clients: 1, refusedClients: 1 });
  });
});

test('keeps and schedules nothing while nobody listens', () => {
  const feed = openFeed();
  for (let i = 0; i < 1_000; i++) feed.publish(batchOf([{ t: i }]));
  expect(vi.getTimerCount()).toBe(0);
  expect(join(feed, 'e1-999').sink.blocks().at(-1)?.event).toBe('reset');
});

test('goes on when the clock was set back by an hour', () => {
  const feed = openFeed();
  const { sink } = join(feed);
  feed.publish(batchOf([{ t: 1 }]));
  vi.advanceTimersByTime(200);
  vi.setSystemTime(NOW - 3_600_000);
  feed.publish(batchOf([{ t: 2 }]));
  vi.advanceTimersByTime(400);
  expect(sink.times()).toEqual([1, 2]);
});

test('leaves no timer behind when the last client is gone', () => {
  const feed = openFeed();
  const { leave } = join(feed);
  feed.publish(batchOf([{}]));
  leave();
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

test('close() ends every stream and takes no more', () => {
  const feed = openFeed();
  const { sink } = join(feed);
  feed.publish(batchOf([{}]));
  feed.close();
  expect(sink.ended).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  expect(() => join(feed)).toThrow(UnavailableError);
});

describe('what nobody listens to', () => {
  test('is asked for with the first client, and no more when the last is gone for the age of the ring', () => {
    const wanted: boolean[] = [];
    const feed = new LiveFeed({ epoch: 'e1', clock: Date.now, onWanted: (on) => wanted.push(on) });
    const first = join(feed);
    const second = join(feed);
    expect(wanted).toEqual([true]);
    first.leave();
    second.leave();
    vi.advanceTimersByTime(feed.limits.ringAgeMs);
    feed.publish(batchOf([{ t: 1 }]));
    expect(wanted).toEqual([true]);
    vi.advanceTimersByTime(1);
    feed.publish(batchOf([{ t: 2 }]));
    expect(wanted).toEqual([true, false]);
  });

  test('counts as missed by a client that comes back', () => {
    const feed = openFeed();
    const { sink, leave } = join(feed);
    const id = sink.lastId();
    leave();
    feed.skip();
    expect(join(feed, id).sink.blocks()).toContainEqual(
      expect.objectContaining({ event: 'reset', data: { reason: 'too-old' } }),
    );
  });
});
