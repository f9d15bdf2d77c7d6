/** How the live feed stands. `since` is when the connection was lost (or first tried), Unix ms. */
export type FeedState =
  | {
      readonly kind: 'connecting';
      readonly since: number;
      readonly retryAt: number;
      readonly attempt: number;
    }
  | { readonly kind: 'live'; readonly heardAt: number }
  | {
      readonly kind: 'reconnecting';
      readonly since: number;
      readonly retryAt: number;
      readonly attempt: number;
    }
  | {
      readonly kind: 'unreachable';
      readonly since: number;
      readonly retryAt: number;
      readonly attempt: number;
    };

/**
 * What happens to the feed. `opened` says whether the connection goes on after the last event or is fresh; `lost` is a connection the browser restores itself; `ended` one it has given up.
 */
export type FeedEvent =
  | { readonly kind: 'opened'; readonly resumed: boolean }
  | { readonly kind: 'heard' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'tick' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'probed'; readonly behind: boolean };

/** `open`: a new connection; `load`: everything afresh; `probe`: ask for the latest readings, is the feed behind? */
export type FeedAction = 'open' | 'load' | 'probe';

/** A connection that is not back by then is called unreachable. */
export const UNREACHABLE_AFTER_MS = 10_000;
/** A live feed that is silent for so long is probed: a dead connection does not always say so. */
export const SILENCE_MS = 45_000;
/** A browser that has not restored the connection by then is helped with a new one. */
const HELP_AFTER_MS = 30_000;
const BACK_OFF_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000] as const;

/** The feed before its first connection. */
export function firstState(now: number): FeedState {
  return { kind: 'connecting', since: now, retryAt: now + HELP_AFTER_MS, attempt: 0 };
}

/** The state after an event, and what is to be done. `chance` in [0, 1) spreads the retries of many screens. */
export function nextFeedState(
  state: FeedState,
  event: FeedEvent,
  now: number,
  chance: number,
): { readonly state: FeedState; readonly actions: readonly FeedAction[] } {
  switch (event.kind) {
    case 'opened':
      return { state: { kind: 'live', heardAt: now }, actions: event.resumed ? [] : ['load'] };
    case 'heard':
      return { state: { kind: 'live', heardAt: now }, actions: [] };
    case 'lost':
      // The browser says so again for each of its own attempts: the time of our help stays.
      return { state: state.kind === 'live' ? down(state, now, now + HELP_AFTER_MS) : state, actions: [] };
    case 'ended':
      // Only the stream may be refused (too many are open): then the values are fetched at each attempt instead.
      return { state: down(state, now, now + backOffMs(state, chance)), actions: ['load'] };
    case 'retry':
      return reopened(state, now);
    case 'probed':
      return event.behind ? reopened(state, now) : { state, actions: [] };
    case 'tick':
      return ticked(state, now);
  }
}

function ticked(state: FeedState, now: number): ReturnType<typeof nextFeedState> {
  if (state.kind === 'live') {
    return now - state.heardAt < SILENCE_MS
      ? { state, actions: [] }
      : { state: { kind: 'live', heardAt: now }, actions: ['probe'] };
  }
  if (now >= state.retryAt) return reopened(state, now);
  const late = state.kind !== 'unreachable' && now - state.since >= UNREACHABLE_AFTER_MS;
  return { state: late ? { ...state, kind: 'unreachable' } : state, actions: [] };
}

function reopened(state: FeedState, now: number): ReturnType<typeof nextFeedState> {
  const lost = down(state, now, now + HELP_AFTER_MS);
  return { state: { ...lost, attempt: lost.attempt + 1 }, actions: ['open'] };
}

function down(state: FeedState, now: number, retryAt: number): Exclude<FeedState, { kind: 'live' }> {
  return state.kind === 'live'
    ? { kind: 'reconnecting', since: now, retryAt, attempt: 0 }
    : { ...state, retryAt };
}

function backOffMs(state: FeedState, chance: number): number {
  const attempt = state.kind === 'live' ? 0 : state.attempt;
  const full = BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length - 1)] ?? 0;
  return full * (0.5 + chance / 2);
}
