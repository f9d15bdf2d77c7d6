import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openInfluxStore } from '../src/index.ts';
import { describeConformance } from './conformance.ts';
import { PH } from './support/batch-of.ts';
import { EVER } from './support/ever.ts';
import { type Influxd, startInfluxd } from './support/influxd.ts';
import { withStore, write } from './support/stored.ts';

const T = Date.UTC(2025, 10, 24);

// The suite asks some thousand questions, and the server shares the processors with the other tests.
vi.setConfig({ testTimeout: 120_000 });

let influxd: Influxd;
beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd.remove());

describeConformance('openInfluxStore()', () =>
  openInfluxStore({ url: influxd.url, database: influxd.freshDatabase() }),
);

it('openInfluxStore() reads what another process writes, and keeps figures that its retention condenses', async () => {
  const options = { url: influxd.url, database: influxd.freshDatabase() };
  await withStore(
    () => openInfluxStore(options),
    (writer) =>
      withStore(
        () => openInfluxStore(options),
        async (reader) => {
          await write(
            writer,
            Array.from({ length: 48 }, (_, hour) => ({ t: T + hour * 3_600_000, value: hour })),
          );
          const query = { series: PH, ...EVER, bucket: '1d', timeZone: 'UTC', quantiles: false } as const;
          const before = await reader.aggregate(query);
          expect(before.map(({ total }) => total)).toEqual([24, 24]);
          await writer.retain({ rawBefore: T + 36 * 3_600_000 });
          expect(await reader.aggregate(query)).toEqual(before);
          expect(await reader.coverage(EVER)).toMatchObject([{ total: 12 }]);
        },
      ),
  );
});

it('openInfluxStore() lays readings out as dashboards ask for them', async () => {
  const database = influxd.freshDatabase();
  await withStore(
    () => openInfluxStore({ url: influxd.url, database }),
    async (store) => {
      await write(store, [
        { t: T, value: 7.25, receivedAt: T + 5 },
        { t: T, value: null, parameter: 'cod', receivedAt: T + 5 },
        { t: T, value: 24, parameter: 'tss', flag: 3, tests: 4, receivedAt: T + 9 },
      ]);
    },
  );
  expect(await influxd.query(database, 'SELECT * FROM telemetry')).toMatchObject({
    results: [
      {
        series: [
          {
            columns: [
              'time',
              'cod_flag',
              'device',
              'ph',
              'ph_flag',
              'plant',
              'point',
              'received',
              'tss',
              'tss_flag',
              'tss_received',
              'tss_tests',
            ],
            values: [[T, 9, 'logger-1', 7.25, 1, 'ipal', 'effluent', T + 5, 24, 3, T + 9, 4]],
          },
        ],
      },
    ],
  });
});
