import { describe, expect, it } from 'vitest';
import { HerdWatch } from '../../src/simulated-fleet/herd-watch.ts';

describe('HerdWatch', () => {
  it('says once when all are connected, and each time they are back, from when the first was lost', () => {
    const herd = new HerdWatch(3, 1_000);
    expect(herd.see(0, 1_500)).toBeUndefined();
    expect(herd.see(3, 4_000)).toEqual({ news: 'all-connected', seconds: 3, fewest: 0 });
    expect(herd.see(3, 5_000)).toBeUndefined();
    expect(herd.see(2, 6_000)).toBeUndefined();
    expect(herd.see(1, 7_000)).toBeUndefined();
    expect(herd.see(2, 8_000)).toBeUndefined();
    expect(herd.see(3, 16_000)).toEqual({ news: 'all-back', seconds: 10, fewest: 1 });
    expect(herd.see(2, 20_000)).toBeUndefined();
    expect(herd.see(3, 21_000)).toEqual({ news: 'all-back', seconds: 1, fewest: 2 });
  });
});
