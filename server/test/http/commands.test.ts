import { describe, expect, test } from 'vitest';
import { problemIn } from './support/problem.ts';
import { type Rig, startRig } from './support/rig.ts';

const PATH = '/api/v1/plants/ipal-banyurip/devices/banyurip-effluent/commands';

function post(rig: Rig, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${rig.url}${PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const INTERVAL = { command: 'set-interval', intervalSeconds: 60, by: 'Sari' };

describe('POST …/commands', () => {
  test('keeps a command and says where to follow it', async () => {
    await using rig = await startRig();
    const response = await post(rig, { ...INTERVAL, why: 'too many' });
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`${PATH}/c1`);
    const kept = await response.json();
    expect(kept).toMatchObject({
      id: 'c1',
      action: { command: 'set-interval', intervalSeconds: 60 },
      by: 'Sari',
      why: 'too many',
      state: 'waiting',
    });
    expect(await (await rig.get(`${PATH}/c1`)).json()).toEqual(kept);
    expect(await (await rig.get(PATH)).json()).toEqual({ commands: [kept] });
  });

  test.each([
    ['nobody who asks', { ...INTERVAL, by: undefined }, 'by'],
    ['an interval out of range', { ...INTERVAL, intervalSeconds: 901 }, 'intervalSeconds'],
    ['another command', { command: 'dance', by: 'Sari' }, 'command'],
  ])('refuses %s and names the field', async (_, body, field) => {
    await using rig = await startRig();
    const problem = await problemIn(await post(rig, body), 400);
    expect(problem.errors?.map((error) => error.field).join()).toContain(field);
  });

  test('takes JSON alone, so that a page of another site cannot send one unasked', async () => {
    await using rig = await startRig();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      await problemIn(await post(rig, JSON.stringify(INTERVAL), { 'content-type': type }), 415);
    }
    const preflight = await fetch(`${rig.url}${PATH}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
    });
    await problemIn(preflight, 405);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    expect(await (await rig.get(PATH)).json()).toEqual({ commands: [] });
  });

  test('and GET are the only methods there', async () => {
    await using rig = await startRig();
    const response = await fetch(`${rig.url}${PATH}`, { method: 'PUT' });
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    await problemIn(response, 405);
  });
});

test('a command that is not there is not found', async () => {
  await using rig = await startRig();
  await problemIn(await rig.get(`${PATH}/nope`), 404);
});
