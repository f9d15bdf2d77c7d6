import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlant, type PlantOptions, POINTS, QUANTITIES } from '../src/index.ts';
import { DAY, disturbances, HOUR, MINUTE, MONDAY_MIDNIGHT } from './support/city.ts';

function everything(plant: ReturnType<typeof createPlant>) {
  return POINTS.map((point) => plant.at(point));
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

  it('is the same however the way to an instant is cut, whatever goes wrong and whoever looks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 6 * HOUR }), { maxLength: 20 }),
        fc.integer(),
        disturbances(MONDAY_MIDNIGHT, 6 * HOUR),
        (stops, seed, wrong) => {
          const options: PlantOptions = {
            startMs: MONDAY_MIDNIGHT,
            warmUpDays: 0,
            seed,
            disturbances: wrong,
          };
          const whole = createPlant(options);
          const cut = createPlant(options);
          for (const stop of stops.toSorted((a, b) => a - b)) {
            cut.advance(MONDAY_MIDNIGHT + stop);
            everything(cut);
          }
          whole.advance(MONDAY_MIDNIGHT + 6 * HOUR);
          cut.advance(MONDAY_MIDNIGHT + 6 * HOUR);
          expect(everything(cut)).toEqual(everything(whole));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('keeps every quantity finite and no concentration negative, for any seed, size, day and disturbances', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 10, max: 50_000 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        disturbances(0, DAY),
        (seed, day, flowM3PerDay, workshopShare, wrong) => {
          const startMs = day * DAY;
          const plant = createPlant({
            startMs,
            seed,
            flowM3PerDay,
            workshopShare,
            warmUpDays: 0,
            disturbances: wrong.map((one) => ({
              ...one,
              fromMs: startMs + one.fromMs,
              toMs: startMs + one.toMs,
            })),
          });
          for (let hour = 0; hour <= 24; hour += 2) {
            plant.advance(startMs + hour * HOUR);
            for (const truth of everything(plant)) {
              const wrongOnes = QUANTITIES.filter(
                (quantity) =>
                  !Number.isFinite(truth[quantity]) || (quantity !== 'orp' && truth[quantity] < 0),
              );
              expect(wrongOnes).toEqual([]);
              expect(truth.ph).toBeLessThan(14);
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('lives by the local clock that it is given', () => {
    const holidays: PlantOptions['holidays'] = [];
    const jakarta = createPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 0, holidays });
    const utc = createPlant({
      startMs: MONDAY_MIDNIGHT + 7 * HOUR,
      utcOffsetMinutes: 0,
      warmUpDays: 0,
      holidays,
    });
    const busiest = (plant: typeof jakarta, from: number) => {
      const flows = Array.from({ length: 9 }, (_, hour) => {
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
    plant.advance(MONDAY_MIDNIGHT + 2.5 * MINUTE);
    expect(plant.nowMs).toBe(MONDAY_MIDNIGHT + 2 * MINUTE);
    plant.advance(0);
    expect(plant.nowMs).toBe(MONDAY_MIDNIGHT + 2 * MINUTE);
  });

  it('refuses options and instants that make no sense', () => {
    expect(() => createPlant({ startMs: Number.NaN })).toThrow('startMs is NaN, expected 0 to');
    expect(() => createPlant({ startMs: 0, flowM3PerDay: 0 })).toThrow('flowM3PerDay is 0, expected 1 to');
    expect(() => createPlant({ startMs: 0, seed: 0.5 })).toThrow('seed is 0.5, expected a whole number');
    expect(() =>
      createPlant({ startMs: 0, disturbances: [{ kind: 'power-cut', fromMs: 2, toMs: 1 }] }),
    ).toThrow('power-cut lasts from 2 to 1 ms');
    expect(() => createPlant({ startMs: 0, holidays: [{ first: 'Lebaran', last: '2026-03-21' }] })).toThrow(
      '"Lebaran" is no date, expected YYYY-MM-DD',
    );
    const plant = createPlant({ startMs: 0, warmUpDays: 0 });
    expect(() => plant.advance(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});
