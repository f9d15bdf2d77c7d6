import { codAt, totalNitrogenAt } from '../../src/asm1/composition.ts';
import { processRates } from '../../src/asm1/process-rates.ts';
import {
  SI,
  SND,
  SNH,
  SNO,
  SO,
  SS,
  STATES,
  solidsAt,
  TSS_PER_COD,
  XBA,
  XBH,
  XI,
  XND,
  XP,
  XS,
} from '../../src/asm1/state.ts';
import { O2_PER_DENITRIFIED, O2_PER_NITRATE } from '../../src/asm1/stoichiometry.ts';
import type { Companion } from '../../src/bsm1/companion.ts';
import { LAST_TANK, LAYER_SOLIDS, LAYERS, layerAt, TANKS, tankAt } from '../../src/bsm1/layout.ts';
import type { Bsm1Plant } from '../../src/bsm1/plant.ts';

const METERS = [
  'codNet',
  'nitrogenNet',
  'allNitrogenNet',
  'siNet',
  'xiNet',
  'oxygenNet',
  'oxygenTransferred',
  'nitrogenIn',
] as const;
type Meter = (typeof METERS)[number];

const PARTICULATES = [XI, XS, XBH, XBA, XP, XND];
/** COD that N2 stands for, below nitrate's. */
const COD_PER_N2 = O2_PER_NITRATE - O2_PER_DENITRIFIED;

/**
 * Adds up what crosses the plant's border, in the very stages in which the plant is integrated, so that a balance must
 * close to rounding and not only to the solver's error. What it is compared with stands in `stored`.
 *
 * The solver treats oxygen by another method than the rest, so oxygen's own balance closes only to its error; the
 * balance of COD takes the oxygen that the processes take up, and leaves oxygen's store out. And of the settler's
 * sludge the benchmark keeps the total solids only: their COD is known (they are particulate COD times 0.75), their
 * N and XI follow the last tank's at once and are not conserved. So the balances of N and XI have their border in
 * front of the settler's sludge; allNitrogen has it behind, and closes only while the sludge's composition stands.
 */
export class Meters implements Companion {
  readonly states = METERS.length;
  readonly #effluent = new Float64Array(STATES);
  readonly #underflow = new Float64Array(STATES);
  readonly #rates = new Float64Array(8);
  #plant: Bsm1Plant | undefined;
  #at = 0;

  join(plant: Bsm1Plant, at: number): void {
    this.#plant = plant;
    this.#at = at;
  }

  get plant(): Bsm1Plant {
    if (this.#plant === undefined) throw new Error('no plant has been joined');
    return this.#plant;
  }

  read(meter: Meter): number {
    return this.plant.state[this.#at + METERS.indexOf(meter)] ?? Number.NaN;
  }

  rates(y: Float64Array, dy: Float64Array): void {
    const { plant } = this;
    const { flows, parameters } = plant;
    const raw = plant.inflow.states;
    this.#outlets(y);
    const out = this.#effluent;
    const under = this.#underflow;
    const flux = (of: (z: Float64Array, at: number) => number) =>
      flows.influent * of(raw, 0) - flows.effluent * of(out, 0) - flows.wasted * of(under, 0);

    let uptake = 0;
    let denitrified = 0;
    let transfer = 0;
    for (let tank = 0; tank < TANKS; tank++) {
      const volume = plant.volumesM3[tank] ?? 0;
      processRates(y, tankAt(tank), plant.tanks[tank]?.kinetics ?? missing(), this.#rates);
      const [r1 = 0, r2 = 0, r3 = 0] = this.#rates;
      const { ya, yh } = parameters;
      uptake += volume * (((1 - yh) / yh) * r1 + ((O2_PER_NITRATE - ya) / ya) * r3);
      denitrified += volume * ((1 - yh) / (O2_PER_DENITRIFIED * yh)) * r2;
      const reactor = plant.tanks[tank] ?? missing();
      transfer += volume * reactor.kla * (reactor.saturation - at(y, tankAt(tank) + SO));
    }

    const particulateNitrogen = (z: Float64Array, place: number) =>
      totalNitrogenAt(z, place, parameters) - dissolvedNitrogen(z, place);
    const set = (meter: Meter, value: number) => {
      dy[this.#at + METERS.indexOf(meter)] = value;
    };
    set('codNet', flux(codNet) - uptake + COD_PER_N2 * denitrified);
    set(
      'nitrogenNet',
      flux(dissolvedNitrogen) +
        flows.influent * particulateNitrogen(raw, 0) +
        flows.returned * particulateNitrogen(under, 0) -
        (flows.influent + flows.returned) * particulateNitrogen(y, LAST_TANK) -
        denitrified,
    );
    set('allNitrogenNet', flux((z, place) => totalNitrogenAt(z, place, parameters)) - denitrified);
    set(
      'siNet',
      flux((z, place) => at(z, place + SI)),
    );
    set(
      'xiNet',
      flows.influent * at(raw, XI) +
        flows.returned * at(under, XI) -
        (flows.influent + flows.returned) * at(y, LAST_TANK + XI),
    );
    set('oxygenNet', flux((z, place) => at(z, place + SO)) + transfer - uptake);
    set('oxygenTransferred', transfer);
    set('nitrogenIn', flows.influent * totalNitrogenAt(raw, 0, parameters));
  }

  /** What stands in the plant of what a meter counts, g. */
  stored(meter: 'codNet' | 'nitrogenNet' | 'allNitrogenNet' | 'siNet' | 'xiNet' | 'oxygenNet'): number {
    const { plant } = this;
    const y = plant.state;
    const { areaM2, layerHeightM } = plant.settler.parameters;
    const layerM3 = areaM2 * layerHeightM;
    const inTanks = {
      codNet,
      nitrogenNet: (z: Float64Array, place: number) => totalNitrogenAt(z, place, plant.parameters),
      allNitrogenNet: (z: Float64Array, place: number) => totalNitrogenAt(z, place, plant.parameters),
      siNet: (z: Float64Array, place: number) => at(z, place + SI),
      xiNet: (z: Float64Array, place: number) => at(z, place + XI),
      oxygenNet: (z: Float64Array, place: number) => at(z, place + SO),
    }[meter];
    const nitrogenPerSolids =
      (totalNitrogenAt(y, LAST_TANK, plant.parameters) - dissolvedNitrogen(y, LAST_TANK)) /
      solidsAt(y, LAST_TANK);
    let grams = 0;
    for (let tank = 0; tank < TANKS; tank++) grams += (plant.volumesM3[tank] ?? 0) * inTanks(y, tankAt(tank));
    for (let layer = 0; layer < LAYERS; layer++) {
      const [si = 0, ss = 0, so = 0, sno = 0, snh = 0, snd = 0] = y.subarray(
        layerAt(layer),
        layerAt(layer) + 6,
      );
      grams +=
        layerM3 *
        {
          codNet: si + ss - O2_PER_NITRATE * sno + at(y, LAYER_SOLIDS + layer) / TSS_PER_COD,
          nitrogenNet: sno + snh + snd,
          allNitrogenNet: sno + snh + snd + nitrogenPerSolids * at(y, LAYER_SOLIDS + layer),
          siNet: si,
          xiNet: 0,
          oxygenNet: so,
        }[meter];
    }
    return grams;
  }

  /** Effluent and underflow of a stage. */
  #outlets(y: Float64Array): void {
    const solids = solidsAt(y, LAST_TANK);
    for (const [out, layer] of [
      [this.#effluent, 0],
      [this.#underflow, LAYERS - 1],
    ] as const) {
      [SI, SS, SO, SNO, SNH, SND].forEach((state, i) => {
        out[state] = at(y, layerAt(layer) + i);
      });
      for (const state of PARTICULATES) {
        out[state] = solids > 0 ? (at(y, LAST_TANK + state) * at(y, LAYER_SOLIDS + layer)) / solids : 0;
      }
    }
  }
}

function at(y: Float64Array, place: number): number {
  return y[place] ?? Number.NaN;
}

/** COD less what nitrate could oxidize. */
function codNet(z: Float64Array, place: number): number {
  return codAt(z, place) - O2_PER_NITRATE * at(z, place + SNO);
}

function dissolvedNitrogen(z: Float64Array, place: number): number {
  return at(z, place + SNO) + at(z, place + SNH) + at(z, place + SND);
}

function missing(): never {
  throw new Error('the plant has fewer tanks than the layout');
}
