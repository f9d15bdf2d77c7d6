import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codAt } from '../../src/asm1/composition.ts';
import { SI } from '../../src/asm1/state.ts';
import { CityPlant } from '../../src/city/city-plant.ts';
import type { Account, Ledger } from '../../src/city/ledger.ts';
import { CHROMIUM, type Water } from '../../src/city/water.ts';
import { DAY, disturbances, MONDAY_MIDNIGHT } from '../support/city.ts';
import { Meters } from '../support/meters.ts';

const LENGTH = DAY / 2;

const runs = fc.record({
  seed: fc.integer(),
  flowM3PerDay: fc.integer({ min: 20, max: 20_000 }),
  workshopShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
  coagulantGPerM3: fc.double({ min: 0, max: 400, noNaN: true }),
  disturbances: disturbances(MONDAY_MIDNIGHT, LENGTH),
});

const OUT = ['overflowed', 'primarySludge', 'wasteSludge', 'discharged'] as const;
const AHEAD = ['overflowed', 'primarySludge', 'settled'] as const;
const BEHIND = ['wasteSludge', 'discharged'] as const;

/** What has come in and not gone out through these borders, of what `of` counts. */
function kept(
  ledger: Ledger,
  came: keyof Ledger,
  went: readonly (keyof Ledger)[],
  of: (account: Account) => number,
) {
  return went.reduce((sum, border) => sum - of(ledger[border]), of(ledger[came]));
}

it('what arrives at the plant leaves it or is in it: water, chromium, COD, dissolved inert COD', () => {
  fc.assert(
    fc.property(runs, (options) => {
      const meters = new Meters();
      const plant = new CityPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 0, ...options }, [meters]);
      const { ledger, equalization, primary, biology } = plant;
      const inTanks = (of: (water: Water) => number) =>
        [equalization, primary].reduce((sum, { tank }) => sum + tank.volumeM3 * of(tank.water), 0);
      const chromium = (water: Water) => water[CHROMIUM] ?? Number.NaN;
      const cod = (water: Water) => codAt(water, 0);

      /** What is stored, less what has come and not gone: to be the same at any time. And how much passed. */
      const balances = () => [
        {
          gap: equalization.tank.volumeM3 - kept(ledger, 'arrived', OUT, ({ m3 }) => m3),
          passed: ledger.arrived.m3,
        },
        {
          gap:
            inTanks(chromium) +
            biology.storedTracer(CHROMIUM) -
            kept(ledger, 'arrived', OUT, ({ grams }) => chromium(grams)),
          passed: inTanks(chromium) + chromium(ledger.arrived.grams),
        },
        // COD in two parts: ahead of the biology, and in it with the oxygen that its organisms take up.
        {
          gap: inTanks(cod) - kept(ledger, 'arrived', AHEAD, ({ grams }) => cod(grams)),
          passed: inTanks(cod) + cod(ledger.arrived.grams),
        },
        { gap: meters.stored('codNet') - meters.read('codNet'), passed: meters.stored('codNet') },
        {
          gap:
            meters.stored('siNet') - kept(ledger, 'settled', BEHIND, ({ grams }) => grams[SI] ?? Number.NaN),
          passed: meters.stored('siNet'),
        },
      ];
      const before = balances();
      plant.advance(MONDAY_MIDNIGHT + LENGTH);
      balances().forEach(({ gap, passed }, i) => {
        expect(Math.abs(gap - (before[i]?.gap ?? Number.NaN)) / passed).toBeLessThan(1e-9);
      });
    }),
    { numRuns: 8 },
  );
});
