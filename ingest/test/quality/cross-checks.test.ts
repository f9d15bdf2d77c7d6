import { CrossCheck, FLAG, testBit } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { oxygenSaturation } from '../../src/quality/checks/oxygen-saturation.ts';
import { batchOf, directoryWith, Judging, settingsWith } from '../support/judging.ts';

const T0 = 1_764_000_000_000;
const MINUTE = 60_000;

/** The final flags of the owner and of the partner: a pair of values a minute, null for none. */
async function flagsOf(
  owner: string,
  check: unknown,
  pairs: readonly (readonly [owner: number | null, partner: number | null])[],
): Promise<{ readonly owner: readonly number[]; readonly partner: readonly number[] }> {
  const parsed = CrossCheck.parse(check);
  const partner = parsed.check === 'oxygen-saturation' ? 'temperature' : parsed.partner;
  const judging = new Judging(
    directoryWith((parameter) =>
      settingsWith({ intervalSeconds: 60, crossChecks: parameter === owner ? [parsed] : [] }),
    ),
  );
  await judging.send(
    batchOf(
      pairs.flatMap(([value, of], i) => [
        { parameter: owner, t: T0 + i * MINUTE, value },
        { parameter: partner, t: T0 + i * MINUTE, value: of },
      ]),
    ),
  );
  for (const { flag, tests } of await judging.stored()) {
    expect(tests).toBe(flag === FLAG.suspect ? testBit('multi_variate') : 0);
  }
  return { owner: await judging.flags(owner), partner: await judging.flags(partner) };
}

describe('checks of one parameter against another', () => {
  it('BOD above COD, by more than both are uncertain, makes both suspect', async () => {
    const check = { check: 'at-most', partner: 'cod', factor: 1.2 };
    expect(
      await flagsOf('bod', check, [
        [40, 80],
        [96, 80],
        [97, 80],
        [97, null],
      ]),
    ).toEqual({
      owner: [1, 1, 3, 1],
      partner: [1, 1, 3, 9],
    });
  });

  it('oxygen above saturation at that temperature is suspect, not the temperature', async () => {
    // APHA, Standard Methods 4500-O: mg/L of fresh water at 1 atm.
    const saturated = [
      [20, 9.09],
      [25, 8.26],
      [28, 7.83],
      [30, 7.56],
      [35, 6.95],
    ] as const;
    for (const [celsius, oxygen] of saturated) expect(oxygenSaturation(celsius)).toBeCloseTo(oxygen, 2);
    const check = { check: 'oxygen-saturation', factor: 1.2 };
    expect(
      await flagsOf('dissolved_oxygen', check, [
        [9, 28],
        [9.5, 28],
      ]),
    ).toEqual({
      owner: [1, 3],
      partner: [1, 1],
    });
  });

  it('solids that do not follow turbidity for an hour are suspect, and not before', async () => {
    const check = { check: 'linear', partner: 'turbidity', intercept: 2, slope: 1.5, sigma: 1, multiple: 3 };
    const off = Array.from({ length: 70 }, () => [30, 10] as const);
    const { owner, partner } = await flagsOf('tss', check, [[17, 10], ...off, [17, 10]]);
    expect(owner.indexOf(3)).toBe(60);
    expect(owner.slice(60, 71)).toEqual(Array.from({ length: 11 }, () => 3));
    expect(owner[71]).toBe(1);
    expect(new Set(partner)).toEqual(new Set([1]));
  });

  it('flow that does not follow the level at a flume for a quarter of an hour is suspect; beyond the curve nothing is said', async () => {
    const check = {
      check: 'curve',
      partner: 'level',
      points: [
        [0, 0],
        [0.1, 10],
        [0.2, 30],
      ],
    };
    const at = (flow: number, level: number) =>
      Array.from({ length: 20 }, (_, i) => [i === 0 ? 20 : flow, i === 0 ? 0.15 : level] as const);
    expect(new Set((await flagsOf('flow', check, at(21, 0.15))).owner)).toEqual(new Set([1]));
    expect((await flagsOf('flow', check, at(23, 0.15))).owner.indexOf(3)).toBe(15);
    expect(new Set((await flagsOf('flow', check, at(90, 0.3))).owner)).toEqual(new Set([1]));
  });

  it('a ratio that no water has is suspect when it lasts', async () => {
    const check = { check: 'ratio', partner: 'cod', lowest: 0.2, highest: 0.8, holdSeconds: 180 };
    const pairs = [
      [50, 100],
      [10, 100],
      [10, 100],
      [10, 100],
      [10, 100],
      [20, 100],
    ] as const;
    expect((await flagsOf('bod', check, pairs)).owner).toEqual([1, 1, 1, 3, 3, 1]);
    expect(CrossCheck.safeParse({ ...check, lowest: 0.8, highest: 0.2 }).success).toBe(false);
  });

  it('a value that jumps alone is suspect; when the partner jumps along it is the water', async () => {
    const check = { check: 'moves-alone', partner: 'tss', perSecond: 0.2, partnerPerSecond: 0.05 };
    const pairs = [
      [80, 20],
      [100, 20],
      [100, 20],
      [80, 30],
      [80, null],
      [100, 30],
      [80, 30],
    ] as const;
    expect(await flagsOf('cod', check, pairs)).toEqual({
      owner: [1, 3, 1, 1, 1, 1, 3],
      partner: [1, 1, 1, 1, 9, 1, 1],
    });
  });
});
