import { describe, expect, it } from 'vitest';
import { interpolate, many, one } from './support/interpolate.ts';
import { expandMacros, intervalOf } from './support/macros.ts';

const HOUR_MS = 3_600_000;

// What was observed in Grafana's front end, for the forms that the house writes.
describe('interpolate()', () => {
  it.each([
    ['"p" =~ /^$v$/', many('South (A/B)', "O'Neil"), `"p" =~ /^(South \\(A\\/B\\)|O'Neil)$/`],
    ['"p" =~ /^$v$/', many('South (A/B)'), '"p" =~ /^(South \\(A\\/B\\))$/'],
    ['"p" =~ /^$v$/', one('South (A/B)'), '"p" =~ /^South \\(A\\/B\\)$/'],
    ['"p" =~ /^$v$/', one('1.5'), '"p" =~ /^1.5$/'],
    [`"p" = $\{v:singlequote}`, one("O'Neil"), `"p" = 'O\\'Neil'`],
    [`mean("$\{v:raw}_flag")`, one('cod'), 'mean("cod_flag")'],
    [`$\{v:text}`, one('cod', 'COD (mg/L)'), 'COD (mg/L)'],
    ["'$v'", many('a', 'b'), "'(a|b)'"],
    ['$timeFilter $vv [[v]]', one('x'), '$timeFilter $vv x'],
  ])('%s', (query, chosen, expected) => {
    expect(interpolate(query, { v: chosen })).toBe(expected);
  });
});

describe('the server’s macros', () => {
  it.each([
    [968, 20_000],
    [580, 30_000],
    [430, 60_000],
    [286, 60_000],
    [211, 120_000],
  ])('six hours on %i pixels are buckets of %i ms', (width, ms) => {
    expect(intervalOf({ from: 0, to: 6 * HOUR_MS, width })).toBe(ms);
  });

  it('are text, put in without a look at what stands around them', () => {
    const range = { from: 0, to: 6 * HOUR_MS, width: 968 };
    expect(expandMacros('$timeFilter GROUP BY time($__interval), $__interval_ms', range)).toBe(
      'time >= 0ms and time <= 21600000ms GROUP BY time(20s), 20000',
    );
  });
});
