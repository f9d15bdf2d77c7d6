import { type Point, QUANTITIES, type Quantity, type Truth } from '@banyu/simulator';
import type { Water } from '../../src/sensor/immersion.ts';

const STEP_MS = 10_000;

/** Water that is the same at every point, whose quantities follow functions of time; those not given are 1. */
export function waterOf(
  startMs: number,
  quantities: Partial<Record<Quantity, (t: number) => number>>,
): Water {
  let nowMs = startMs;
  return {
    get nowMs() {
      return nowMs;
    },
    stepMs: STEP_MS,
    advance: (toMs) => {
      if (toMs > nowMs) nowMs += Math.floor((toMs - nowMs) / STEP_MS) * STEP_MS;
    },
    at: (_: Point) => Object.fromEntries(QUANTITIES.map((id) => [id, quantities[id]?.(nowMs) ?? 1])) as Truth,
  };
}
