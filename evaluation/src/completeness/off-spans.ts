import type { PowerEvent, Span, Watched } from './facts.ts';

/** A device that lost its power and says nothing of it any more is taken for off so long. */
const LONGEST_OFF_MS = 7 * 86_400_000;

/** A device that boots needs so long until it is connected again. */
const BOOT_MS = 600_000;

/**
 * When a device was off, by what it said of its power: from the loss until it is restored, boots, or connects again. A
 * device that can only say that it booted was off since its connection before broke: `gaps`, when it was not connected.
 */
export function offSpans(
  power: readonly PowerEvent[],
  connected: Watched | undefined,
  gaps: readonly Span[],
): Span[] {
  const spans: Span[] = [];
  let lostAt: number | undefined;
  for (const { t, kind } of power) {
    if (kind === 'power-lost') {
      lostAt ??= t;
      continue;
    }
    if (lostAt !== undefined) {
      spans.push({ from: lostAt, to: Math.min(t, endOfOff(lostAt, connected)) });
      lostAt = undefined;
      continue;
    }
    const gap = gaps.find(({ from, to }) => from <= t && t < to + BOOT_MS);
    if (gap !== undefined) spans.push({ from: gap.from, to: t });
  }
  if (lostAt !== undefined) spans.push({ from: lostAt, to: endOfOff(lostAt, connected) });
  return spans;
}

function endOfOff(lostAt: number, connected: Watched | undefined): number {
  const back = connected?.spans.find(({ from }) => from > lostAt)?.from;
  return Math.min(back ?? Number.POSITIVE_INFINITY, lostAt + LONGEST_OFF_MS);
}
