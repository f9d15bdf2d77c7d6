import { describe, expect, it } from 'vitest';
import { DeviceClock } from '../src/device-clock.ts';
import type { DeviceFault } from '../src/device-fault.ts';
import { Timekeeper } from '../src/timekeeper.ts';

const NOW = 1_764_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function keeper(faults: readonly DeviceFault[], source: (t: number) => number | undefined = (t) => t) {
  const clock = new DeviceClock(faults, NOW);
  const timekeeper = new Timekeeper(clock, source);
  timekeeper.boot(NOW);
  return { clock, timekeeper };
}

describe('DeviceClock', () => {
  it('gains by its drift while that lasts, from when it was set', () => {
    const { clock } = keeper([{ fault: 'clock-drift', from: NOW + HOUR, to: NOW + 3 * HOUR, ppm: 100 }]);
    expect([0, 1, 2, 3, 9].map((hour) => clock.read(NOW + hour * HOUR) - NOW - hour * HOUR)).toEqual([
      0, 0, 360, 720, 720,
    ]);
    clock.set(NOW + 2 * HOUR, NOW + 2 * HOUR);
    expect(clock.read(NOW + 9 * HOUR)).toBe(NOW + 9 * HOUR + 360);
  });
});

describe('Timekeeper', () => {
  it('trusts a clock at boot that goes on from the last time known, and none that began anew', () => {
    const { clock, timekeeper } = keeper([]);
    expect(timekeeper.trusted).toBe(true);
    timekeeper.check(NOW + MINUTE);
    clock.set(NOW + HOUR, Date.UTC(2000, 0, 1));
    timekeeper.boot(NOW + HOUR);
    expect(timekeeper.trusted).toBe(false);
    clock.set(NOW + HOUR, NOW);
    timekeeper.boot(NOW + HOUR);
    expect(timekeeper.trusted).toBe(false);
  });

  it.each([
    ['ahead', HOUR],
    ['back', -HOUR],
    ['ahead by three seconds', 3_000],
  ])('sees by its uptime that its clock jumped %s, and trusts it again once it was set', (_, byMs) => {
    const { timekeeper } = keeper([{ fault: 'clock-jump', from: NOW + 90_000, byMs }]);
    timekeeper.check(NOW + MINUTE);
    expect(timekeeper.trusted).toBe(true);
    timekeeper.check(NOW + 2 * MINUTE);
    expect(timekeeper.trusted).toBe(false);
    expect(timekeeper.synchronize(NOW + 3 * MINUTE)).toBe('set');
    expect(timekeeper.trusted).toBe(true);
    expect(timekeeper.now(NOW + 3 * MINUTE)).toBe(NOW + 3 * MINUTE);
  });

  it('takes no drift for a jump', () => {
    const { timekeeper } = keeper([{ fault: 'clock-drift', from: NOW, ppm: 500 }]);
    for (let minute = 0; minute <= 1_440; minute++) timekeeper.check(NOW + minute * MINUTE);
    expect(timekeeper.trusted).toBe(true);
    timekeeper.synchronize(NOW + 24 * HOUR);
    expect(timekeeper.now(NOW + 24 * HOUR)).toBe(NOW + 24 * HOUR);
  });

  it.each([
    ['the year 1970', 0],
    ['the year 2099', Date.UTC(2099, 0, 1)],
    ['a time from before it was made', Date.UTC(2024, 0, 1)],
  ])('does not believe a time server that says %s, however often', (_, saidMs) => {
    const { timekeeper } = keeper([], () => saidMs);
    for (const minute of [1, 2, 3]) expect(timekeeper.synchronize(NOW + minute * MINUTE)).toBe('absurd');
    expect(timekeeper.now(NOW + HOUR)).toBe(NOW + HOUR);
  });

  it('wants to hear twice what differs by more than ten minutes from a clock it trusts', () => {
    const { timekeeper } = keeper([], (t) => t + HOUR);
    expect(timekeeper.synchronize(NOW)).toBe('doubtful');
    expect(timekeeper.now(NOW)).toBe(NOW);
    expect(timekeeper.synchronize(NOW + MINUTE)).toBe('set');
    expect(timekeeper.now(NOW + MINUTE)).toBe(NOW + MINUTE + HOUR);
  });

  it('does not take two different strange answers for one', () => {
    const { timekeeper } = keeper([], (t) => (t === NOW ? t + HOUR : t + 3 * HOUR));
    expect(timekeeper.synchronize(NOW)).toBe('doubtful');
    expect(timekeeper.synchronize(NOW + MINUTE)).toBe('doubtful');
    expect(timekeeper.now(NOW + MINUTE)).toBe(NOW + MINUTE);
  });

  it('goes on by itself when no time server answers', () => {
    const { timekeeper } = keeper([], () => undefined);
    expect(timekeeper.synchronize(NOW)).toBe('no-answer');
    expect(timekeeper.trusted).toBe(true);
  });
});
