import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlant, POINTS, QUANTITIES } from '../src/index.ts';

const MONDAY_MIDNIGHT = Date.UTC(2026, 0, 4, 17); // in Asia/Jakarta
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function everything(plant: ReturnType<typeof createPlant>) {
  return POINTS.map((point) => plant.at(point));
}

/** A value of every hour of a day that begins at `dayMs`. */
function hours<T>(dayMs: number, look: (plant: ReturnType<typeof createPlant>) => T): T[] {
  const plant = createPlant({ startMs: dayMs });
  return Array.from({ length: 24 }, (_, hour) => {
    plant.advance(dayMs + hour * HOUR);
    return look(plant);
  });
}

describe('createPlant()', () => {
  it('gives the same plant for the same seed, and another for another', () => {
    const make = (seed: number) => {
      const plant = createPlant({ startMs: MONDAY_MIDNIGHT, seed, warmUpDays: 1 });
      plant.advance(MONDAY_MIDNIGHT + 10 * HOUR);
      return everything(plant);
    };
    expect(make(7)).toEqual(make(7));
    expect(make(7)).not.toEqual(make(8));
  });

  it('is the same however the way to an instant is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 * HOUR }), { maxLength: 20 }), (stops) => {
        const whole = createPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 0 });
        const cut = createPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 0 });
        for (const stop of stops.toSorted((a, b) => a - b)) cut.advance(MONDAY_MIDNIGHT + stop);
        whole.advance(MONDAY_MIDNIGHT + 6 * HOUR);
        cut.advance(MONDAY_MIDNIGHT + 6 * HOUR);
        expect(everything(cut)).toEqual(everything(whole));
      }),
      { numRuns: 20 },
    );
  });

  it('keeps every quantity finite, and not negative but for the redox potential, for any seed, size and day', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 10, max: 50_000 }),
        (seed, day, flowM3PerDay) => {
          const startMs = day * DAY;
          const plant = createPlant({ startMs, seed, flowM3PerDay, warmUpDays: 0 });
          for (let hour = 0; hour <= 24; hour += 2) {
            plant.advance(startMs + hour * HOUR);
            for (const truth of everything(plant)) {
              const wrong = QUANTITIES.filter(
                (quantity) =>
                  !Number.isFinite(truth[quantity]) || (quantity !== 'orp' && truth[quantity] < 0),
              );
              expect(wrong).toEqual([]);
              expect(truth.ph).toBeLessThan(14);
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('lets what flowed in and not out of the equalization tank be in it', () => {
    const plant = createPlant({ startMs: MONDAY_MIDNIGHT });
    const areaM2 = (16 * (400 / 24)) / 4; // 16 h of mean flow stand 4 m high
    const held = () => plant.at('equalization').level * areaM2 * plant.at('equalization').cod;
    const begin = held();
    let balance = 0;
    const hoursPerStep = plant.stepMs / HOUR;
    for (let t = MONDAY_MIDNIGHT; t < MONDAY_MIDNIGHT + DAY; t += plant.stepMs) {
      plant.advance(t + plant.stepMs);
      const arrived = plant.at('influent').flow * plant.at('influent').cod;
      const left = plant.at('equalization').flow * plant.at('equalization').cod;
      balance += (arrived - left) * hoursPerStep;
    }
    expect((held() - begin - balance) / begin).toBeCloseTo(0, 9);
  });

  it('brings about the flow that was asked for, less what Sunday lacks, over a week', () => {
    const plant = createPlant({ startMs: MONDAY_MIDNIGHT, flowM3PerDay: 400, warmUpDays: 0 });
    let m3 = 0;
    for (let minute = 1; minute <= 7 * 1440; minute++) {
      plant.advance(MONDAY_MIDNIGHT + minute * 60_000);
      m3 += plant.at('influent').flow / 60;
    }
    expect(m3 / 7).toBeGreaterThan(320);
    expect(m3 / 7).toBeLessThan(420);
  });

  it('takes COD from above a thousand in working hours to what the effluent may hold', () => {
    const plant = createPlant({ startMs: MONDAY_MIDNIGHT });
    let rawMost = 0;
    for (let t = MONDAY_MIDNIGHT; t < MONDAY_MIDNIGHT + 14 * DAY; t += HOUR / 2) {
      plant.advance(t);
      rawMost = Math.max(rawMost, plant.at('influent').cod);
      const effluent = plant.at('effluent');
      expect(effluent.cod).toBeGreaterThan(50);
      expect(effluent.cod).toBeLessThan(110);
      expect(effluent.ph).toBeGreaterThan(6);
      expect(effluent.ph).toBeLessThan(9);
      expect(effluent.temperature).toBeGreaterThan(28);
      expect(effluent.temperature).toBeLessThan(31.5);
    }
    expect(rawMost).toBeGreaterThan(1000);
  });

  it('lets the effluent be noticed in the river below', () => {
    const plant = createPlant({ startMs: MONDAY_MIDNIGHT });
    expect(plant.at('river-downstream').conductivity).toBeGreaterThan(
      plant.at('river-upstream').conductivity,
    );
    expect(plant.at('river-downstream').flow).toBeGreaterThan(plant.at('river-upstream').flow);
  });

  it('is quiet at the Friday prayer and coloured on other noons', () => {
    const colourAtNoon = (day: number) =>
      hours(MONDAY_MIDNIGHT + day * DAY, (plant) => plant.at('influent').colour)[12] ?? Number.NaN;
    expect(colourAtNoon(4)).toBeLessThan(80);
    expect(colourAtNoon(1)).toBeGreaterThan(100);
  });

  it('lives by the local clock that it is given', () => {
    const jakarta = createPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 0 });
    const utc = createPlant({ startMs: MONDAY_MIDNIGHT + 7 * HOUR, utcOffsetMinutes: 0, warmUpDays: 0 });
    const busiest = (plant: typeof jakarta, from: number) => {
      const flows = Array.from({ length: 7 }, (_, hour) => {
        plant.advance(from + hour * HOUR);
        return plant.at('influent').flow;
      });
      return flows.indexOf(Math.max(...flows));
    };
    expect(busiest(jakarta, MONDAY_MIDNIGHT)).toBe(busiest(utc, MONDAY_MIDNIGHT + 7 * HOUR));
  });

  it('stands at the last whole step, and stays when asked back in time', () => {
    const plant = createPlant({ startMs: MONDAY_MIDNIGHT + 1_234, warmUpDays: 0 });
    expect(plant.nowMs).toBe(MONDAY_MIDNIGHT);
    plant.advance(MONDAY_MIDNIGHT + 25_000);
    expect(plant.nowMs).toBe(MONDAY_MIDNIGHT + 20_000);
    plant.advance(0);
    expect(plant.nowMs).toBe(MONDAY_MIDNIGHT + 20_000);
  });

  it('refuses options and instants that make no sense', () => {
    expect(() => createPlant({ startMs: Number.NaN })).toThrow('startMs is NaN, expected 0 to');
    expect(() => createPlant({ startMs: 0, flowM3PerDay: 0 })).toThrow('flowM3PerDay is 0, expected 1 to');
    expect(() => createPlant({ startMs: 0, seed: 0.5 })).toThrow('seed is 0.5, expected a whole number');
    const plant = createPlant({ startMs: 0, warmUpDays: 0 });
    expect(() => plant.advance(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});
