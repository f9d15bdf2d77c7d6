import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MixedVolume } from '../../src/city/mixed-volume.ts';
import { WATER_SIZE } from '../../src/city/water.ts';

const vector = (most: number) =>
  fc
    .array(fc.double({ min: 0, max: most, noNaN: true }), { minLength: WATER_SIZE, maxLength: WATER_SIZE })
    .map((values) => Float64Array.from(values));
const flow = fc.double({ min: 0, max: 50, noNaN: true });

describe('MixedVolume', () => {
  it('keeps the balance of each property and never turns one negative, in steps of any length', () => {
    fc.assert(
      fc.property(
        vector(5000),
        vector(5000),
        vector(10),
        vector(100),
        flow,
        flow,
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (start, inflow, decay, gain, flowIn, flowOut, hours) => {
          const tank = new MixedVolume(100, start);
          tank.step(hours, flowIn, inflow, flowOut, { decay, gain });
          const volume = tank.volumeM3;
          expect(volume).toBeCloseTo(100 + hours * (flowIn - flowOut), 9);
          for (let i = 0; i < WATER_SIZE; i++) {
            const value = tank.water[i] ?? Number.NaN;
            const put = 100 * (start[i] ?? 0) + hours * (flowIn * (inflow[i] ?? 0) + volume * (gain[i] ?? 0));
            const found = value * (volume + hours * (flowOut + volume * (decay[i] ?? 0)));
            expect(value).toBeGreaterThanOrEqual(0);
            expect(Math.abs(put - found)).toBeLessThanOrEqual(1e-12 * Math.max(1, put));
          }
        },
      ),
    );
  });

  it('follows the exponential of a stirred tank when steps are short', () => {
    const tank = new MixedVolume(100, new Float64Array(WATER_SIZE));
    const inflow = new Float64Array(WATER_SIZE).fill(1);
    for (let step = 0; step < 36_000; step++) tank.step(1 / 3600, 10, inflow, 10);
    expect(tank.water[0]).toBeCloseTo(1 - Math.exp(-1), 4);
  });
});
