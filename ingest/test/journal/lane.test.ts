import { describe, expect, it } from 'vitest';
import { laneOf } from '../../src/journal/lane.ts';
import { NOW, telemetry } from '../support/messages.ts';

const lane = (text: string) => laneOf(new TextEncoder().encode(text), NOW, 60_000);

describe('laneOf()', () => {
  it('sends fresh samples by live, older ones by backlog, by the time of the first', () => {
    expect(lane(telemetry(1, [{ t: NOW - 60_000, ph: 7 }]))).toBe('live');
    expect(lane(telemetry(1, [{ t: NOW - 60_001, ph: 7 }]))).toBe('backlog');
    expect(
      lane(
        telemetry(1, [
          { t: NOW - 60_001, ph: 7 },
          { t: NOW, ph: 7 },
        ]),
      ),
    ).toBe('backlog');
    expect(lane(telemetry(1, [{ t: NOW + 60_000, ph: 7 }]))).toBe('live');
  });

  it('finds the time whatever the layout', () => {
    expect(lane('{"samples":[{"ph":7,\n"t" : 1000 }]}')).toBe('backlog');
  });

  it('sends what it cannot make out by live', () => {
    for (const text of ['', '"t"', '"t":', '"t":"1000"', '{"t', '{"tss":1000}'])
      expect(lane(text)).toBe('live');
  });
});
