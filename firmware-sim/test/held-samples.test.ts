import { describe, expect, it } from 'vitest';
import { HeldSamples } from '../src/held-samples.ts';

describe('HeldSamples', () => {
  it('drops and counts the oldest beyond a thousand, and all when the memory is lost', () => {
    const held = new HeldSamples();
    for (let uptimeMs = 0; uptimeMs < 1_002; uptimeMs++) held.hold({ uptimeMs, values: {} });
    expect(held.dropped).toBe(2);
    expect(held.release().map(({ uptimeMs }) => uptimeMs)).toEqual(
      Array.from({ length: 1_000 }, (_, i) => i + 2),
    );
    expect(held.length).toBe(0);
    held.hold({ uptimeMs: 5, values: {} });
    held.lose();
    expect(held.dropped).toBe(3);
  });
});
