import { type BackOff, backOffMs } from './back-off.ts';

/**
 * The life of a device's program, from boot until it is stopped or cut off. `failures` counts connections in a row that
 * failed or did not last.
 *
 * |            | started    | connected | disconnected | due        | rested  | drained | timed-out | stopped  | cut     |
 * |------------|------------|-----------|--------------|------------|---------|---------|-----------|----------|---------|
 * | boot       | connecting |           |              |            |         |         |           | stopped  | stopped |
 * | connecting |            | online    | offline      |            |         |         |           | stopped  | stopped |
 * | online     |            |           | offline      |            | parting |         |           | stopping | stopped |
 * | offline    |            |           |              | connecting |         |         |           | stopped  | stopped |
 * | parting    |            |           | asleep       |            |         |         | asleep    | leaving  | stopped |
 * | asleep     |            |           |              | connecting |         |         |           | stopped  | stopped |
 * | stopping   |            |           | stopped      |            |         | leaving | leaving   |          | stopped |
 * | leaving    |            |           | stopped      |            |         |         | stopped   |          | stopped |
 * | stopped    |            |           |              |            |         |         |           |          |         |
 *
 * An empty cell changes nothing. `parting` and `asleep` are of a device that saves power: its radio is off between
 * sends.
 */
export type Lifecycle =
  | { readonly state: 'boot' }
  | { readonly state: 'connecting'; readonly failures: number }
  | { readonly state: 'online'; readonly failures: number; readonly sinceMs: number }
  | { readonly state: 'offline'; readonly failures: number; readonly retryAtMs: number }
  | { readonly state: 'parting'; readonly wakeAtMs: number }
  | { readonly state: 'asleep'; readonly wakeAtMs: number }
  | { readonly state: 'stopping' }
  | { readonly state: 'leaving' }
  | { readonly state: 'stopped' };

export type LifecycleEvent =
  | { readonly event: 'started' }
  | { readonly event: 'connected' }
  | { readonly event: 'disconnected'; readonly chance: number }
  | { readonly event: 'due' }
  | { readonly event: 'rested'; readonly wakeAtMs: number }
  | { readonly event: 'drained' }
  | { readonly event: 'timed-out' }
  | { readonly event: 'stopped' }
  | { readonly event: 'cut' };

/** What the device has to do on entering the new state. */
export const DUTIES = ['connect', 'greet', 'wait', 'leave', 'sleep', 'drain', 'release'] as const;
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
      if (life.state === 'asleep') return connect(0);
      return life.state === 'offline' ? connect(life.failures) : { next: life };
    case 'rested':
      return life.state === 'online'
        ? { next: { state: 'parting', wakeAtMs: event.wakeAtMs }, duty: 'leave' }
        : { next: life };
    case 'drained':
      return life.state === 'stopping' ? { next: { state: 'leaving' }, duty: 'leave' } : { next: life };
    case 'timed-out':
      if (life.state === 'stopping') return { next: { state: 'leaving' }, duty: 'leave' };
      if (life.state === 'parting') return asleep(life.wakeAtMs);
      return life.state === 'leaving' ? STOPPED : { next: life };
    case 'stopped':
      return stopped(life);
    case 'cut':
      return life.state === 'stopped' ? { next: life } : STOPPED;
  }
}

const STOPPED: Step = { next: { state: 'stopped' }, duty: 'release' };

function connect(failures: number): Step {
  return { next: { state: 'connecting', failures }, duty: 'connect' };
}

function asleep(wakeAtMs: number): Step {
  return { next: { state: 'asleep', wakeAtMs }, duty: 'sleep' };
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
    case 'parting':
      return asleep(life.wakeAtMs);
    case 'stopping':
    case 'leaving':
      return STOPPED;
    case 'boot':
    case 'offline':
    case 'asleep':
    case 'stopped':
      return { next: life };
  }
}

function stopped(life: Lifecycle): Step {
  switch (life.state) {
    case 'boot':
    case 'connecting':
    case 'offline':
    case 'asleep':
      return STOPPED;
    case 'parting':
      // It is leaving already.
      return { next: { state: 'leaving' } };
    case 'online':
      return { next: { state: 'stopping' }, duty: 'drain' };
    case 'stopping':
    case 'leaving':
    case 'stopped':
      return { next: life };
  }
}
