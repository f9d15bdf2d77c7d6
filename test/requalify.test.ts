import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiReadingPage, buildTopic } from '@banyu/contracts';
import { openRegistry } from '@banyu/registry';
import mqtt from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { registerDevices } from './support/register.ts';
import { eventually, freePort, runBanyu, startServer } from './support/server.ts';

const PLANT = 'uji';

test('banyu requalify gives stored readings the flags of the settings that hold now, beside a server and without one', {
  timeout: 90_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-requalify-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const [mqttPort, httpPort] = [await freePort(), await freePort()];
  const env = {
    BANYU_DATA_DIRECTORY: directory,
    BANYU_MQTT_TCP_PORT: String(mqttPort),
    BANYU_HTTP_PORT: String(httpPort),
  };
  const [identity] = await registerDevices(directory, PLANT, 1);
  if (identity === undefined) throw new Error('no device');
  const server = await startServer({ dataDirectory: directory, mqttPort, httpPort });
  onTestFinished(() => server.kill());
  const now = Date.now();
  const samples = Array.from({ length: 60 }, (_, i) => ({
    t: now - (60 - i) * 120_000,
    cod: i < 30 ? 80 : 90 + (i % 2),
  }));
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`, {
    clientId: identity.device,
    username: identity.device,
    password: identity.secret,
  });
  const message = JSON.stringify({ v: 1, boot: 'b1', seq: 1, samples });
  await client.publishAsync(buildTopic(PLANT, identity.device, 'telemetry'), message, { qos: 1 });
  await client.endAsync();

  const flags = async () => {
    const answer = await fetch(`${server.http}/api/v1/plants/${PLANT}/readings?limit=100`);
    const { readings } = ApiReadingPage.parse(await answer.json());
    return readings.toReversed().map(({ flag }) => flag);
  };
  await eventually('all is stored', async () => ((await flags()).length === 60 ? true : undefined));
  expect(new Set(await flags())).toEqual(new Set([1]));

  const expectSpan = async (operator: readonly [number, number]) => {
    // As if it had been said at the beginning of time: the server has no reason to judge again by itself.
    const registry = await openRegistry({ path: join(directory, 'registry.db'), clock: () => 0 });
    const settings = { grossRange: { sensor: [0, 1_000] as const, operator } };
    await registry.settings.set(
      { scope: { plant: PLANT, parameter: 'cod' }, settings, validFrom: 0, backdated: true },
      { by: 'Sari', why: 'what this plant does' },
    );
    await registry.close();
  };
  await expectSpan([0, 85]);
  const dry = await eventually('the settings are seen', async () => {
    const { stdout } = await runBanyu(['requalify', '--dry-run'], env);
    return stdout.includes('30 would say') ? stdout : undefined;
  });
  expect(dry).toMatch(/cod +1 +3 gross_range +30/);
  expect(new Set(await flags())).toEqual(new Set([1]));

  const unsigned = await runBanyu(['requalify'], env);
  expect([unsigned.code, unsigned.stderr]).toEqual([1, expect.stringContaining('--why')]);
  const beside = await runBanyu(['requalify', '--why', 'the span was too wide', '--by', 'Sari'], env);
  expect(beside.stdout).toContain('60 readings judged again: 30 say something else, 30 more carry');
  expect(await flags()).toEqual(samples.map(({ cod }) => (cod > 85 ? 3 : 1)));

  await server.stop();
  await expectSpan([0, 70]);
  const stopped = await runBanyu(['requalify', '--why', 'narrower still', '--by', 'Sari', '--json'], env);
  expect(JSON.parse(stopped.stdout)).toMatchObject({
    status: 'done',
    done: 60,
    changes: [{ parameter: 'cod', before: { flag: 1 }, after: { flag: 3 }, readings: 30 }],
    restamped: 30,
  });
  const trail = await runBanyu(['audit', 'verify'], env);
  expect(trail.stdout).toMatch(/Audit trail: (?!BROKEN)/);
});
