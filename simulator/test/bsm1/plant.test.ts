import { beforeAll, describe, expect, it } from 'vitest';
import { LIMITED_PARAMETERS } from '../../src/asm1/parameters.ts';
import { SALK, SNH, SNO, SO, SS, STATES, solidsAt, XBA } from '../../src/asm1/state.ts';
import { constantInfluent, setInflow } from '../../src/bsm1/influent-series.ts';
import { LAYER_SOLIDS, layerAt, tankAt } from '../../src/bsm1/layout.ts';
import { Bsm1Plant } from '../../src/bsm1/plant.ts';
import { BSM1_SETTLER } from '../../src/bsm1/settler.ts';
import { plantAfter, SECOND, throughDryWeather } from '../support/plants.ts';

const SALK_PLACES = new Set([
  ...[0, 1, 2, 3, 4].map((tank) => tankAt(tank) + SALK),
  ...Array.from({ length: 10 }, (_, layer) => layerAt(layer) + 6),
]);

/** The plant after a change that lasted for some days. */
function changed(days: number, change: (plant: Bsm1Plant) => void): Bsm1Plant {
  const plant = plantAfter(30);
  change(plant);
  plant.advance(days);
  return plant;
}

function effluentOf(plant: Bsm1Plant): Float64Array {
  const out = new Float64Array(STATES);
  plant.effluent(out);
  return out;
}

/**
 * Every state a number, and none below 0 but by a hair: what is used up within a step may end there (the rates see 0).
 * Plain ASM1 lets alkalinity alone fall further.
 */
function expectSound(plant: Bsm1Plant): void {
  plant.state.forEach((value, place) => {
    expect(value, `state ${place}`).toBeGreaterThanOrEqual(SALK_PLACES.has(place) ? -10 : -1e-3);
  });
}

describe('the plant answers as operators expect', () => {
  let before: Float64Array;
  beforeAll(() => {
    before = effluentOf(changed(3, () => {}));
  });
  const of = (water: Float64Array, state: number) => water[state] ?? Number.NaN;

  it('more air in the last tank: less ammonia, more nitrate', () => {
    const after = effluentOf(changed(3, (plant) => plant.controls.kla.set([0, 0, 240, 240, 240])));
    expect(of(after, SNH)).toBeLessThan(0.8 * of(before, SNH));
    expect(of(after, SNO)).toBeGreaterThan(of(before, SNO) + 0.5);
  });

  it('more sludge wasted: the nitrifiers are washed out and ammonia breaks through', () => {
    const plant = changed(40, ({ controls }) => {
      controls.wasteSludge = 1_500;
    });
    expect(of(plant.state, tankAt(4) + XBA)).toBeLessThan(20);
    expect(of(effluentOf(plant), SNH)).toBeGreaterThan(10);
  });

  it('cold: more ammonia; warm: less', () => {
    const at = (celsius: number) =>
      of(effluentOf(changed(10, (plant) => plant.setTemperature(celsius))), SNH);
    expect(at(10)).toBeGreaterThan(2 * of(before, SNH));
    expect(at(20)).toBeLessThan(of(before, SNH));
  });

  it('rain: more solids over the weir, and a blanket that rises', () => {
    const wet = changed(1, ({ inflow }) => {
      inflow.flow *= 2.5;
      inflow.states.forEach((value, state) => {
        inflow.states[state] = value / 2.5;
      });
    });
    const dry = changed(1, () => {});
    expect(solidsAt(effluentOf(wet), 0)).toBeGreaterThan(1.5 * solidsAt(effluentOf(dry), 0));
    const blanket = (plant: Bsm1Plant) =>
      plant.state.slice(LAYER_SOLIDS, LAYER_SOLIDS + 10).reduce((a, b) => a + b);
    expect(blanket(wet)).toBeGreaterThan(1.5 * blanket(dry));
  });

  it('a toxic shock to the nitrifiers: ammonia, alkalinity and oxygen rise, nitrate falls, at unchanged air', () => {
    const shocked = changed(1, (plant) => {
      for (const tank of plant.tanks) tank.kinetics.set(15, { heterotrophs: 1, autotrophs: 0.1 });
    });
    const after = effluentOf(shocked);
    expect(of(after, SNH)).toBeGreaterThan(3 * of(before, SNH));
    expect(of(after, SNO)).toBeLessThan(of(before, SNO));
    expect(of(after, SALK)).toBeGreaterThan(of(before, SALK));
    expect(of(shocked.state, tankAt(4) + SO)).toBeGreaterThan(2 * of(before, SO));
  });

  it('bulking sludge: it settles badly and escapes', () => {
    const bulking = changed(2, ({ settler }) => {
      settler.parameters = { ...BSM1_SETTLER, v0: 150, v0Max: 80 };
    });
    expect(solidsAt(effluentOf(bulking), 0)).toBeGreaterThan(
      2 * solidsAt(effluentOf(changed(2, () => {})), 0),
    );
  });
});

describe('the plant bears what it is given', () => {
  it.each<[string, (plant: Bsm1Plant) => void]>([
    ['a day without any load', ({ inflow }) => inflow.states.fill(0)],
    [
      'a day without inflow',
      ({ inflow }) => {
        inflow.flow = 0;
      },
    ],
    [
      'a day at three times the flow',
      ({ inflow }) => {
        inflow.flow *= 3;
      },
    ],
    [
      'a day of seven times the substrate',
      ({ inflow }) => {
        inflow.states[SS] = 500;
      },
    ],
    [
      'a day in which nothing moves at all',
      ({ inflow, controls }) => {
        inflow.flow = 0;
        Object.assign(controls, { internalRecycle: 0, returnSludge: 0, wasteSludge: 0 });
        controls.kla.fill(0);
      },
    ],
    [
      'more waste sludge asked for than comes in',
      ({ inflow, controls }) => {
        inflow.flow = 300;
        controls.wasteSludge = 1_844;
      },
    ],
    ['a day as warm as the kinetics go', (plant) => plant.setTemperature(30)],
    [
      'all organisms poisoned',
      (plant) => {
        for (const tank of plant.tanks) tank.kinetics.set(15, { heterotrophs: 0, autotrophs: 0 });
      },
    ],
  ])('%s, without NaN or negative states', (_, change) => {
    const plant = plantAfter(5);
    change(plant);
    for (let hour = 0; hour < 24; hour++) {
      plant.advance(1 / 24);
      expectSound(plant);
    }
  });

  it('far more substrate than there is nitrogen for, where growth is limited by it', () => {
    const plant = plantAfter(5, { parameters: LIMITED_PARAMETERS });
    plant.inflow.states[SS] = 2_000;
    for (let hour = 0; hour < 48; hour++) {
      plant.advance(1 / 24);
      expectSound(plant);
    }
  });

  it('an empty plant: no sludge, no share of it anywhere', () => {
    const plant = new Bsm1Plant();
    plant.state.fill(0);
    plant.inflow.flow = 10_000;
    plant.advance(0.5);
    expect(Array.from(effluentOf(plant).subarray(0, SO))).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expectSound(plant);
  });

  it('another size: a plant a hundredth as large, fed a hundredth, does the same', () => {
    const small = new Bsm1Plant({
      volumesM3: [10, 10, 13.33, 13.33, 13.33],
      settler: { ...BSM1_SETTLER, areaM2: 15 },
    });
    setInflow(small.inflow, constantInfluent(1), 0);
    small.inflow.flow /= 100;
    Object.assign(small.controls, { internalRecycle: 553.38, returnSludge: 184.46, wasteSludge: 3.85 });
    small.advance(5);
    const large = plantAfter(5);
    small.state.forEach((value, place) => {
      expect(Math.abs(value - (large.state[place] ?? 0))).toBeLessThan(1e-9 * Math.max(1, value));
    });
    expect(small.solidsKg()).toBeCloseTo(large.solidsKg() / 100, 6);
  });
});

describe('the plant refuses', () => {
  it('a tank or settler without size', () => {
    expect(() => new Bsm1Plant({ volumesM3: [10, 10, 0, 10, 10] })).toThrow(RangeError);
    expect(() => new Bsm1Plant({ settler: { ...BSM1_SETTLER, areaM2: Number.NaN } })).toThrow(RangeError);
  });
});

describe('the plant is deterministic', () => {
  it('the same inputs give the same numbers, to the last digit', () => {
    const run = () => throughDryWeather(plantAfter(1), 1, 60 * SECOND);
    expect(run()).toEqual(run());
  });

  it('two plants that run by turns do not touch each other', () => {
    const alone = plantAfter(1);
    const one = plantAfter(0);
    const other = plantAfter(0);
    other.inflow.flow = 30_000;
    for (let i = 0; i < 1_440; i++) {
      if (i === 0) one.jump();
      one.step(1 / 1_440);
      other.step(1 / 1_440);
    }
    expect(Array.from(one.state)).toEqual(Array.from(alone.state));
  });
});
