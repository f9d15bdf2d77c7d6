import type { ReadingBatch } from '@banyu/contracts';
import { openMemoryStore } from '@banyu/store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storedSamples } from '../src/stored-samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = 20_500 * 24 * HOUR;
const key = { plant: 'p', point: 'effluent', device: 'logger', parameter: 'ph' };

function batchOf(times: readonly number[]): ReadingBatch {
  return {
    series: [key],
    length: times.length,
    seriesIndex: new Uint32Array(times.length),
    t: Float64Array.from(times),
    value: new Float64Array(times.length).fill(7),
    flag: new Uint8Array(times.length).fill(1),
    tests: new Uint32Array(times.length),
    settingsVersion: new Uint32Array(times.length),
    receivedAt: new Float64Array(times.length),
  };
}

describe('storedSamples()', () => {
  it('tells every minute that holds a reading, whatever is stored around it', async () => {
    const span = fc.record({
      from: fc.integer({ min: -120, max: 700 }),
      minutes: fc.integer({ min: 1, max: 400 }),
      everyMs: fc.constantFrom(5_000, 60_000, 300_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(span, { maxLength: 4 }),
        fc.integer({ min: 0, max: 90 }),
        async (spans, late) => {
          const store = openMemoryStore();
          const times = new Set<number>();
          for (const { from, minutes, everyMs } of spans) {
            for (let t = from * MINUTE; t < (from + minutes) * MINUTE; t += everyMs) times.add(START + t);
          }
          await store.write(batchOf([...times]));
          const fromMs = START + late * MINUTE;
          const toMs = fromMs + 10 * HOUR;
          const stored = await storedSamples(store, {
            plant: 'p',
            devices: ['logger', 'other'],
            fromMs,
            toMs,
            sampleMs: MINUTE,
          });
          const expected = new Uint8Array(600);
          for (const t of times) if (t >= fromMs && t < toMs) expected[Math.floor((t - fromMs) / MINUTE)] = 1;
          expect(stored.get('logger')).toEqual(expected);
          expect(stored.get('other')).toEqual(new Uint8Array(600));
          await store.close();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('does not take sixty readings of five minutes for an hour of samples', async () => {
    const store = openMemoryStore();
    const minutes = Array.from({ length: 60 }, (_, i) => START + i * MINUTE);
    const seconds = Array.from({ length: 60 }, (_, i) => START + HOUR + i * 5_000);
    await store.write(batchOf([...minutes, ...seconds]));
    const [samples] = (
      await storedSamples(store, {
        plant: 'p',
        devices: ['logger'],
        fromMs: START,
        toMs: START + 3 * HOUR,
        sampleMs: MINUTE,
      })
    ).values();
    expect(samples?.reduce((sum, one) => sum + one, 0)).toBe(65);
    await store.close();
  });
});
