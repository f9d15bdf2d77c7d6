import { gunzipSync } from 'node:zlib';
import { ConfigurationError, UnavailableError } from '@banyu/contracts';
import { describe, expect, it } from 'vitest';
import { type InfluxOptions, openInfluxStore } from '../src/index.ts';
import { batchOf, type RowOf } from './support/batch-of.ts';
import { EVER } from './support/ever.ts';
import { type StandIn, type StandInAnswer, type StandInRequest, startStandIn } from './support/stand-in.ts';
import { withStore, write } from './support/stored.ts';

const T = 1_764_000_000_000;
const NOTHING: StandInAnswer = { status: 200, body: '{"results":[{"statement_id":0}]}\n' };

const rows = (count: number): RowOf[] => Array.from({ length: count }, (_, i) => ({ t: T + i, value: i }));

/** A server that holds nothing and answers writes as told. */
function answeringWrites(answer: (request: StandInRequest) => StandInAnswer | undefined): Promise<StandIn> {
  return startStandIn((request) => (request.path.includes('/write?') ? answer(request) : NOTHING));
}

const open = (server: StandIn, options: Partial<InfluxOptions> = {}) =>
  openInfluxStore({ url: server.url, database: 'telemetry', ...options });

describe('openInfluxStore() makes of an answer to a write', () => {
  for (const { said, answer, reason, retryAfterMs } of [
    {
      said: '429 with Retry-After',
      answer: { status: 429, headers: { 'retry-after': '7' }, body: '{"code":"too many requests"}' },
      reason: '429',
      retryAfterMs: 7_000,
    },
    {
      said: '503 with Retry-After as a date',
      answer: {
        status: 503,
        headers: { date: 'Mon, 24 Nov 2025 16:00:00 GMT', 'retry-after': 'Mon, 24 Nov 2025 16:02:00 GMT' },
      },
      reason: '503',
      retryAfterMs: 120_000,
    },
    { said: '500', answer: { status: 500, body: '{"error":"timeout"}' }, reason: '500, timeout' },
    {
      said: '404',
      answer: { status: 404, body: '{"error":"database not found"}' },
      reason: 'database not found',
    },
    {
      said: 'a redirection',
      answer: { status: 302, headers: { location: 'http://elsewhere' } },
      reason: '302',
    },
    {
      said: 'a 400 that is none of InfluxDB’s',
      answer: { status: 400, body: '<html>no</html>' },
      reason: '400',
    },
    { said: 'a cut connection', answer: undefined, reason: 'No answer from InfluxDB' },
  ]) {
    it(`${said}: retry, with the reason`, async () => {
      await using server = await answeringWrites(() => answer);
      await withStore(
        () => open(server),
        async (store) => {
          const outcome = await store.write(batchOf(rows(3)));
          expect(outcome).toMatchObject({ status: 'retry', reason: expect.stringContaining(reason) });
          expect('retryAfterMs' in outcome ? outcome.retryAfterMs : undefined).toBe(retryAfterMs);
        },
      );
    });
  }

  for (const [said, refusing] of [
    ['a 400 of InfluxDB 1', { status: 400, body: '{"error":"unable to parse"}' }],
    [
      'a 422 of InfluxDB 2',
      { status: 422, body: '{"code":"unprocessable entity","message":"unable to parse"}' },
    ],
    [
      'a 400 of InfluxDB 3',
      {
        status: 400,
        body: '{"error":"partial write","data":[{"line_number":1,"error_message":"unable to parse"}]}',
      },
    ],
    ['a 413', { status: 413, body: 'unable to parse so much' }],
  ] as const) {
    it(`${said}: splits until the bad row is alone, and refuses it`, async () => {
      const bad = 13;
      await using server = await answeringWrites(({ body }) =>
        body.includes(`ph=${bad},`) ? refusing : { status: 204 },
      );
      await withStore(
        () => open(server),
        async (store) => {
          expect(await store.write(batchOf(rows(100)))).toEqual({
            status: 'stored',
            stored: 99,
            duplicates: 0,
            conflicts: [],
            refused: [{ row: bad, reason: expect.stringContaining('unable to parse') }],
          });
        },
      );
    });
  }

  it('one of many requests that fails: retry for the whole batch', async () => {
    let writes = 0;
    await using server = await answeringWrites(() => ({ status: writes++ === 2 ? 503 : 204 }));
    await withStore(
      () => open(server),
      async (store) => {
        expect(await store.write(batchOf(rows(20_000)))).toMatchObject({ status: 'retry' });
      },
    );
  });
});

describe('openInfluxStore() asks', () => {
  it('with a token, and below the path of a proxy', async () => {
    const seen = new Set<string>();
    await using server = await startStandIn(({ path, headers }) => {
      seen.add(`${path.slice(0, path.indexOf('?'))} ${headers.authorization}`);
      return path.includes('/write?') ? { status: 204 } : NOTHING;
    });
    await withStore(
      () => openInfluxStore({ url: `${server.url}/influx/`, database: 'telemetry', token: 'a-token' }),
      (store) => write(store, rows(1)).then(() => undefined),
    );
    expect(seen).toEqual(new Set(['/influx/query Token a-token', '/influx/write Token a-token']));
  });

  it('with compressed lines where that pays', async () => {
    const bodies: string[] = [];
    await using server = await answeringWrites(({ headers, body }) => {
      const isZipped = headers['content-encoding'] === 'gzip';
      bodies.push(isZipped ? `zipped ${gunzipSync(body)}` : `plain ${body}`);
      return { status: 204 };
    });
    await withStore(
      () => open(server, { compress: true }),
      async (store) => {
        await write(store, rows(1));
        await write(store, rows(100).slice(1));
      },
    );
    expect(bodies[0]).toBe(
      `plain telemetry,device=logger-1,plant=ipal,point=effluent ph=0,ph_flag=1i,received=${T + 1_000}i ${T}\n`,
    );
    expect(bodies[1]).toMatch(/^zipped telemetry,/);
  });

  it('and takes neither an error in a good answer, nor half an answer, nor another’s page for one', async () => {
    await using server = await startStandIn(() => NOTHING);
    await withStore(
      () => open(server),
      async (store) => {
        const series = '{"columns":["time","first"],"values":[[1,1]]}';
        for (const body of [
          '{"results":[{"statement_id":0,"error":"out of memory"}]}',
          '{"error":"out of memory"}',
          `{"results":[{"statement_id":0,"series":[${series}],"partial":true}]}\n`,
          `{"results":[{"statement_id":0,"ser`,
          '<html>welcome</html>',
        ]) {
          server.answerWith(() => ({ status: 200, body }));
          await expect(store.coverage({ ...EVER, parameter: 'ph' })).rejects.toThrow(UnavailableError);
          expect(await store.write(batchOf(rows(1)))).toMatchObject({ status: 'retry' });
        }
        server.answerWith(() => undefined);
        await expect(store.ping()).rejects.toThrow(UnavailableError);
      },
    );
  });

  it('for nothing that cannot work', async () => {
    const base = { database: 'telemetry' };
    for (const options of [
      { ...base, url: 'influx:8086' },
      { ...base, url: 'http://user:a-secret@127.0.0.1:1' },
      { ...base, url: 'http://127.0.0.1:1', username: 'a', token: 'b' },
    ]) {
      await expect(openInfluxStore(options)).rejects.toThrow(ConfigurationError);
      await expect(openInfluxStore(options)).rejects.not.toThrow(/a-secret/);
    }
  });
});
