import type { DerivedFigure } from '@banyu/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DerivedSpan, type DerivedWriter, openDerivedWriter } from '../src/index.ts';
import { type Influxd, startInfluxd } from './support/influxd.ts';

const DATABASE = 'banyu';
const DAY_MS = 86_400_000;
const MONDAY = Date.UTC(2026, 5, 29);
const TUESDAY = MONDAY + DAY_MS;
/** A name that has to be written with care. */
const PLANT = "ipal o'brien";

let influxd: Influxd;
let writer: DerivedWriter;
beforeAll(async () => {
  influxd = await startInfluxd();
  await influxd.query('', `CREATE DATABASE "${DATABASE}"`);
  writer = await openDerivedWriter({ url: influxd.url, database: DATABASE });
}, 60_000);
afterAll(async () => {
  await writer.close();
  await influxd.remove();
});

function figure(of: Partial<DerivedFigure>): DerivedFigure {
  return { figure: 'load', plant: PLANT, period: 'day', t: MONDAY, value: 1, point: 'effluent', ...of };
}

function days(from: number, to: number): readonly DerivedSpan[] {
  return [{ period: 'day', from, to }];
}

interface Kept {
  readonly results: readonly {
    readonly series: readonly {
      readonly tags: Readonly<Record<string, string>>;
      readonly values: readonly (readonly (number | null)[])[];
    }[];
  }[];
}

/** By tags, and by time: load, limit and volume. */
async function kept(): Promise<Readonly<Record<string, unknown>>> {
  const question =
    'SELECT "load", "limit_max", "volume" FROM "derived" GROUP BY "plant", "period", "parameter"';
  const { results } = (await influxd.query(DATABASE, question)) as Kept;
  return Object.fromEntries(
    (results[0]?.series ?? []).map(({ tags, values }) => [
      [tags.plant, tags.period, tags.parameter].join(' ').trim(),
      Object.fromEntries(values.map(([t, ...figures]) => [new Date(Number(t)).getUTCDate(), figures])),
    ]),
  );
}

it('replace() takes out what was written of the periods and is no figure any more, and nothing else', async () => {
  const before = [
    figure({ parameter: 'cod' }),
    figure({ parameter: 'cod', figure: 'limit_max', value: 100 }),
    figure({ parameter: 'tss' }),
    figure({ figure: 'volume' }),
  ];
  const later = before.map((each) => ({ ...each, t: TUESDAY }));
  await writer.replace(PLANT, [], [...before, ...later]);
  await writer.replace('another', [], [figure({ plant: 'another' })]);
  const month = figure({ period: 'month', figure: 'volume', value: 7 });
  await writer.replace(PLANT, [], [month]);

  // Of Tuesday no limit is left, the load of solids, nor the volume.
  const now = [figure({ parameter: 'cod', t: TUESDAY, value: 2 })];
  await writer.replace(PLANT, days(MONDAY + 1, TUESDAY + DAY_MS), now);
  await writer.replace(PLANT, days(MONDAY + 1, TUESDAY + DAY_MS), now);
  expect(await kept()).toEqual({
    'another day': { 29: [1, null, null] },
    [`${PLANT} day`]: { 29: [null, null, 1] },
    [`${PLANT} day cod`]: { 29: [1, 100, null], 30: [2, null, null] },
    [`${PLANT} day tss`]: { 29: [1, null, null] },
    [`${PLANT} month`]: { 29: [null, null, 7] },
  });
});
