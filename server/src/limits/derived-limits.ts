import type { DerivedFigure } from '@banyu/contracts';
import { deriveLimits } from '@banyu/evaluation';
import type { Registry } from '@banyu/registry';
import { correctedPoints } from '../corrected/corrected-series.ts';
import type { DerivedOptions } from '../keep-derived.ts';
import { deviceServices } from '../slot-plan.ts';
import { judgedPlant, limitSource } from './limit-source.ts';

/** Hours inside the limits of plants, for dashboards; nothing for a plant that has no limits, or is not registered. */
export function derivedLimits(registry: Registry): DerivedOptions['limits'] {
  return async function* (store, { plant: id, ...query }): AsyncGenerator<readonly DerivedFigure[]> {
    const record = (await registry.plants.list()).find((each) => each.id === id);
    const plant = record === undefined ? undefined : judgedPlant(record);
    if (plant === undefined) return;
    const source = limitSource({
      store,
      corrected: (asked) => correctedPoints(store, asked),
      corrections: registry.corrections,
      timeZone: plant.timeZone,
    });
    const devices = (range: { readonly from: number; readonly to: number }) =>
      deviceServices(registry, id, range);
    yield* deriveLimits(source, { plant, devices, ...query });
  };
}
