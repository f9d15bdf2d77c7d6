import type { Span, Watched } from './facts.ts';
import type { Stretch } from './grid.ts';

/** Calls with the first and the end index of the slots whose time, up to the next slot, meets the span. */
export function forSlotsMeeting(
  { first, intervalMs, count }: Stretch,
  { from, to }: Span,
  call: (begin: number, end: number) => void,
): void {
  if (!(from < to)) return;
  const begin = Math.max(0, Math.floor((from - first) / intervalMs));
  const end = Math.min(count, Math.ceil((to - first) / intervalMs));
  if (begin < end) call(begin, end);
}

/** Calls with the first and the end index of the slots whose instant lies in the span. */
export function forSlotsIn(
  { first, intervalMs, count }: Stretch,
  { from, to }: Span,
  call: (begin: number, end: number) => void,
): void {
  const begin = Math.max(0, Math.ceil((from - first) / intervalMs));
  const end = Math.min(count, Math.ceil((to - first) / intervalMs));
  if (begin < end) call(begin, end);
}

/** The times, from when it was watched on, in which it was not so. */
export function gapsOf({ since, spans }: Watched): Span[] {
  const gaps: Span[] = [];
  let from = since;
  for (const span of spans) {
    if (span.from > from) gaps.push({ from, to: span.from });
    from = Math.max(from, span.to);
  }
  if (from < Number.POSITIVE_INFINITY) gaps.push({ from, to: Number.POSITIVE_INFINITY });
  return gaps;
}
