import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiReadingPage, ApiRequalificationList, buildTopic } from '@banyu/contracts';
import { openRegistry } from '@banyu/registry';
import mqtt from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { registerDevices } from './support/register.ts';
import { eventually, freePort, startServer } from './support/server.ts';

const PLANT = 'uji';
const SARI = { by: 'Sari', why: 'written down a day late' };

test('what is declared for the past reaches stored flags by itself, also when it is declared while no server runs', {
  timeout: 120_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-requalify-due-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const ports = { mqttPort: await freePort(), httpPort: await freePort() };
  const [identity] = await registerDevices(directory, PLANT, 1);
  if (identity === undefined) throw new Error('no device');
  let server = await startServer({ dataDirectory: directory, ...ports });
  onTestFinished(() => server.kill());
  const now = Date.now();
  const samples = Array.from({ length: 60 }, (_, i) => ({
    t: now - (60 - i) * 120_000,
    cod: 80 + (i % 2) * 0.12,
  }));
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${ports.mqttPort}`, {
    clientId: identity.device,
    username: identity.device,
    password: identity.secret,
  });
  const message = JSON.stringify({ v: 1, boot: 'b1', seq: 1, samples });
  await client.publishAsync(buildTopic(PLANT, identity.device, 'telemetry'), message, { qos: 1 });
  await client.endAsync();

  const api = `${server.http}/api/v1/plants/${PLANT}`;
  const flagsAre = (what: string, expected: readonly number[]) =>
    eventually(what, async () => {
      const { readings } = ApiReadingPage.parse(await (await fetch(`${api}/readings?limit=100`)).json());
      const flags = readings.toReversed().map(({ flag }) => flag);
      return flags.join() === expected.join() ? true : undefined;
    });
  const nothingIsDue = () =>
    eventually('nothing is due any more', async () => {
      const answer = await fetch(`${api}/requalifications`);
      const { due, requalifications } = ApiRequalificationList.parse(await answer.json());
      const ended = requalifications.filter(({ status }) => status === 'done');
      return due.length === 0 && ended.length > 0 ? ended : undefined;
    });
  await flagsAre(
    'all is stored and good',
    samples.map(() => 1),
  );

  const [from, to] = [now - 100 * 60_000, now - 60 * 60_000];
  const declared = await fetch(`${api}/windows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'maintenance', parameter: 'cod', from, to, ...SARI }),
  });
  expect(declared.status).toBe(201);
  const inService = samples.map(({ t }) => t >= from && t < to);
  await flagsAre(
    'the window reaches the flags',
    inService.map((is) => (is ? 4 : 1)),
  );
  expect(await nothingIsDue()).toMatchObject([
    { by: 'Sari', why: `window/1 concerns stored readings: ${SARI.why}`, parameter: 'cod' },
  ]);

  // Half of the 36 that come in 6 hours, one each 10 minutes, suffice to see that these are calmer than water is.
  const schedule = { from: samples[0]?.t, parameters: ['cod'], intervalMs: 600_000 };
  const set = await fetch(`${api}/devices/${identity.device}/schedules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schedule, ...SARI }),
  });
  expect(set.status).toBe(201);
  await flagsAre(
    'the interval reaches the flags',
    inService.map((is, i) => {
      const values = inService.slice(0, i + 1).filter((isOut) => !isOut).length;
      return is ? 4 : values < 18 ? 1 : 3;
    }),
  );
  expect((await nothingIsDue())[0]?.why).toBe(
    `device/${identity.device} concerns stored readings: ${SARI.why}`,
  );

  await server.stop();
  const registry = await openRegistry({ path: join(directory, 'registry.db') });
  const settings = { grossRange: { sensor: [0, 1_000] as const, operator: [0, 70] as const } };
  const scope = { plant: PLANT, parameter: 'cod' } as const;
  await registry.settings.set({ scope, settings, validFrom: 0, backdated: true }, SARI);
  await registry.close();
  server = await startServer({ dataDirectory: directory, ...ports });
  await flagsAre(
    'the settings reach the flags',
    inService.map((is) => (is ? 4 : 3)),
  );
  expect(await nothingIsDue()).toMatchObject([
    { why: `settings/1000 concerns stored readings: ${SARI.why}` },
  ]);
});
