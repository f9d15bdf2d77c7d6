import type { ApiBucket } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { samplingIntervalMs, staleAfterMs } from '../src/freshness.ts';

const MINUTE = 60_000;

function bucket(t: number, total: number): ApiBucket {
  return { t, mean: 1, min: 1, max: 1, count: total, total, good: total };
}

describe('samplingIntervalMs()', () => {
  it('is the bucket over its readings for a fast sensor', () => {
    const buckets = [0, 1, 2, 3].map((i) => bucket(i * 2 * MINUTE, i === 3 ? 7 : 24));
    expect(samplingIntervalMs(buckets)).toBe(5_000);
  });

  it('is the distance of buckets for a sensor slower than they are', () => {
    const buckets = [0, 14, 30, 44, 60].map((minute) => bucket(minute * MINUTE, 1));
    expect(samplingIntervalMs(buckets)).toBe(16 * MINUTE);
  });

  it('is not misled by an outage', () => {
    const minutes = [0, 2, 4, 6, 96, 98, 100];
    expect(samplingIntervalMs(minutes.map((minute) => bucket(minute * MINUTE, 24)))).toBe(5_000);
  });

  it('is unknown from a single bucket', () => {
    expect(samplingIntervalMs([bucket(0, 24)])).toBeUndefined();
    expect(samplingIntervalMs([])).toBeUndefined();
  });
});

describe('staleAfterMs()', () => {
  const every = (minutes: number, total: number) => ({
    mode: 'aggregated' as const,
    bucketMs: MINUTE,
    buckets: [0, 1, 2, 3].map((i) => bucket(i * minutes * MINUTE, total)),
  });

  it('is two minutes for fast sensors and for those not known yet', () => {
    expect(staleAfterMs(every(1, 60))).toBe(2 * MINUTE);
    expect(staleAfterMs(undefined)).toBe(2 * MINUTE);
  });

  it('is five missed samples for slow sensors', () => {
    expect(staleAfterMs(every(15, 1))).toBe(75 * MINUTE);
  });
});
