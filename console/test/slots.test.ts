import type { ApiSlotSpan } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { completeShare, mainLoss, STRIP_WIDTH, spanAt, stripPaths, stripsBegin } from '../src/slots.ts';

const span = (
  from: number,
  to: number,
  status: ApiSlotSpan['status'],
  cause: ApiSlotSpan['cause'] = 'none',
): ApiSlotSpan => ({ from, to, status, cause, slots: to - from });

const DAY = [
  span(0, 100, 'received'),
  span(100, 101, 'missing', 'sensor'),
  span(101, 110, 'late', 'network'),
  span(110, 112, 'flagged'),
  span(112, 120, 'pending'),
];

describe('a strip of slots', () => {
  it('draws each span in its place, what is wrong wide enough to be seen and higher', () => {
    const paths = stripPaths(DAY, 0, 120);
    expect(paths.received).toBe('M0 10h1200V20h-1200z');
    expect(paths.missing).toBe('M1200 0h12V20h-12z');
    expect(stripPaths(DAY, 0, 12_000).missing).toMatch(/^M12 0h6V/);
    expect(paths.rejected).toBe('');
  });

  it('draws no mark beyond its end', () => {
    const { missing } = stripPaths([span(119_999, 120_000, 'missing', 'device')], 0, 120_000);
    expect(missing).toBe(`M${STRIP_WIDTH - 6} 0h6V20h-6z`);
  });

  it('begins with the first slot of a young plant, an hour before the end at the latest', () => {
    const HOUR = 3_600_000;
    const range = { from: 0, to: 24 * HOUR };
    const begin = (hour: number) =>
      stripsBegin([{ spans: [span(hour * HOUR, 24 * HOUR, 'received')] }], range);
    expect([-1, 0, 8, 23.9].map(begin)).toEqual([0, 0, 8 * HOUR, 23 * HOUR]);
    expect(stripsBegin([], range)).toBe(23 * HOUR);
  });

  it('counts what is there in time or late, of what is due', () => {
    expect(completeShare(DAY)).toBe(109 / 112);
    expect(completeShare([span(0, 5, 'pending')])).toBeUndefined();
  });

  it('tells the span at a time, and what took most', () => {
    expect(spanAt(DAY, 100.5)?.status).toBe('missing');
    expect(spanAt(DAY, 500)?.status).toBe('pending');
    expect(spanAt([], 5)).toBeUndefined();
    expect(mainLoss(DAY)).toEqual({ status: 'flagged', cause: 'none', slots: 2 });
    expect(mainLoss([span(0, 5, 'received')])).toBeUndefined();
  });
});
