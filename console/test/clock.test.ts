import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../src/clock.ts';

const NOW = Date.UTC(2026, 10, 24);

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

describe('Clock.adopt()', () => {
  it('sets a clock that is wrong right by the first answer, and leaves one that is right alone', () => {
    const clock = new Clock();
    clock.adopt(NOW + 2_000, NOW);
    expect(clock.offset.get()).toBe(0);
    clock.adopt(NOW - 600_000, NOW);
    expect(clock.get()).toBe(NOW - 600_000);
    clock.adopt(NOW - 599_000, NOW);
    expect(clock.get()).toBe(NOW - 600_000);
    clock.adopt(NOW, NOW);
    expect(clock.offset.get()).toBe(0);
  });

  it('learns nothing from an answer that was under way while the machine slept', () => {
    const clock = new Clock();
    clock.adopt(NOW, NOW);
    vi.setSystemTime(NOW + 125_000);
    clock.adopt(NOW, NOW);
    clock.adopt(NOW + 125_000, NOW);
    expect(clock.offset.get()).toBe(0);
  });
});
