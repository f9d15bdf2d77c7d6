import { describe, expect, it } from 'vitest';
import { codAt } from '../../src/asm1/composition.ts';
import { SNH } from '../../src/asm1/state.ts';
import { CityPlant } from '../../src/city/city-plant.ts';
import type { Account, Ledger } from '../../src/city/ledger.ts';
import { CHROMIUM, COLOUR, OIL, PHENOL, SOLIDS, SULFIDE } from '../../src/city/water.ts';
import { createPlant, type Point, type Quantity } from '../../src/index.ts';
import { HOUR, MONDAY_MIDNIGHT } from '../support/city.ts';

const DAYS = 14;

/** Two weeks of the dry season, seen every hour. */
function run() {
  const plant = new CityPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 5 });
  const sums = new Map<string, number>();
  const look = (point: Point, quantity: Quantity) => {
    const key = `${point} ${quantity}`;
    sums.set(key, (sums.get(key) ?? 0) + plant.at(point)[quantity] / (DAYS * 24));
  };
  for (let hour = 0; hour < DAYS * 24; hour++) {
    plant.advance(MONDAY_MIDNIGHT + hour * HOUR);
    for (const quantity of ['cod', 'bod', 'tss', 'nh3n', 'colour', 'mlss', 'dissolved_oxygen', 'ph'] as const)
      for (const point of ['aeration', 'effluent', 'river-upstream', 'river-downstream'] as const)
        look(point, quantity);
  }
  return {
    plant,
    mean: (point: Point, quantity: Quantity) => sums.get(`${point} ${quantity}`) ?? Number.NaN,
  };
}

const { plant, mean } = run();

/** Share of a load that did not get from one border to the other. */
function removal(
  of: (account: Account) => number,
  from: keyof Ledger = 'arrived',
  to: keyof Ledger = 'discharged',
) {
  return 1 - of(plant.ledger[to]) / of(plant.ledger[from]);
}

const property =
  (index: number) =>
  ({ grams }: Account) =>
    grams[index] ?? Number.NaN;
const cod = ({ grams }: Account) => codAt(grams, 0);

describe('the plant in ordinary weeks', () => {
  // Around the figures in model.md, "What it removes", where what is reported stands beside them.
  it.each([
    ['COD, by coagulation and primary settling', removal(cod, 'arrived', 'settled'), 0.35, 0.65],
    ['COD, in all', removal(cod), 0.75, 0.92],
    ['solids', removal(property(SOLIDS)), 0.9, 0.98],
    ['ammonia', removal(property(SNH)), 0.9, 0.995],
    ['colour, by coagulation', removal(property(COLOUR), 'arrived', 'settled'), 0.5, 0.9],
    ['colour, by activated sludge', removal(property(COLOUR), 'settled', 'discharged'), 0.1, 0.4],
    ['chromium', removal(property(CHROMIUM)), 0.5, 0.9],
    ['oil', removal(property(OIL)), 0.8, 0.98],
    ['phenol', removal(property(PHENOL)), 0.7, 0.98],
    ['sulfide', removal(property(SULFIDE)), 0.95, 1],
  ])('removes %s as plants of its kind do', (_, share, least, most) => {
    expect(share).toBeGreaterThan(least);
    expect(share).toBeLessThan(most);
  });

  it('keeps the limits of the textile rule of 2025 for its size on average, but has little room in COD', () => {
    expect(mean('effluent', 'cod')).toBeLessThan(125);
    expect(mean('effluent', 'cod')).toBeGreaterThan(75);
    expect(mean('effluent', 'bod')).toBeLessThan(20);
    expect(mean('effluent', 'tss')).toBeLessThan(20);
    expect(mean('effluent', 'nh3n')).toBeLessThan(3);
    expect(mean('effluent', 'colour')).toBeLessThan(150);
    expect(mean('effluent', 'ph')).toBeGreaterThan(6.8);
    expect(mean('effluent', 'ph')).toBeLessThan(8);
  });

  it('runs with the sludge, the oxygen and the excess sludge of low-loaded activated sludge', () => {
    expect(mean('aeration', 'mlss')).toBeGreaterThan(1_500);
    expect(mean('aeration', 'mlss')).toBeLessThan(4_000);
    expect(mean('aeration', 'dissolved_oxygen')).toBeCloseTo(2, 1);
    const { settled, discharged, wasteSludge } = plant.ledger;
    const perCod = property(SOLIDS)(wasteSludge) / (cod(settled) - cod(discharged));
    expect(perCod).toBeGreaterThan(0.15);
    expect(perCod).toBeLessThan(0.5);
  });

  it('began near what it is then: the sludge has not changed by more than a fifth', () => {
    const start = createPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 0 });
    expect(start.at('aeration').mlss / mean('aeration', 'mlss')).toBeGreaterThan(0.8);
    expect(start.at('aeration').mlss / mean('aeration', 'mlss')).toBeLessThan(1.2);
  });

  it('is noticed in the river below by what it discharges, in proportion', () => {
    const up = mean('river-upstream', 'colour');
    const down = mean('river-downstream', 'colour');
    expect(down).toBeGreaterThan(up);
    expect(down - up).toBeLessThan(0.1 * (mean('effluent', 'colour') - up));
  });

  it('with more coagulant lets less colour and alkalinity through', () => {
    const dosed = (coagulantGPerM3: number) => {
      const other = createPlant({ startMs: MONDAY_MIDNIGHT, warmUpDays: 3, coagulantGPerM3 });
      return other.at('effluent');
    };
    const [none, much] = [dosed(0), dosed(300)];
    expect(much.colour).toBeLessThan(0.7 * none.colour);
    expect(much.ph).toBeLessThan(none.ph);
  });
});
