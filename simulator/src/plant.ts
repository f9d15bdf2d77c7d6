import type { Point, Truth } from './truth.ts';

/**
 * A plant that lives in simulated time. Every model of one is behind this interface: pure, without clock or
 * input and output, the same for the same options, and the same however the way to an instant is cut into calls.
 */
export interface Plant {
  /** The instant the state belongs to, Unix ms: the last whole step not after the one asked for. */
  readonly nowMs: number;
  /** Length of the fixed internal step, ms. */
  readonly stepMs: number;
  /** Moves on to an instant, Unix ms. An earlier one changes nothing; one that is not finite is a RangeError. */
  advance(toMs: number): void;
  /** What is true at a point now, whatever a sensor there may say. */
  at(point: Point): Truth;
}
