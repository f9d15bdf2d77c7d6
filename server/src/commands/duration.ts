import { InvalidArgumentError } from 'commander';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as people write it, `90s`, `15m`, `1h`, `0`, in ms. Throws InvalidArgumentError. */
export function durationMs(text: string): number {
  if (text === '0') return 0;
  const [, figure, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = UNIT_MS[unit];
  if (figure === undefined || factor === undefined) {
    throw new InvalidArgumentError('expected a duration such as 90s, 15m, 1h or 7d.');
  }
  return Number(figure) * factor;
}
