import { describe, expect, it } from 'vitest';
import { createPlantWithInside } from '../../src/index.ts';
import { DAY, HOUR, MONDAY_MIDNIGHT } from '../support/city.ts';

const FROM = MONDAY_MIDNIGHT + 10 * HOUR;

describe('createPlantWithInside()', () => {
  it('shows the tanks as the probe in the middle one sees them, and oxygen only where air is blown', () => {
    const { plant, inside } = createPlantWithInside({ startMs: MONDAY_MIDNIGHT, warmUpDays: 1 });
    plant.advance(FROM);
    const { tanks } = inside();
    const { dissolved_oxygen, nh3n, no3n } = plant.at('aeration');
    expect(tanks[3]).toEqual({ dissolved_oxygen, nh3n, no3n });
    expect(tanks.map(({ dissolved_oxygen: oxygen }) => oxygen > 0.5)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect((tanks[0]?.nh3n ?? 0) > (tanks[4]?.nh3n ?? 0)).toBe(true);
  });

  it('shows a sludge blanket that rises when the sludge bulks', () => {
    const heights = [0, 0.9].map((severity) => {
      const { plant, inside } = createPlantWithInside({
        startMs: MONDAY_MIDNIGHT,
        warmUpDays: 1,
        disturbances: [{ kind: 'bulking', severity, fromMs: FROM, toMs: FROM + 4 * DAY, rampMs: 0 }],
      });
      plant.advance(FROM + DAY / 2);
      return inside().sludgeBlanketM;
    });
    expect(heights[0]).toBeGreaterThan(0.1);
    expect(heights[0]).toBeLessThan(1);
    expect(heights[1]).toBeGreaterThan((heights[0] ?? 0) + 0.5);
  });
});
