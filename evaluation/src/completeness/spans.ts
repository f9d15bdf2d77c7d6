import type { SlotCause, SlotStatus } from '@banyu/contracts';
import type { Stretch } from './grid.ts';
import { causeOf, statusOf } from './slot-code.ts';

/** Slots one after the other that fared alike: the first at `from`, the last one interval before `to`. */
export interface SlotSpan {
  readonly from: number;
  readonly to: number;
  readonly status: SlotStatus;
  readonly cause: SlotCause;
  readonly slots: number;
}

/** Run-length encodes the slots of a series whose time lies in [from, to). */
export class SpanList {
  readonly #range: { readonly from: number; readonly to: number };
  readonly #spans: { from: number; to: number; code: number; slots: number }[] = [];

  constructor(range: { readonly from: number; readonly to: number }) {
    this.#range = range;
  }

  /** Slots before `knownFrom` are left out. */
  add({ first, intervalMs }: Stretch, code: Uint8Array, knownFrom = 0): void {
    const from = Math.max(this.#range.from, knownFrom);
    const { to } = this.#range;
    for (let i = 0; i < code.length; i++) {
      const t = first + i * intervalMs;
      if (t < from || t >= to) continue;
      const last = this.#spans.at(-1);
      if (last !== undefined && last.code === code[i] && last.to === t) {
        last.to = t + intervalMs;
        last.slots += 1;
      } else {
        this.#spans.push({ from: t, to: t + intervalMs, code: code[i] as number, slots: 1 });
      }
    }
  }

  spans(): SlotSpan[] {
    return this.#spans.map(({ from, to, code, slots }, i) => ({
      from,
      // Where a schedule with another interval begins, the last slot of the one before may reach over.
      to: Math.min(to, this.#spans[i + 1]?.from ?? to),
      status: statusOf(code),
      cause: causeOf(code),
      slots,
    }));
  }
}
