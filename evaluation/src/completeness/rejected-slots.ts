import type { RejectReason, SlotCause } from '@banyu/contracts';
import type { RejectFact } from './facts.ts';
import { homeSlot, type Stretch } from './grid.ts';

/** A reading just before its slot's time is of that slot, by so many parts of the interval. */
const EARLY_SHARE = 0.1;

/** What a reject says of its slot; undefined where a reading is in the slot all the same. */
const CAUSE: Readonly<Record<RejectReason, SlotCause | undefined>> = {
  'too-large': 'message',
  'not-json': 'message',
  'not-the-contract': 'message',
  'unsupported-version': 'message',
  'unknown-device': 'message',
  signature: 'message',
  'sample-not-the-contract': 'message',
  'unknown-parameter': 'message',
  'value-not-a-number': 'message',
  'time-ahead': 'clock',
  'time-before-horizon': 'clock',
  conflict: undefined,
  'refused-by-store': 'server',
};

/**
 * Tells for which slots something came that was rejected, of one parameter or (null) of all. A sample whose time cannot
 * be true is of the slot at whose time it came; of several in one message, the newest is of that slot and the others
 * of those before it, in order.
 */
export function forRejectedSlots(
  stretch: Stretch,
  rejects: readonly RejectFact[],
  call: (slot: number, parameter: string | null, cause: SlotCause) => void,
): void {
  const untimed = new Map<number, RejectFact[]>();
  for (const reject of rejects) {
    const { t, reason, parameter, receivedAt } = reject;
    const cause = CAUSE[reason];
    if (cause === undefined) continue;
    if (t !== null && cause !== 'clock') {
      const slot = homeSlot(stretch, t);
      if (slot !== -1) call(slot, parameter, cause);
    } else {
      const sameMessage = untimed.get(receivedAt);
      if (sameMessage === undefined) untimed.set(receivedAt, [reject]);
      else sameMessage.push(reject);
    }
  }
  for (const [receivedAt, ofMessage] of untimed) {
    const newest = Math.floor((receivedAt - stretch.first) / stretch.intervalMs + EARLY_SHARE);
    const times = [...new Set(ofMessage.map(({ t }) => t ?? receivedAt))].sort((a, b) => b - a);
    for (const { t, reason, parameter } of ofMessage) {
      const slot = newest - times.indexOf(t ?? receivedAt);
      const cause = CAUSE[reason];
      if (slot >= 0 && slot < stretch.count && cause !== undefined) call(slot, parameter, cause);
    }
  }
}
