import { setTimeout as delay } from 'node:timers/promises';
import { ConfigurationError, UnavailableError } from '@banyu/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInfluxStore, type Store, type WriteOutcome } from '../src/index.ts';
import { batchOf, PH, type RowOf } from './support/batch-of.ts';
import { EVER } from './support/ever.ts';
import { type Influxd, startInfluxd } from './support/influxd.ts';
import { passOnTo, startStandIn } from './support/stand-in.ts';
import { withStore, write } from './support/stored.ts';

const T = Date.UTC(2025, 10, 24);
const WEEK = 7 * 86_400_000;

/** Samples of pH and COD, one a second. */
function samples(count: number, from = T): RowOf[] {
  return Array.from({ length: count }, (_, i) => [
    { t: from + i * 1_000, value: 7 + i / 1_000 },
    { t: from + i * 1_000, value: 80 + i, parameter: 'cod' },
  ]).flat();
}

/** Writes until the store takes it. */
async function insist(store: Store, rows: readonly RowOf[]): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (let outcome = await store.write(batchOf(rows)); ; outcome = await store.write(batchOf(rows))) {
    outcomes.push(outcome);
    if (outcome.status === 'stored') return outcomes;
    await delay(20);
  }
}

async function expectStored(store: Store, rows: readonly RowOf[]): Promise<void> {
  const stored = await store.readings({ ...EVER, limit: 100_000 });
  const plain = (parameter: string, t: number, value: number | null) => `${parameter} ${t} ${value}`;
  expect(stored.map(({ parameter, t, value }) => plain(parameter, t, value)).sort()).toEqual(
    rows.map(({ parameter = 'ph', t, value }) => plain(parameter, t, value)).sort(),
  );
}

describe('an InfluxDB that fails', () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd.remove());

  it('may be away at opening and die under writes: what is written until it is taken is there once', async () => {
    const own = await startInfluxd();
    try {
      await own.kill();
      await withStore(
        () => openInfluxStore({ url: own.url, database: 'telemetry', timeoutMs: 5_000 }),
        async (store) => {
          expect(await store.write(batchOf(samples(1)))).toMatchObject({ status: 'retry' });
          await own.start();
          const batches = Array.from({ length: 60 }, (_, i) => samples(200, T + i * 200_000));
          const outcomes: WriteOutcome[] = [];
          const writing = (async () => {
            for (const rows of batches) outcomes.push(...(await insist(store, rows)));
          })();
          for (let i = 0; i < 3; i++) {
            const seen = outcomes.length;
            while (outcomes.length < seen + 5) await delay(1);
            await own.kill();
            await own.start();
          }
          await writing;
          const settled = outcomes.filter((outcome) => outcome.status === 'stored');
          expect(settled).toHaveLength(60);
          expect(outcomes.length).toBeGreaterThan(60);
          for (const outcome of settled) expect(outcome).toMatchObject({ conflicts: [], refused: [] });
          await expectStored(store, batches.flat());
        },
      );
    } finally {
      await own.remove();
    }
  });

  it('may be slow: a write just takes its time', async () => {
    await using proxy = await startStandIn(async (request) => {
      const answer = await passOnTo(influxd.url)(request);
      await delay(request.path.startsWith('/write') ? 1_500 : 0);
      return answer;
    });
    await withStore(
      () => openInfluxStore({ url: proxy.url, database: influxd.freshDatabase() }),
      async (store) => {
        expect(await write(store, samples(5))).toMatchObject({ stored: 10 });
        await expectStored(store, samples(5));
      },
    );
  });

  it('may write and not say so in time: the same batch again is all duplicates', async () => {
    const passOn = passOnTo(influxd.url);
    await using proxy = await startStandIn(passOn);
    await withStore(
      () => openInfluxStore({ url: proxy.url, database: influxd.freshDatabase(), timeoutMs: 1_500 }),
      async (store) => {
        await write(store, samples(1));
        let landed = false;
        proxy.answerWith(async (request) => {
          const answer = await passOn(request);
          if (!request.path.startsWith('/write')) return answer;
          landed = true;
          await delay(2_500);
          return answer;
        });
        expect(await store.write(batchOf(samples(5)))).toEqual({
          status: 'retry',
          reason: `No answer from InfluxDB at ${proxy.url} within 1500 ms`,
        });
        expect(landed).toBe(true);
        proxy.answerWith(passOn);
        expect(await write(store, samples(5))).toMatchObject({ stored: 0, duplicates: 10 });
        await expectStored(store, samples(5));
      },
    );
  });

  it('may find fault with some rows: they alone are refused, by name of the fault, in few requests', async () => {
    const database = influxd.freshDatabase();
    let writes = 0;
    const passOn = passOnTo(influxd.url);
    await using proxy = await startStandIn((request) => {
      if (request.path.startsWith('/write')) writes++;
      return passOn(request);
    });
    await withStore(
      () => openInfluxStore({ url: proxy.url, database }),
      async (store) => {
        // A foreign writer made COD a whole number in one week.
        await influxd.writeLines(database, `telemetry,device=foreign cod=1i ${T}`);
        const rows = [...samples(100), ...samples(30, T - WEEK), ...samples(30, T + WEEK)];
        const outcome = await write(store, rows);
        const refused = outcome.refused.map(({ row }) => rows[row]);
        expect(refused).toEqual(samples(100).filter(({ parameter }) => parameter === 'cod'));
        expect(outcome.refused[0]?.reason).toContain('field type conflict');
        expect(outcome).toMatchObject({ stored: rows.length - 100, duplicates: 0, conflicts: [] });
        await expectStored(
          store,
          rows.filter((row) => !refused.includes(row)),
        );
        expect(writes).toBeLessThan(20);
      },
    );
  });

  it('may keep readings for a while only: what is older is refused, the rest of the batch is stored', async () => {
    const database = influxd.freshDatabase();
    await influxd.query('', `CREATE DATABASE "${database}" WITH DURATION 1d NAME "a day"`);
    const now = Math.floor(Date.now() / 1_000) * 1_000;
    await withStore(
      () => openInfluxStore({ url: influxd.url, database, retentionPolicy: 'a day' }),
      async (store) => {
        const outcome = await write(store, [...samples(7, now - WEEK), ...samples(3, now - 10_000)]);
        expect(outcome.refused.map(({ row }) => row)).toEqual(Array.from({ length: 14 }, (_, i) => i));
        expect(outcome.refused[0]?.reason).toContain('points beyond retention policy');
        await expectStored(store, samples(3, now - 10_000));
        await store.retain({ rawBefore: now - WEEK });
        await expectStored(store, samples(3, now - 10_000));
      },
    );
  });

  it('may limit the size of requests and answers: batches are cut, and pages are whole', async () => {
    const strict = await startInfluxd({ maxBodySize: 20_000, maxRowLimit: 10 });
    try {
      await withStore(
        () => openInfluxStore({ url: strict.url, database: 'telemetry' }),
        async (store) => {
          expect(await write(store, samples(4_000))).toMatchObject({ stored: 8_000, refused: [] });
          await expectStored(store, samples(4_000));
        },
      );
    } finally {
      await strict.remove();
    }
  });

  it('may fail at any step of retention: no reading is lost or counted twice, and the next try completes it', async () => {
    const passOn = passOnTo(influxd.url);
    await using proxy = await startStandIn(passOn);
    const options = { url: proxy.url, database: influxd.freshDatabase() };
    const rows = samples(120, T - 60_000);
    const query = { series: PH, ...EVER, bucket: '1d', timeZone: 'UTC', quantiles: false } as const;
    await withStore(
      () => openInfluxStore(options),
      async (store) => {
        await write(store, rows);
        const before = await store.aggregate(query);
        expect(before.map(({ total }) => total)).toEqual([60, 60]);
        for (let failing = 1, failed = true; failed; failing++) {
          let requests = 0;
          // Odd steps are never done, even ones are done and not answered.
          proxy.answerWith(async (request) => {
            requests++;
            if (requests < failing) return passOn(request);
            if (failing % 2 === 0) await passOn(request);
            return undefined;
          });
          failed = await store.retain({ rawBefore: T }).then(
            () => false,
            (error: unknown) => error instanceof UnavailableError,
          );
          proxy.answerWith(passOn);
          expect(await store.aggregate(query)).toEqual(before);
          await withStore(
            () => openInfluxStore(options),
            async (reopened) => expect(await reopened.aggregate(query)).toEqual(before),
          );
        }
        await expectStored(store, rows.slice(120));
      },
    );
  });

  it('takes compressed requests', () =>
    withStore(
      () => openInfluxStore({ url: influxd.url, database: influxd.freshDatabase(), compress: true }),
      async (store) => {
        await write(store, samples(500));
        await expectStored(store, samples(500));
      },
    ));

  it('may have lost its database: writes wait until an operator mends it', async () => {
    const database = influxd.freshDatabase();
    await withStore(
      () => openInfluxStore({ url: influxd.url, database }),
      async (store) => {
        await write(store, samples(1));
        await influxd.query('', `DROP DATABASE "${database}"`);
        const outcome = await store.write(batchOf(samples(2)));
        expect(outcome).toMatchObject({
          status: 'retry',
          reason: expect.stringContaining('database not found'),
        });
        await influxd.query('', `CREATE DATABASE "${database}"`);
        expect(await write(store, samples(2))).toMatchObject({ stored: 4 });
      },
    );
  });
});

describe('an InfluxDB with authentication', () => {
  const admin = { username: 'root', password: 'root-secret' };
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd({ admin });
    await influxd.query('', 'CREATE DATABASE "telemetry"', admin);
    await influxd.query('', `CREATE USER "banyu" WITH PASSWORD 'banyu-secret'`, admin);
    await influxd.query('', 'GRANT ALL ON "telemetry" TO "banyu"', admin);
  });
  afterAll(() => influxd.remove());

  it('needs no more than rights on its own database', () =>
    withStore(
      () =>
        openInfluxStore({
          url: influxd.url,
          database: 'telemetry',
          username: 'banyu',
          password: 'banyu-secret',
        }),
      async (store) => {
        await write(store, samples(3));
        await expectStored(store, samples(3));
      },
    ));

  it('does not open with wrong credentials, nor with a database it may neither use nor create', async () => {
    const wrong = openInfluxStore({
      url: influxd.url,
      database: 'telemetry',
      username: 'banyu',
      password: 'wrong-secret',
    });
    await expect(wrong).rejects.toThrow(ConfigurationError);
    await expect(wrong).rejects.toThrow(/Cannot use the database "telemetry" .*401/);
    await expect(wrong).rejects.not.toThrow(/secret/);
    const other = { url: influxd.url, database: 'other', username: 'banyu', password: 'banyu-secret' };
    await expect(openInfluxStore(other)).rejects.toThrow(ConfigurationError);
  });

  it('creates its database where it may', async () => {
    const store = await openInfluxStore({ url: influxd.url, database: 'new "one"', ...admin });
    await store.close();
    const answer = await influxd.query('', 'SHOW DATABASES', admin);
    expect(JSON.stringify(answer)).toContain('new \\"one\\"');
  });

  it('waits when the credentials stop to be right, says so once, and says when it is over', async () => {
    const log: string[] = [];
    const note = (facts: object, message: string): void => {
      log.push(`${message} ${JSON.stringify(facts)}`);
    };
    await withStore(
      () =>
        openInfluxStore({
          url: influxd.url,
          database: 'telemetry',
          username: 'banyu',
          password: 'banyu-secret',
          log: { info: note, warn: note, error: note },
        }),
      async (store) => {
        await influxd.query('', `SET PASSWORD FOR "banyu" = 'changed'`, admin);
        for (let i = 0; i < 3; i++) {
          const outcome = await store.write(batchOf(samples(2, T + WEEK)));
          expect(outcome).toMatchObject({ status: 'retry', reason: expect.stringContaining('401') });
        }
        await influxd.query('', `SET PASSWORD FOR "banyu" = 'banyu-secret'`, admin);
        await write(store, samples(2, T + WEEK));
        expect(log).toHaveLength(2);
        expect(log[0]).toContain('401');
        expect(log.join()).not.toContain('secret');
      },
    );
  });
});
