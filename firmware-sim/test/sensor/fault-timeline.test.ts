import { describe, expect, it } from 'vitest';
import type { SensorFault } from '../../src/sensor/fault.ts';
import { FaultTimeline } from '../../src/sensor/fault-timeline.ts';

const span = { parameter: 'ph', from: 1_000, to: 2_000 } as const;

describe('FaultTimeline', () => {
  it.each<[string, SensorFault]>([
    ['from', { ...span, from: Number.NaN, fault: 'stuck' }],
    ['to', { ...span, to: 1_000, fault: 'stuck' }],
    ['parameter', { ...span, parameter: 'cod', fault: 'stuck' }],
    ['perDay', { ...span, fault: 'drift', shape: 'linear', perDay: Number.POSITIVE_INFINITY }],
    ['ratePerDay', { ...span, fault: 'fouling', ratePerDay: 0, damping: 0.5 }],
    ['damping', { ...span, fault: 'fouling', ratePerDay: 1, damping: 1.5 }],
    ['wipedEveryMs', { ...span, fault: 'fouling', ratePerDay: 1, damping: 1, wipedEveryMs: 0 }],
    ['offset', { ...span, fault: 'bias', offset: Number.NaN }],
    ['factor', { ...span, fault: 'gain', factor: Number.NaN }],
    ['perHour', { ...span, fault: 'spikes', perHour: 0, height: 1 }],
    ['lastsMs', { ...span, fault: 'spikes', perHour: 1, height: 1, lastsMs: 0 }],
    ['perDay', { ...span, fault: 'dropout', shows: 'nothing', perDay: -1 }],
    ['max', { ...span, fault: 'saturation', min: 5, max: 5 }],
    ['unit', { ...span, fault: 'wrong-unit', unit: 'g/L' }],
    ['shows', { ...span, fault: 'calibration', shows: Number.NaN }],
    ['parameters', { from: 1_000, fault: 'swapped', parameters: ['ph', 'ph'] }],
  ])('refuses a fault whose %s makes no sense, naming it', (key, fault) => {
    expect(() => new FaultTimeline([fault], ['ph'])).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', field: `faults[0].${key}` }),
    );
  });

  it('refuses two of a kind at once at the same probe, and takes them one after the other', () => {
    const first = { ...span, fault: 'bias', offset: 1 } as const;
    expect(() => new FaultTimeline([first, { ...first, from: 1_999, to: 3_000 }], ['ph'])).toThrow(
      'faults[1] is a bias that overlaps faults[0]',
    );
    expect(() => new FaultTimeline([first, { ...first, from: 2_000, to: 3_000 }], ['ph'])).not.toThrow();
    expect(() => new FaultTimeline([first, { ...first, parameter: 'cod' }], ['ph', 'cod'])).not.toThrow();
  });

  it('tells what is wrong at an instant: from its begin on, and until before its end', () => {
    const timeline = new FaultTimeline(
      [
        { ...span, fault: 'stuck' },
        { ...span, from: 1_500, fault: 'gain', factor: 2 },
      ],
      ['ph'],
    );
    expect([999, 1_000, 1_500, 1_999, 2_000].map((t) => timeline.kindsAt('ph', t))).toEqual([
      [],
      ['stuck'],
      ['stuck', 'gain'],
      ['stuck', 'gain'],
      [],
    ]);
  });
});
