import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ApiReadingPage } from '@banyu/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, freePort, runBanyu, type ServerRig, startServer } from './support/server.ts';

const run = promisify(execFile);

let directory: string;
let server: ServerRig;
let env: Record<string, string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-stranger-'));
  const mqttPort = await freePort();
  server = await startServer({ dataDirectory: directory, mqttPort, httpPort: await freePort() });
  env = { BANYU_DATA_DIRECTORY: directory, BANYU_MQTT_TCP_PORT: String(mqttPort) };
});

afterAll(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function registerDevice(id: string): Promise<{ secret: string; example: string }> {
  const { code, stdout, stderr } = await runBanyu(
    ['device', 'add', id, '--plant', 'ipal-asing', '--point', 'effluent'],
    env,
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const secret = /^Secret\s+(\S+)$/m.exec(stdout)?.[1] ?? '';
  expect(secret.length).toBeGreaterThan(20);
  return { secret, example: stdout.slice(stdout.indexOf('mosquitto_pub')) };
}

async function readings(device: string): Promise<ApiReadingPage['readings']> {
  const response = await fetch(`${server.http}/api/v1/plants/ipal-asing/readings?device=${device}`);
  return ((await response.json()) as ApiReadingPage).readings;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.http}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(name))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

function publish(options: { device?: string; secret?: string; topic: string; id?: string }) {
  const { device, secret, topic, id } = options;
  return run('mosquitto_pub', [
    ...['-h', '127.0.0.1', '-p', String(server.mqttPort), '-q', '1'],
    ...(id === undefined ? [] : ['-i', id]),
    ...(device === undefined ? [] : ['-u', device]),
    ...(secret === undefined ? [] : ['-P', secret]),
    ...['-t', topic, '-m', `{"v":1,"boot":"x","seq":9,"samples":[{"t":${Date.now()},"ph":6.5}]}`],
  ]);
}

describe('a stranger with a terminal', () => {
  it('registers a plant and a device, runs the printed example, and sees the reading', async () => {
    const added = await runBanyu(['plant', 'add', 'ipal-asing', '--name', 'IPAL Asing'], env);
    expect(added.code).toBe(0);
    const { example } = await registerDevice('logger-satu');
    await run('bash', ['-c', example]);
    const [reading] = await eventually('the reading served', async () => {
      const found = await readings('logger-satu');
      return found.length > 0 ? found : undefined;
    });
    expect(reading).toMatchObject({
      plant: 'ipal-asing',
      point: 'effluent',
      parameter: 'ph',
      value: 7.1,
      flag: 1,
    });
  });

  it('is refused with a wrong password, without one, and on a foreign topic; each is counted and costs nobody else', async () => {
    const { secret } = await registerDevice('logger-dua');
    const own = 'banyu/v1/ipal-asing/logger-dua/telemetry';
    const refusedBefore = await metric('banyu_broker_logins_refused_total');
    const foreignBefore = await metric('banyu_broker_refused_total{reason="foreign-topic"}');

    await expect(
      publish({ topic: own, id: 'logger-dua', device: 'logger-dua', secret: 'wrong' }),
    ).rejects.toThrow();
    await expect(publish({ topic: own })).rejects.toThrow();
    const foreign = 'banyu/v1/ipal-asing/logger-satu/telemetry';
    await publish({ topic: foreign, id: 'logger-dua', device: 'logger-dua', secret }).catch(() => {});

    expect(await metric('banyu_broker_logins_refused_total')).toBe(refusedBefore + 2);
    expect(await metric('banyu_broker_refused_total{reason="foreign-topic"}')).toBe(foreignBefore + 1);
    expect(server.output()).not.toContain(secret);

    await publish({ topic: own, id: 'logger-dua', device: 'logger-dua', secret });
    const stored = await eventually('the honest reading', async () => {
      const found = await readings('logger-dua');
      return found.length > 0 ? found : undefined;
    });
    expect(stored).toHaveLength(1);
    expect((await readings('logger-satu')).every(({ value }) => value === 7.1)).toBe(true);
  });
});
