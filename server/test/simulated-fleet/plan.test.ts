import { isId } from '@banyu/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planFleet } from '../../src/simulated-fleet/plan.ts';

describe('planFleet()', () => {
  it('spreads devices over plants and the points of each', () => {
    const planned = planFleet({ plants: 2, devices: 16, prefix: 'sim' });
    expect(planned.slice(0, 3).map(({ device, point }) => [device, point])).toEqual([
      ['sim-01-influent-logger-1', 'influent'],
      ['sim-02-influent-logger-1', 'influent'],
      ['sim-01-equalization-probe-1', 'equalization'],
    ]);
    expect(planned.at(-1)).toEqual({
      plant: 'sim-02',
      device: 'sim-02-equalization-probe-2',
      point: 'equalization',
      name: 'Probe bak ekualisasi 2',
    });
  });

  it('gives every device an id of its own, and keeps the ids when there are to be more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(400), fc.nat(100), (plants, more, evenMore) => {
        const few = planFleet({ plants, devices: plants + more, prefix: 'sim' });
        const many = planFleet({ plants, devices: plants + more + evenMore, prefix: 'sim' });
        expect(new Set(many.map(({ device }) => device)).size).toBe(many.length);
        expect(many.every(({ device }) => isId(device))).toBe(true);
        expect(many.slice(0, few.length)).toEqual(few);
        const sizes = [...Map.groupBy(many, ({ plant }) => plant).values()].map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuses a plant without a device, and a prefix that makes no id', () => {
    expect(() => planFleet({ plants: 3, devices: 2, prefix: 'sim' })).toThrow('--devices is 2 at --plants 3');
    expect(() => planFleet({ plants: 1, devices: 1, prefix: 'Sim' })).toThrow('--prefix "Sim"');
    expect(() => planFleet({ plants: 1, devices: 1, prefix: 's'.repeat(40) })).toThrow('at most 48');
  });
});
