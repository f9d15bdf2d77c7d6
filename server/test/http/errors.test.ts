import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { UnavailableError } from '@banyu/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROBLEMS } from '../../src/http/problem.ts';
import { problemIn } from './support/problem.ts';
import { batchOf, NOW, PLANT, type Rig, startRig } from './support/rig.ts';
import { sendTo } from './support/send.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await rig.store.write(batchOf([{ t: NOW - 1 }]));
});
afterAll(() => rig[Symbol.asyncDispose]());

const send = (path: string, host = 'localhost') => sendTo(rig.port, path, { host });

/** What the server answers to bytes. */
async function sendBytes(bytes: string): Promise<string> {
  const socket = connect(rig.port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

describe('every refusal is a problem', () => {
  test.each([
    '/nothing',
    '/api/v1/nothing',
    '/assets/none.js',
    '/.env',
    '/..%2f..%2fetc/passwd',
    '//etc/passwd',
  ])('404 at %s', async (path) => {
    await problemIn(await rig.get(path), 404);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '405 for %s, with an Allow header',
    async (method) => {
      const response = await fetch(`${rig.url}/api/v1/plants`, { method });
      expect(response.headers.get('allow')).toBe('GET, HEAD');
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      await problemIn(response, 405);
    },
  );

  test('413 and 400 for bodies that nobody wants', async () => {
    const post = (body: string, type: string) =>
      fetch(`${rig.url}/api/v1/nothing`, { method: 'POST', body, headers: { 'content-type': type } });
    await problemIn(await post('x'.repeat(20_000), 'application/json'), 413);
    await problemIn(await post('{', 'application/json'), 400);
  });

  test('414 for an address beyond 4096 characters', async () => {
    await problemIn(await rig.get(`/api/v1/plants?${'x'.repeat(4_100)}`), 414);
  });

  test('400 for an address that cannot be decoded', async () => {
    await problemIn(await rig.get('/api/v1/plants/%ff'), 400);
  });

  test('400 and 431 for bytes that are no request', async () => {
    const broken = await sendBytes('NOT HTTP\r\n\r\n');
    expect(broken).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*invalid-request/);
    const huge = await sendBytes(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect(huge).toMatch(/^HTTP\/1\.1 431 [\s\S]*headers-too-large/);
  });

  test('503 with Retry-After when the store is away', async () => {
    const latest = () => Promise.reject(new UnavailableError('The store is away', { retryAfterMs: 3_000 }));
    await using away = await startRig({ ports: { store: { ...rig.store, latest } } });
    const response = await away.get(`/api/v1/plants/${PLANT.id}/latest`);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(await problemIn(response, 503)).toMatchObject({ detail: 'The store is away' });
    expect(away.faults).toEqual([]);
  });

  test('500 gives nothing away, and the log has the whole fault under the same id', async () => {
    const list = () => {
      throw new Error('secret internals');
    };
    await using faulty = await startRig({ ports: { plants: { list, get: list } } });
    const response = await faulty.get('/api/v1/plants');
    const id = response.headers.get('x-request-id') ?? 'none';
    const problem = await problemIn(response, 500);
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(problem.detail).toContain(id);
    expect(faulty.faults.join()).toContain('secret internals');
    expect(faulty.faults.join()).toContain(id);
  });

  test('500 for an answer that is not what the API promises', async () => {
    const ofPlant = () => [{ nonsense: true } as never];
    await using faulty = await startRig({ ports: { devices: { ofPlant } } });
    await problemIn(await faulty.get(`/api/v1/plants/${PLANT.id}/devices`), 500);
  });

  test('every problem type leads to its explanation', async () => {
    for (const [kind, { status, title }] of Object.entries(PROBLEMS)) {
      const answer = await (await rig.get(`/api/problems/${kind}`)).json();
      expect(answer).toMatchObject({ type: `/api/problems/${kind}`, status, title });
    }
    await problemIn(await rig.get('/api/problems/none'), 400);
  });
});

describe('the name the server is called by', () => {
  test.each(['127.0.0.1', 'localhost', 'localhost:9999', '[::1]:80', '127.0.0.9'])(
    'may be %s',
    async (host) => {
      expect((await send('/healthz', host)).status).toBe(200);
    },
  );

  test.each([
    'evil.example',
    'evil.example:8080',
    '192.168.1.2',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ])('may not be %s, as a page of another site would call it', async (host) => {
    const problem = await problemIn(await send('/api/v1/plants', host), 421);
    expect(problem.type).toBe('/api/problems/wrong-host');
    await problemIn(await send('/', host), 421);
    await problemIn(await send('/nothing', host), 421);
    await problemIn(await send('/api/v1/stream', host), 421);
  });
});

test('every answer carries the security headers, and none lets other origins in', async () => {
  for (const path of ['/', '/healthz', '/nothing', '/api/v1/plants', '/api/docs', '/metrics']) {
    const { headers } = await rig.get(path, { origin: 'https://evil.example' });
    expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
    expect(headers.get('content-security-policy'), path).not.toMatch(/https?:/);
    expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
    expect(headers.get('x-frame-options'), path).toBe('DENY');
    expect(headers.get('access-control-allow-origin'), path).toBeNull();
  }
});

test('no query, however strange, is answered by 5xx or by anything but JSON', async () => {
  const names = ['point', 'device', 'parameter', 'from', 'to', 'limit', 'cursor', 'mode', 'bucket', 'points'];
  const name = fc.oneof(fc.constantFrom(...names, 'quantiles', '__proto__', 'constructor'), fc.string());
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('ph', 'raw', 'auto', '1d', '1mo', '0', '-1', '1e9', 'NaN', '9007199254740993', 'true'),
    fc.integer({ min: 0 }).map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  const query = fc.array(fc.tuple(name, value), { maxLength: 6 });
  const route = fc.constantFrom('readings', 'series', 'coverage', 'rejects', 'events', 'latest');
  await fc.assert(
    fc.asyncProperty(route, query, async (path, pairs) => {
      const response = await rig.get(`/api/v1/plants/${PLANT.id}/${path}?${new URLSearchParams(pairs)}`);
      expect([200, 400]).toContain(response.status);
      expect(response.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/);
      await response.json();
    }),
    { numRuns: 150 },
  );
  expect(rig.faults).toEqual([]);
});

test('no query text, however malformed, is answered by 5xx', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme-ascii' }), async (query) => {
      const path = `/api/v1/plants/${PLANT.id}/series?parameter=ph&${query.replaceAll(/[\s\\]/g, '%')}`;
      expect((await send(path)).status).toBeLessThan(500);
    }),
    { numRuns: 100 },
  );
});
