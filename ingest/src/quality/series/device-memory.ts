import { PARAMETER_IDS, type SeriesKey } from '@banyu/contracts';
import type { CompiledCheck } from '../checks/cross-check.ts';
import type { SeriesJudge } from './series-judge.ts';
import { SeriesMemory } from './series-memory.ts';

/** Two parameters of a device that are checked against each other. */
export interface Link {
  readonly owner: string;
  readonly partner: string;
  /** The longest time that a contradiction must last, ms. */
  readonly holdMs: number;
}

export type DevicePlace = Pick<SeriesKey, 'plant' | 'point' | 'device'>;

export interface DevicePorts {
  /** Every cross-check that a series ever has. */
  readonly checksOf: (series: SeriesKey) => readonly Pick<CompiledCheck, 'partner' | 'holdMs'>[];
  readonly judgeOf: (series: SeriesKey) => SeriesJudge;
}

/** The series of one device at one place, and which of them are checked against each other. */
export class DeviceMemory {
  readonly place: DevicePlace;
  readonly #series = new Map<string, SeriesMemory>();
  readonly #links: ReadonlyMap<string, readonly Link[]>;
  readonly #judgeOf: (series: SeriesKey) => SeriesJudge;

  constructor(place: DevicePlace, { checksOf, judgeOf }: DevicePorts) {
    this.place = place;
    this.#judgeOf = judgeOf;
    const links = new Map<string, Link[]>();
    for (const owner of PARAMETER_IDS) {
      for (const { partner, holdMs } of checksOf({ ...place, parameter: owner })) {
        const link = { owner, partner, holdMs };
        for (const parameter of [owner, partner]) {
          const known = links.get(parameter);
          if (known === undefined) links.set(parameter, [link]);
          else known.push(link);
        }
      }
    }
    this.#links = links;
  }

  /** The series of a parameter; it may hold nothing. */
  of(parameter: string): SeriesMemory {
    const known = this.#series.get(parameter);
    if (known !== undefined) return known;
    const key = { ...this.place, parameter };
    const memory = new SeriesMemory(key, this, this.#judgeOf(key));
    this.#series.set(parameter, memory);
    return memory;
  }

  /** The links that a parameter is an end of. */
  links(parameter: string): readonly Link[] {
    return this.#links.get(parameter) ?? NONE;
  }

  /** The parameters that a check of this one may lead to, over any number of links; without itself. */
  linked(parameter: string): string[] {
    const found = new Set([parameter]);
    for (const each of found) {
      for (const { owner, partner } of this.links(each)) found.add(owner).add(partner);
    }
    found.delete(parameter);
    return [...found];
  }
}

const NONE: readonly Link[] = [];
