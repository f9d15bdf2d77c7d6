import type { Plant, Point, Truth } from '@banyu/simulator';
import type { Sensor } from '../ports.ts';
import type { ProbeOptions } from './probe.ts';
import { Station, type StationOptions, type Truths } from './station.ts';

/** A quantity that the simulator knows and the contract carries. */
export type Measurable = keyof Truth & ProbeOptions['parameter'];

export interface ImmersedOptions extends StationOptions {
  readonly point: Point;
  readonly probes: readonly (ProbeOptions & { readonly parameter: Measurable })[];
}

/** The plant as the probes need it. */
export type Water = Pick<Plant, 'nowMs' | 'stepMs' | 'advance' | 'at'>;

/**
 * All stations in the water of one plant. Whoever reads moves the plant on for all of them, and all see every step of
 * it: a probe needs what the water was like while nobody read it.
 */
export class Immersion {
  readonly #water: Water;
  readonly #stations: { readonly station: Station; readonly point: Point }[] = [];
  #seenMs: number;

  constructor(water: Water) {
    this.#water = water;
    this.#seenMs = water.nowMs;
  }

  /** A device's sensors at a point, from now on. Throws InvalidInputError for options that make no sense. */
  dip(options: ImmersedOptions): { readonly sensor: Sensor; readonly station: Station } {
    const { point } = options;
    const station = new Station(options, this.#seenMs, this.#truthsAt(point));
    this.#stations.push({ station, point });
    const sensor: Sensor = (parameter, t) => {
      this.advance(t);
      return station.read(parameter, t);
    };
    return { sensor, station };
  }

  /** Moves on to an instant, Unix ms; an earlier one changes nothing. */
  advance(t: number): void {
    const { stepMs } = this.#water;
    for (let next = this.#seenMs + stepMs; next <= t; next += stepMs) {
      this.#water.advance(next);
      this.#seenMs = next;
      for (const { station, point } of this.#stations) station.see(next, this.#truthsAt(point));
    }
  }

  #truthsAt(point: Point): Truths {
    return this.#water.at(point);
  }
}
