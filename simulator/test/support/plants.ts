import { constantInfluent, setInflow } from '../../src/bsm1/influent-series.ts';
import { weatherInfluent } from '../../src/bsm1/influent-weather.ts';
import { Bsm1Plant, type Bsm1PlantOptions } from '../../src/bsm1/plant.ts';

export const SECOND = 1 / 86_400;

/** A plant with the benchmark's constant influent, run in for so many days. */
export function plantAfter(days: number, options: Bsm1PlantOptions = {}): Bsm1Plant {
  const plant = new Bsm1Plant(options);
  setInflow(plant.inflow, constantInfluent(1), 0);
  if (days > 0) plant.advance(days);
  return plant;
}

/** Runs a plant through the first days of our own dry weather; gives the effluent's ammonia at each row's end. */
export function throughDryWeather(plant: Bsm1Plant, days: number, stepDays: number): number[] {
  const series = weatherInfluent('dry', days);
  const effluent = new Float64Array(13);
  return Array.from(series.flow, (_, row) => {
    setInflow(plant.inflow, series, row);
    plant.advance(1 / 96, stepDays);
    plant.effluent(effluent);
    return effluent[9] ?? Number.NaN;
  });
}
