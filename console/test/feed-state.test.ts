import { describe, expect, it } from 'vitest';
import {
  type FeedEvent,
  type FeedState,
  firstState,
  nextFeedState,
  SILENCE_MS,
  UNREACHABLE_AFTER_MS,
} from '../src/feed-state.ts';

const NOW = 1_000_000;

/** Lets events happen, each at its time after NOW; gives the last state and all actions. */
function after(state: FeedState, ...events: readonly (readonly [atMs: number, event: FeedEvent])[]) {
  const actions: string[] = [];
  let last = state;
  for (const [atMs, event] of events) {
    const next = nextFeedState(last, event, NOW + atMs, 0);
    actions.push(...next.actions);
    last = next.state;
  }
  return { state: last, actions };
}

const tick = { kind: 'tick' } as const;
const lost = { kind: 'lost' } as const;
const ended = { kind: 'ended' } as const;
const fresh = { kind: 'opened', resumed: false } as const;
const resumed = { kind: 'opened', resumed: true } as const;
const live: FeedState = { kind: 'live', heardAt: NOW };

describe('nextFeedState()', () => {
  it('loads when a connection opens that does not resume one', () => {
    expect(after(firstState(NOW), [50, fresh])).toEqual({
      state: { kind: 'live', heardAt: NOW + 50 },
      actions: ['load'],
    });
  });

  it('loads nothing when a connection is resumed: the server sends what was missed', () => {
    const { state, actions } = after(live, [100, lost], [2_100, resumed]);
    expect(state.kind).toBe('live');
    expect(actions).toEqual([]);
  });

  it('calls a lost connection reconnecting, and later unreachable, since it was lost', () => {
    expect(after(live, [100, lost]).state).toMatchObject({ kind: 'reconnecting', since: NOW + 100 });
    const late = 100 + UNREACHABLE_AFTER_MS;
    expect(after(live, [100, lost], [3_000, lost], [late, tick]).state).toMatchObject({
      kind: 'unreachable',
      since: NOW + 100,
    });
  });

  it('opens a new connection when the browser does not restore the old one, however often it tries', () => {
    const tries = [3, 6, 9, 12, 15, 18, 21, 24, 27].map((s) => [s * 1_000, lost] as const);
    expect(after(live, [0, lost], ...tries, [29_000, tick]).actions).toEqual([]);
    expect(after(live, [0, lost], ...tries, [30_000, tick]).actions).toEqual(['open']);
  });

  it('after a refusal fetches the values and opens again, ever more slowly', () => {
    let state = live as FeedState;
    let at = 0;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const refused = after(state, [at, ended]);
      expect(refused.actions).toEqual(['load']);
      const due = refused.state.kind === 'live' ? 0 : refused.state.retryAt - NOW;
      waits.push(due - at);
      expect(after(refused.state, [due - 1, tick]).actions).toEqual([]);
      const opened = after(refused.state, [due, tick]);
      expect(opened.actions).toEqual(['open']);
      state = opened.state;
      at = due;
    }
    expect(waits).toEqual([500, 1_000, 2_500, 5_000, 10_000, 15_000, 15_000, 15_000]);
  });

  it('spreads the retries of many screens', () => {
    const early = nextFeedState(live, ended, NOW, 0).state;
    const late = nextFeedState(live, ended, NOW, 0.999).state;
    expect([early, late].map((state) => (state.kind === 'live' ? 0 : state.retryAt - NOW))).toEqual([
      500, 999.5,
    ]);
  });

  it('probes a feed that has been silent, and once only for each silence', () => {
    expect(after(live, [SILENCE_MS - 1, tick]).actions).toEqual([]);
    expect(after(live, [SILENCE_MS, tick], [SILENCE_MS + 1_000, tick]).actions).toEqual(['probe']);
  });

  it('opens a new connection when the probe shows that the feed was dead', () => {
    const dead = after(live, [SILENCE_MS, { kind: 'probed', behind: true }]);
    expect(dead.actions).toEqual(['open']);
    expect(dead.state.kind).toBe('reconnecting');
    expect(after(live, [SILENCE_MS, { kind: 'probed', behind: false }])).toEqual({
      state: live,
      actions: [],
    });
  });

  it('retries at once when it is asked to', () => {
    expect(after(live, [0, ended], [10, { kind: 'retry' }]).actions).toEqual(['load', 'open']);
  });
});
