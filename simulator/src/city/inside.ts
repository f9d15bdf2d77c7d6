import { SNH, SNO, SO } from '../asm1/state.ts';
import { LAYER_SOLIDS, LAYERS, TANKS, tankAt } from '../bsm1/layout.ts';
import type { Plant } from '../plant.ts';
import { CityPlant } from './city-plant.ts';
import type { PlantOptions } from './options.ts';

/** What goes on in a plant where no sensor of its own hangs; units as in Truth. */
export interface Inside {
  /** In the order of the flow: two anoxic, three aerated. */
  readonly tanks: readonly {
    readonly dissolved_oxygen: number;
    readonly nh3n: number;
    readonly no3n: number;
  }[];
  /** How high above the settler's floor there is more than BLANKET_G_PER_M3 of sludge, m. */
  readonly sludgeBlanketM: number;
}

/** More than this is sludge blanket: between the clear water above and the thickened sludge below. */
export const BLANKET_G_PER_M3 = 1_000;

/** As `createPlant`, and with what goes on inside. */
export function createPlantWithInside(options: PlantOptions): {
  readonly plant: Plant;
  /** As it is now. */
  readonly inside: () => Inside;
} {
  const plant = new CityPlant(options);
  return { plant, inside: () => insideOf(plant) };
}

function insideOf({ biology: { plant } }: CityPlant): Inside {
  const y = plant.state;
  const tanks = Array.from({ length: TANKS }, (_, tank) => ({
    dissolved_oxygen: Math.max(0, y[tankAt(tank) + SO]!),
    nh3n: Math.max(0, y[tankAt(tank) + SNH]!),
    no3n: Math.max(0, y[tankAt(tank) + SNO]!),
  }));
  const solids = Array.from({ length: LAYERS }, (_, layer) => y[LAYER_SOLIDS + layer]!);
  return { tanks, sludgeBlanketM: blanketM(solids, plant.settler.parameters.layerHeightM) };
}

/** Height of the blanket, by straight lines between the middles of the layers (top first). */
function blanketM(solids: readonly number[], layerHeightM: number): number {
  const middle = (layer: number) => (solids.length - layer - 0.5) * layerHeightM;
  const first = solids.findIndex((each) => each > BLANKET_G_PER_M3);
  if (first === -1) return 0;
  if (first === 0) return solids.length * layerHeightM;
  const above = solids[first - 1]!;
  const share = (solids[first]! - BLANKET_G_PER_M3) / (solids[first]! - above);
  return middle(first) + share * layerHeightM;
}
