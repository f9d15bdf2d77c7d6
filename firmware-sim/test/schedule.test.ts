import { describe, expect, it } from 'vitest';
import { Schedule } from '../src/schedule.ts';
import { FakeClock } from './support/fake-clock.ts';

describe('Schedule', () => {
  it('calls at whole multiples of the interval, with that instant', () => {
    const clock = new FakeClock(10_003);
    const at: number[] = [];
    new Schedule(clock).every(1_000, 0, (t) => at.push(t));
    clock.advance(3_500);
    expect(at).toEqual([11_000, 12_000, 13_000]);
  });

  it('calls so long after each multiple as the phase says', () => {
    const clock = new FakeClock(10_300);
    const at: number[] = [];
    const schedule = new Schedule(clock);
    schedule.every(1_000, 250, (t) => at.push(t));
    schedule.every(1_000, 1_700, (t) => at.push(t));
    clock.advance(2_000);
    expect(at).toEqual([10_700, 11_250, 11_700, 12_250]);
  });

  it('leaves out what was slept through and calls once for now', () => {
    const clock = new FakeClock(10_000);
    const at: number[] = [];
    new Schedule(clock).every(1_000, 0, (t) => at.push(t));
    clock.jump(5_400);
    clock.advance(1_000);
    expect(at).toEqual([15_000, 16_000]);
  });

  it('calls once for an instant when the timer rings a moment early', () => {
    const clock = new FakeClock(10_000);
    const at: number[] = [];
    const early = {
      now: () => clock.now(),
      after: (ms: number, call: () => void) => clock.after(Math.max(1, ms - 1), call),
    };
    new Schedule(early).every(1_000, 0, (t) => at.push(t));
    for (let i = 0; i < 3_000; i++) clock.advance(1);
    expect(at).toEqual([11_000, 12_000, 13_000]);
  });

  it('shares one timer among all of an interval, and lets it go with the last of them', () => {
    const clock = new FakeClock(10_000);
    const schedule = new Schedule(clock);
    const leave = Array.from({ length: 1_000 }, () => schedule.every(1_000, 0, () => {}));
    expect(clock.pendingMs).toEqual([1_000]);
    for (const each of leave) each();
    expect(clock.pendingMs).toEqual([]);
  });
});
