/** Number ranges remembered of one boot of a device: a live front, backlog fronts, and the gaps between them. */
const RANGES_PER_BOOT = 64;
/** Boots remembered of one device. */
const BOOTS_PER_DEVICE = 4;

/**
 * Recognises messages that came before, by device, boot and number. What it remembers is bounded, and lost at a
 * restart: a message that it does not recognise costs only work, for the store knows the readings.
 * Ranges, not a window behind the highest number: a device's backlog arrives far behind its live messages.
 */
export class SequenceMemory {
  readonly #devices = new Map<string, Map<string, NumberRanges>>();

  /** Notes a message; true when it was noted before. */
  isRepeated(device: string, boot: string, seq: number): boolean {
    let boots = this.#devices.get(device);
    if (boots === undefined) {
      boots = new Map();
      this.#devices.set(device, boots);
    }
    let ranges = boots.get(boot);
    if (ranges === undefined) {
      if (boots.size === BOOTS_PER_DEVICE) boots.delete(oldestOf(boots));
      ranges = new NumberRanges();
      boots.set(boot, ranges);
    }
    return !ranges.add(seq);
  }
}

function oldestOf(boots: ReadonlyMap<string, unknown>): string {
  for (const boot of boots.keys()) return boot;
  return '';
}

/** A set of whole numbers as ranges without touching neighbours, ascending. Full, it forgets the lowest. */
class NumberRanges {
  readonly #from: number[] = [];
  readonly #to: number[] = [];

  /** Adds a number; false when it was in the set. */
  add(n: number): boolean {
    const at = this.#firstEndingAtOrAfter(n - 1);
    const from = this.#from[at];
    const to = this.#to[at];
    if (from === undefined || to === undefined || n < from - 1) {
      this.#from.splice(at, 0, n);
      this.#to.splice(at, 0, n);
      if (this.#from.length > RANGES_PER_BOOT) {
        this.#from.shift();
        this.#to.shift();
      }
      return true;
    }
    if (n === to + 1) {
      this.#to[at] = n;
      this.#joinNext(at);
      return true;
    }
    if (n === from - 1) {
      this.#from[at] = n;
      return true;
    }
    return false;
  }

  /** Index of the first range whose end is not below n; most often the last one. */
  #firstEndingAtOrAfter(n: number): number {
    const last = this.#to.length - 1;
    if (last < 0) return 0;
    if ((this.#to[last] as number) < n) return last + 1;
    let low = 0;
    let high = last;
    if (last > 0 && (this.#to[last - 1] as number) < n) return last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#to[middle] as number) < n) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #joinNext(at: number): void {
    const next = this.#from[at + 1];
    if (next === undefined || next !== (this.#to[at] as number) + 1) return;
    this.#to[at] = this.#to[at + 1] as number;
    this.#from.splice(at + 1, 1);
    this.#to.splice(at + 1, 1);
  }
}
