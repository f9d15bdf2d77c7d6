import { homeSlot, type Stretch } from './grid.ts';

/**
 * So near to the border between two slots, in parts of the interval, a reading may take the other slot when a better or
 * earlier one holds its own. A device that samples just where the border lies, with its jitter, then leaves no hole
 * beside two readings in one slot.
 */
const BORDER_SHARE = 0.1;

/** Readings on their slots. */
export interface Placement {
  /** By slot, the row of the reading that fills it; -1 for none. */
  readonly row: Int32Array;
  /** By slot, readings that belong to it and fill none. */
  readonly extra: Uint16Array;
}

/**
 * Gives each slot at most one reading, and each reading at most one slot. `rank` is by row, lower is better.
 *
 * Readings ask for their slots, the nearest first; a slot keeps the best that asked (by rank, then the earlier), and
 * who is sent away asks at its second choice. That is deferred acceptance (Gale and Shapley, Am. Math. Monthly 69,
 * 1962): the outcome is the same in whatever order readings are taken, and one reading more never leaves a slot worse
 * off (Gale and Sotomayor, Am. Math. Monthly 92, 1985).
 */
export function placeReadings(stretch: Stretch, t: ArrayLike<number>, rank: ArrayLike<number>): Placement {
  const holder = new Int32Array(stretch.count).fill(-1);
  const extra = new Uint16Array(stretch.count);
  for (let row = 0; row < t.length; row++) {
    const home = homeSlot(stretch, t[row] as number);
    if (home === -1) continue;
    let asking = row;
    let slot = home;
    for (;;) {
      const held = holder[slot] as number;
      if (held === -1) {
        holder[slot] = asking;
        break;
      }
      if (isBetter(asking, held)) {
        holder[slot] = asking;
        asking = held;
      }
      const askingHome = homeSlot(stretch, t[asking] as number);
      const second = slot === askingHome ? secondSlot(stretch, t[asking] as number, askingHome) : -1;
      if (second === -1) {
        extra[askingHome] = (extra[askingHome] as number) + 1;
        break;
      }
      slot = second;
    }
  }
  return { row: holder, extra };

  function isBetter(a: number, b: number): boolean {
    return (
      (rank[a] as number) - (rank[b] as number) < 0 ||
      ((rank[a] as number) === (rank[b] as number) && (t[a] as number) < (t[b] as number))
    );
  }
}

/** The slot on the other side of the border that the reading is near to; -1 for none. */
function secondSlot({ first, intervalMs, count }: Stretch, t: number, home: number): number {
  const off = t - (first + home * intervalMs);
  if (Math.abs(off) < intervalMs * (0.5 - BORDER_SHARE)) return -1;
  const second = off < 0 ? home - 1 : home + 1;
  return second >= 0 && second < count ? second : -1;
}
