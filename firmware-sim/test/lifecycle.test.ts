import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LASTING_MS, type Lifecycle, type LifecycleEvent, next } from '../src/lifecycle.ts';

const backOff = { baseMs: 1_000, capMs: 60_000 };
const NOW = 1_764_000_000_000;

const STATES = {
  boot: { state: 'boot' },
  connecting: { state: 'connecting', failures: 3 },
  online: { state: 'online', failures: 3, sinceMs: NOW - 10 },
  offline: { state: 'offline', failures: 3, retryAtMs: NOW + 500 },
  parting: { state: 'parting', wakeAtMs: NOW + 900 },
  asleep: { state: 'asleep', wakeAtMs: NOW + 900 },
  stopping: { state: 'stopping' },
  leaving: { state: 'leaving' },
  stopped: { state: 'stopped' },
} as const satisfies Record<Lifecycle['state'], Lifecycle>;

const EVENTS = {
  started: { event: 'started' },
  connected: { event: 'connected' },
  disconnected: { event: 'disconnected', chance: 0.5 },
  due: { event: 'due' },
  rested: { event: 'rested', wakeAtMs: NOW + 900 },
  drained: { event: 'drained' },
  'timed-out': { event: 'timed-out' },
  stopped: { event: 'stopped' },
  cut: { event: 'cut' },
} as const satisfies Record<LifecycleEvent['event'], LifecycleEvent>;

/** Each pair that does something; every other one changes nothing. */
const TABLE: Record<string, string> = {
  'boot started': 'connecting connect',
  'boot stopped': 'stopped release',
  'connecting connected': 'online greet',
  'connecting disconnected': 'offline wait',
  'connecting stopped': 'stopped release',
  'online disconnected': 'offline wait',
  'online stopped': 'stopping drain',
  'offline due': 'connecting connect',
  'offline stopped': 'stopped release',
  'online rested': 'parting leave',
  'parting disconnected': 'asleep sleep',
  'parting timed-out': 'asleep sleep',
  'parting stopped': 'leaving undefined',
  'asleep due': 'connecting connect',
  'asleep stopped': 'stopped release',
  'boot cut': 'stopped release',
  'connecting cut': 'stopped release',
  'online cut': 'stopped release',
  'offline cut': 'stopped release',
  'parting cut': 'stopped release',
  'asleep cut': 'stopped release',
  'stopping cut': 'stopped release',
  'leaving cut': 'stopped release',
  'stopping disconnected': 'stopped release',
  'stopping drained': 'leaving leave',
  'stopping timed-out': 'leaving leave',
  'leaving disconnected': 'stopped release',
  'leaving timed-out': 'stopped release',
};

describe('next()', () => {
  for (const life of Object.values(STATES)) {
    for (const event of Object.values(EVENTS)) {
      const wanted = TABLE[`${life.state} ${event.event}`];
      it(`${life.state} × ${event.event} is ${wanted ?? 'nothing'}`, () => {
        const step = next(life, event, NOW, backOff);
        if (wanted === undefined) expect(step).toEqual({ next: life });
        else expect(`${step.next.state} ${step.duty}`).toBe(wanted);
      });
    }
  }

  it('waits longer after each failure in a row', () => {
    let life: Lifecycle = { state: 'connecting', failures: 0 };
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      life = next(life, { event: 'disconnected', chance: 0.5 }, NOW, backOff).next;
      if (life.state === 'offline') waits.push(life.retryAtMs - NOW);
      life = next(life, { event: 'due' }, NOW, backOff).next;
    }
    expect(waits).toEqual([500, 1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000]);
  });

  it('counts a connection that did not last as a failure, and forgets the failures after one that did', () => {
    const lost = (sinceMs: number) =>
      next({ state: 'online', failures: 5, sinceMs }, { event: 'disconnected', chance: 0.5 }, NOW, backOff)
        .next;
    expect(lost(NOW - LASTING_MS + 1)).toMatchObject({ failures: 6, retryAtMs: NOW + 24_000 });
    expect(lost(NOW - LASTING_MS)).toMatchObject({ failures: 1, retryAtMs: NOW + 500 });
  });

  it('always comes to stopped once it was told to stop and its timers run out, whatever else happens', () => {
    const event = fc.constantFrom<LifecycleEvent>(...Object.values(EVENTS));
    fc.assert(
      fc.property(fc.constantFrom<Lifecycle>(...Object.values(STATES)), fc.array(event), (begin, events) => {
        let life = next(begin, { event: 'stopped' }, NOW, backOff).next;
        for (const each of events) life = next(life, each, NOW, backOff).next;
        for (let i = 0; i < 2; i++) life = next(life, { event: 'timed-out' }, NOW, backOff).next;
        expect(life).toEqual({ state: 'stopped' });
      }),
    );
  });
});
