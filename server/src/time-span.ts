import { InvalidArgumentError } from 'commander';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A span of time as people write it on a command line, e.g. `500ms`, `10s`, `2m`, `1h`: ms. */
export function timeSpan(text: string): number {
  const [, number, unit] = DURATION.exec(text) ?? [];
  if (number === undefined || !isUnit(unit)) {
    throw new InvalidArgumentError('expected a span of time such as 500ms, 10s, 2m or 1h.');
  }
  return Math.round(Number(number) * UNIT_MS[unit]);
}

function isUnit(text: string | undefined): text is keyof typeof UNIT_MS {
  return text !== undefined && Object.hasOwn(UNIT_MS, text);
}
