import type { DerivedFigure } from '@banyu/contracts';
import type { Store } from '@banyu/store';
import { expect, it } from 'vitest';
import { deriveLimits, type LimitDevice } from '../../src/index.ts';
import {
  addTo,
  effluentStore,
  HOUR_MS,
  halfHourly,
  JULY,
  LOGGER,
  sourceOf,
  TEXTILE,
} from '../support/limits.ts';

async function derived(
  store: Store,
  to: number,
  device: LimitDevice = LOGGER,
): Promise<readonly DerivedFigure[]> {
  const figures: DerivedFigure[] = [];
  const query = { plant: TEXTILE, devices: async () => [device], from: JULY, to, now: to };
  for await (const some of deriveLimits(sourceOf(store), query)) figures.push(...some);
  return figures;
}

/** Hours inside, outside, undecided of the day that begins in July, and their completeness. */
function hoursOf(figures: readonly DerivedFigure[], parameter?: string) {
  const day = figures.filter(
    (each) =>
      each.period === 'day' &&
      each.t === JULY &&
      each.parameter === parameter &&
      each.figure.startsWith('hours_'),
  );
  return [...day.map(({ value }) => value), day[0]?.completeness];
}

it('deriveLimits() counts hours inside, outside and undecided by parameter and together, with their completeness', async () => {
  const store = await effluentStore([
    // Hours 0 and 1 inside; hour 2 has one reading above 125; hour 3 has half of its readings.
    ...halfHourly('cod', [100, 125, 90, 90, 90, 126, 80]),
    // Four hours inside.
    ...halfHourly('ph', [7, 7, 7, 7, 7, 7, 7, 7]),
  ]);
  const figures = await derived(store, JULY + 6 * HOUR_MS);
  expect(hoursOf(figures, 'cod')).toEqual([2, 1, 1, 3 / 6]);
  expect(hoursOf(figures, 'ph')).toEqual([4, 0, 0, 4 / 6]);
  expect(hoursOf(figures)).toEqual([2, 1, 1, 3 / 6]);
  expect(
    figures.filter(({ figure, period }) => figure === 'hours_inside' && period === 'semester'),
  ).toHaveLength(3);
});

it('deriveLimits() gives the limits in force as each period begins, those of laboratory parameters too', async () => {
  const figures = await derived(await effluentStore([]), JULY + HOUR_MS);
  const limits = figures.filter(({ period, figure }) => period === 'day' && figure.startsWith('limit_'));
  expect(limits).toContainEqual({
    plant: TEXTILE.id,
    point: 'effluent',
    period: 'day',
    t: JULY,
    figure: 'limit_max',
    parameter: 'bod',
    value: 45,
  });
  expect(
    limits.filter(({ figure }) => figure === 'limit_min').map(({ parameter, value }) => [parameter, value]),
  ).toEqual([['ph', 6]]);
});

it('counts neither failed nor suspect readings, nor those in service, nor those that people took out', async () => {
  const [bad, good] = [300, 100];
  const at = (half: number) => JULY + (half * HOUR_MS) / 2;
  const store = await effluentStore([
    { parameter: 'cod', t: at(0), value: bad, flag: 4 },
    { parameter: 'cod', t: at(1), value: good },
    { parameter: 'cod', t: at(2), value: bad, flag: 3 },
    { parameter: 'cod', t: at(2) + 1, value: good },
    { parameter: 'cod', t: at(3), value: good },
    { parameter: 'cod', t: at(4), value: bad },
    { parameter: 'cod', t: at(6), value: bad },
    { parameter: 'cod', t: at(7), value: good },
  ]);
  const device: LimitDevice = {
    ...LOGGER,
    excluded: [
      { from: at(4), to: at(5), parameter: null, cause: 'maintenance' },
      { from: at(6), to: at(7), parameter: 'cod', cause: 'exclusion' },
    ],
  };
  // Hour 0 and 3: one good reading of two; hour 1: two; hour 2: none at all.
  expect(hoursOf(await derived(store, at(8), device), 'cod')).toEqual([1, 0, 2, 1 / 4]);
});

it('gives the same again, and what late readings change when it is done again', async () => {
  const store = await effluentStore(halfHourly('cod', [100, 100]));
  const end = JULY + 2 * HOUR_MS;
  const before = await derived(store, end);
  expect(await derived(store, end)).toEqual(before);
  expect(hoursOf(before, 'cod')).toEqual([1, 0, 0, 0.5]);
  await addTo(store, [{ parameter: 'cod', t: JULY + 1.5 * HOUR_MS, value: 200 }]);
  expect(hoursOf(await derived(store, end), 'cod')).toEqual([1, 1, 0, 1]);
});
