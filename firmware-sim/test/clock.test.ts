import { describe, expect, it } from 'vitest';
import { callAt } from '../src/clock.ts';
import { FakeClock } from './support/fake-clock.ts';

const DAY = 86_400_000;

describe('callAt()', () => {
  it('waits for longer than a timer of Node can', () => {
    const clock = new FakeClock(0);
    const rung: number[] = [];
    callAt(clock, 60 * DAY, () => rung.push(clock.now()));
    expect(Math.max(...clock.pendingMs)).toBeLessThan(2 ** 31);
    clock.advance(100 * DAY);
    expect(rung).toEqual([60 * DAY]);
  });

  it('can be called off, however far it has come', () => {
    const clock = new FakeClock(0);
    const rung: number[] = [];
    const cancel = callAt(clock, 60 * DAY, () => rung.push(clock.now()));
    clock.advance(30 * DAY);
    cancel();
    clock.advance(100 * DAY);
    expect(rung).toEqual([]);
    expect(clock.pendingMs).toEqual([]);
  });
});
