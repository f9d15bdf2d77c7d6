import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInfluxStore, type Store } from '../src/index.ts';
import { type Influxd, startInfluxd } from './support/influxd.ts';
import { withStore, write } from './support/stored.ts';

let influxd: Influxd;
beforeAll(async () => {
  influxd = await startInfluxd();
});
afterAll(() => influxd.remove());

/** Our ids are slugs, but the store leans on no one for that: quotes, separators, comments and keywords are mere text. */
const awkward = fc.oneof(
  fc.string({
    minLength: 1,
    maxLength: 8,
    unit: fc.constantFrom(...`"',= ;/*-#$()\\.é水`, 'a', 'time', 'SELECT'),
  }),
  fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }),
);
const UNWRITABLE = /[\p{Cc}\\]|^(time|plant|point|device|received)$|_(flag|tests|received)$/u;

describe('openInfluxStore() with awkward names', () => {
  it('gives back what it took under the same name, and refuses the others with a reason', () =>
    withStore(
      () => openInfluxStore({ url: influxd.url, database: `it's "odd", =;` }),
      async (store) => {
        let t = 1_764_000_000_000;
        const value = fc.double({ noDefaultInfinity: true, noNaN: true });
        await fc.assert(
          fc.asyncProperty(awkward, awkward, awkward, awkward, value, async (...drawn) => {
            t += 1_000;
            await expectRoundTrip(store, t, ...drawn);
          }),
          { numRuns: 150 },
        );
      },
    ));
});

async function expectRoundTrip(
  store: Store,
  t: number,
  plant: string,
  point: string,
  device: string,
  parameter: string,
  value: number,
): Promise<void> {
  const key = { plant, point, device, parameter };
  const reading = { ...key, t, value, flag: 3, tests: 6, settingsVersion: 8, receivedAt: t + 5 };
  const outcome = await write(store, [reading]);
  if (outcome.stored === 1) {
    expect(await store.latest(key)).toEqual([reading]);
    expect(await store.readings({ ...key, from: t, to: t + 1, limit: 9 })).toEqual([reading]);
  } else {
    expect(outcome.refused).toEqual([{ row: 0, reason: expect.any(String) }]);
    expect(Object.values(key).some((name) => UNWRITABLE.test(name))).toBe(true);
  }
}
