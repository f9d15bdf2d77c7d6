import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SI } from '../../src/asm1/state.ts';
import { layerAt, PLANT_STATES, tankAt } from '../../src/bsm1/layout.ts';
import { Bsm1Plant } from '../../src/bsm1/plant.ts';
import { Tracers } from '../../src/bsm1/tracers.ts';
import { plantAfter } from '../support/plants.ts';

describe('Tracers', () => {
  it('go where inert soluble COD goes, in tanks and settler, through any flows', () => {
    const flow = fc.double({ min: 0, max: 50_000, noNaN: true });
    fc.assert(
      fc.property(
        flow,
        flow,
        flow,
        fc.double({ min: 0, max: 100, noNaN: true }),
        (influent, recycle, sludge, inert) => {
          const tracers = new Tracers(2);
          const plant = new Bsm1Plant({ companions: [tracers] });
          plant.inflow.flow = influent;
          plant.inflow.states[SI] = inert;
          tracers.inflow.set([0, inert]);
          Object.assign(plant.controls, { internalRecycle: recycle, returnSludge: sludge });
          const pairs = [
            ...[0, 1, 2, 3, 4].map((tank) => [tankAt(tank) + SI, tracers.tankAt(tank) + 1] as const),
            ...Array.from(
              { length: 10 },
              (_, layer) => [layerAt(layer), tracers.layerAt(layer) + 1] as const,
            ),
          ];
          for (const [si, tracer] of pairs) plant.state[tracer] = plant.state[si] ?? 0;
          plant.advance(0.1);
          for (const [si, tracer] of pairs)
            expect(plant.state[tracer]).toBeCloseTo(plant.state[si] ?? Number.NaN, 9);
          expect(plant.state[tracers.layerAt(0)]).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('react in the tanks as their source says, and leave the plant’s own states alone', () => {
    const decaying = new Tracers(1, (y, at, _tank, dy) => {
      dy[at] = (dy[at] ?? 0) - 5 * (y[at] ?? 0);
    });
    const plant = plantAfter(0, { companions: [decaying] });
    decaying.inflow[0] = 100;
    plant.advance(20);
    const effluent = plant.state[decaying.layerAt(0)] ?? Number.NaN;
    // Five mixed tanks with recycles are close to one: c = 100 / (1 + k V/Q).
    expect(effluent).toBeGreaterThan(0.9 * (100 / (1 + 5 * (5_999 / 18_446))));
    expect(effluent).toBeLessThan(100 / (1 + 5 * (5_999 / 18_446)));
    const bare = plantAfter(0);
    bare.advance(20);
    expect(Array.from(plant.state.subarray(0, PLANT_STATES))).toEqual(Array.from(bare.state));
    expect(plant.state.length).toBe(PLANT_STATES + 15);
  });
});
