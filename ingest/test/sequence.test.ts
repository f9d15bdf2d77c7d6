import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceMemory } from '../src/sequence.ts';

describe('SequenceMemory', () => {
  it('recognises exactly the numbers that came before, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 }), { maxLength: 200 }), (numbers) => {
        const memory = new SequenceMemory();
        const seen = new Set<number>();
        for (const n of numbers) {
          expect(memory.isRepeated('d', 'b', n)).toBe(seen.has(n));
          seen.add(n);
        }
      }),
    );
  });

  it('tells devices and boots apart', () => {
    const memory = new SequenceMemory();
    expect(memory.isRepeated('a', '1', 5)).toBe(false);
    expect(memory.isRepeated('a', '2', 5)).toBe(false);
    expect(memory.isRepeated('b', '1', 5)).toBe(false);
    expect(memory.isRepeated('a', '1', 5)).toBe(true);
  });

  it('follows a live front and a backlog far behind it at once', () => {
    const memory = new SequenceMemory();
    for (let n = 0; n < 10_000; n += 1) {
      expect(memory.isRepeated('d', 'b', 1_000_000 + n)).toBe(false);
      expect(memory.isRepeated('d', 'b', n)).toBe(false);
    }
    expect(memory.isRepeated('d', 'b', 1_000_500)).toBe(true);
    expect(memory.isRepeated('d', 'b', 500)).toBe(true);
  });

  it('forgets rather than grows: the lowest numbers, the oldest boot; never takes a new one for an old one', () => {
    const memory = new SequenceMemory();
    for (let n = 0; n < 1_000; n += 1) expect(memory.isRepeated('d', 'b', n * 2)).toBe(false);
    expect(memory.isRepeated('d', 'b', 0)).toBe(false);
    expect(memory.isRepeated('d', 'b', 1_998)).toBe(true);
    for (const boot of ['c', 'd', 'e', 'f']) memory.isRepeated('d', boot, 1);
    expect(memory.isRepeated('d', 'f', 1)).toBe(true);
    expect(memory.isRepeated('d', 'b', 1_998)).toBe(false);
  });
});
