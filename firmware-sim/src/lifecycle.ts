import { type BackOff, backOffMs } from './back-off.ts';

/**
 * A device's life. `failures` counts connections in a row that failed or did not last.
 *
 * |            | started      | connected | disconnected | due          | drained   | timed-out | stopped    |
 * |------------|--------------|-----------|--------------|--------------|-----------|-----------|------------|
 * | boot       | connecting   |           |              |              |           |           | stopped    |
 * | connecting |              | online    | offline      |              |           |           | stopped    |
 * | online     |              |           | offline      |              |           |           | stopping   |
 * | offline    |              |           |              | connecting   |           |           | stopped    |
 * | stopping   |              |           | stopped      |              | leaving   | leaving   |            |
 * | leaving    |              |           | stopped      |              |           | stopped   |            |
 * | stopped    |              |           |              |              |           |           |            |
 *
 * An empty cell changes nothing.
 */
export type Lifecycle =
  | { readonly state: 'boot' }
  | { readonly state: 'connecting'; readonly failures: number }
  | { readonly state: 'online'; readonly failures: number; readonly sinceMs: number }
  | { readonly state: 'offline'; readonly failures: number; readonly retryAtMs: number }
  | { readonly state: 'stopping' }
  | { readonly state: 'leaving' }
  | { readonly state: 'stopped' };

export type LifecycleEvent =
  | { readonly event: 'started' }
  | { readonly event: 'connected' }
  | { readonly event: 'disconnected'; readonly chance: number }
  | { readonly event: 'due' }
  | { readonly event: 'drained' }
  | { readonly event: 'timed-out' }
  | { readonly event: 'stopped' };

/** What the device has to do on entering the new state. */
export const DUTIES = ['connect', 'greet', 'wait', 'drain', 'leave', 'release'] as const;
export type Duty = (typeof DUTIES)[number];

export interface Step {
  readonly next: Lifecycle;
  readonly duty?: Duty;
}

/** A connection that held for this long was a good one: the next failure is the first again. */
export const LASTING_MS = 60_000;

/** The state after an event at an instant (Unix ms), and what is to be done. */
export function next(life: Lifecycle, event: LifecycleEvent, nowMs: number, backOff: BackOff): Step {
  switch (event.event) {
    case 'started':
      return life.state === 'boot' ? connect(0) : { next: life };
    case 'connected':
      return life.state === 'connecting'
        ? { next: { state: 'online', failures: life.failures, sinceMs: nowMs }, duty: 'greet' }
        : { next: life };
    case 'disconnected':
      return disconnected(life, event.chance, nowMs, backOff);
    case 'due':
      return life.state === 'offline' ? connect(life.failures) : { next: life };
    case 'drained':
      return life.state === 'stopping' ? { next: { state: 'leaving' }, duty: 'leave' } : { next: life };
    case 'timed-out':
      if (life.state === 'stopping') return { next: { state: 'leaving' }, duty: 'leave' };
      return life.state === 'leaving' ? STOPPED : { next: life };
    case 'stopped':
      return stopped(life);
  }
}

const STOPPED: Step = { next: { state: 'stopped' }, duty: 'release' };

function connect(failures: number): Step {
  return { next: { state: 'connecting', failures }, duty: 'connect' };
}

function disconnected(life: Lifecycle, chance: number, nowMs: number, backOff: BackOff): Step {
  switch (life.state) {
    case 'connecting':
    case 'online': {
      const lasted = life.state === 'online' && nowMs - life.sinceMs >= LASTING_MS;
      const failures = lasted ? 0 : life.failures;
      const retryAtMs = nowMs + backOffMs(backOff, failures, chance);
      return { next: { state: 'offline', failures: failures + 1, retryAtMs }, duty: 'wait' };
    }
    case 'stopping':
    case 'leaving':
      return STOPPED;
    case 'boot':
    case 'offline':
    case 'stopped':
      return { next: life };
  }
}

function stopped(life: Lifecycle): Step {
  switch (life.state) {
    case 'boot':
    case 'connecting':
    case 'offline':
      return STOPPED;
    case 'online':
      return { next: { state: 'stopping' }, duty: 'drain' };
    case 'stopping':
    case 'leaving':
    case 'stopped':
      return { next: life };
  }
}
