import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INSTRUMENTS } from '../../src/sensor/catalogue.ts';
import type { SensorFault } from '../../src/sensor/fault.ts';
import { Immersion } from '../../src/sensor/immersion.ts';
import { HOUR, MINUTE, START } from '../support/probe-rig.ts';
import { waterOf } from '../support/water.ts';

const FAULTS: readonly SensorFault[] = [
  { fault: 'fouling', parameter: 'cod', from: START, ratePerDay: 2, damping: 0.3 },
  { fault: 'drift', parameter: 'cod', from: START + 5_000, shape: 'random-walk', perDay: 20 },
  { fault: 'spikes', parameter: 'ph', from: START, perHour: 10, height: 2 },
  { fault: 'stuck', parameter: 'ph', from: START + HOUR + 1_234, to: START + 2 * HOUR },
  { fault: 'dropout', parameter: 'phenol', from: START, perDay: 200, lastsMs: MINUTE, shows: 'nothing' },
  { fault: 'calibration', parameter: 'phenol', from: START + 7_777, to: START + HOUR, shows: 'held' },
];

function immersed(seed = 7) {
  const immersion = new Immersion(
    waterOf(START, {
      cod: (t) => 300 + 100 * Math.sin(t / HOUR),
      ph: (t) => 7 + Math.cos(t / HOUR),
      phenol: (t) => 1 + Math.sin(t / (10 * MINUTE)),
    }),
  );
  const { sensor } = immersion.dip({
    point: 'effluent',
    probes: [
      { parameter: 'cod', ...INSTRUMENTS.cod },
      { parameter: 'ph', ...INSTRUMENTS.ph },
      { parameter: 'phenol', ...INSTRUMENTS.phenol },
    ],
    faults: FAULTS,
    seed,
  });
  const readAt = (t: number) => (['cod', 'ph', 'phenol'] as const).map((parameter) => sensor(parameter, t));
  return { immersion, readAt };
}

describe('Immersion', () => {
  it('has every reading depend on the seed and the instant alone, not on when it was read before', () => {
    const instant = fc.integer({ min: 0, max: 3 * HOUR });
    fc.assert(
      fc.property(fc.uniqueArray(instant, { maxLength: 40 }), instant, (before, last) => {
        const often = immersed();
        for (const t of before.toSorted((a, b) => a - b)) if (t < last) often.readAt(START + t);
        const once = immersed();
        expect(often.readAt(START + last)).toEqual(once.readAt(START + last));
      }),
      { numRuns: 50 },
    );
  });

  it('has other luck for another seed', () => {
    expect(immersed(1).readAt(START + MINUTE)).not.toEqual(immersed(2).readAt(START + MINUTE));
  });

  it('shows every probe all steps of the water, whichever device reads first', () => {
    const step = (t: number) => (t < START + MINUTE ? 100 : 200);
    const immersion = new Immersion(waterOf(START, { cod: step }));
    const cod = { parameter: 'cod', ...INSTRUMENTS.cod, noise: { absolute: 0, relative: 0 } } as const;
    const one = immersion.dip({ point: 'influent', probes: [cod], faults: [], seed: 1 });
    const other = immersion.dip({ point: 'effluent', probes: [cod], faults: [], seed: 2 });
    const t = START + 2 * MINUTE;
    expect(one.sensor('cod', t)).toBe(190);
    expect(other.sensor('cod', t)).toBe(190);
  });
});
