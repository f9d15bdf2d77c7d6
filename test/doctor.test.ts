import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { banyuHere } from './support/banyu-here.ts';
import { freePort, startServer } from './support/server.ts';

interface Finding {
  readonly level: string;
  readonly about: string;
  readonly found: string;
  readonly advice?: string;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-doctor-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

async function examined(env: Readonly<Record<string, string>>) {
  const { code, stdout, stderr } = await banyuHere(['doctor', '--json'], env);
  expect(stderr).toBe('');
  const findings = JSON.parse(stdout) as readonly Finding[];
  return { code, problems: findings.filter(({ level }) => level === 'problem'), findings };
}

it('finds a machine well before the first start, while the server runs, and after it', async () => {
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  const [mqttPort, httpPort] = [await freePort(), await freePort()];
  const env = {
    BANYU_DATA_DIRECTORY: data,
    BANYU_MQTT_TCP_PORT: String(mqttPort),
    BANYU_HTTP_PORT: String(httpPort),
  };
  const before = await examined(env);
  expect(before).toMatchObject({ code: 0, problems: [] });
  expect(before.findings).toContainEqual(
    expect.objectContaining({ about: 'store', found: 'made at the first start' }),
  );

  const server = await startServer({ dataDirectory: data, mqttPort, httpPort });
  const during = await examined(env);
  expect(during).toMatchObject({ code: 0, problems: [] });
  expect(during.findings).toContainEqual({ level: 'ok', about: 'server', found: `ready at ${server.http}` });
  await server.stop();

  const after = await examined(env);
  expect(after).toMatchObject({ code: 0, problems: [] });
  expect(after.findings.map(({ about }) => about)).toEqual(
    expect.arrayContaining(['port', 'registry', 'seals', 'ingest', 'journal', 'store']),
  );
  const { stdout } = await banyuHere(['doctor'], env);
  expect(stdout).toMatch(/^ok +data directory +.* can be written/);
  expect(stdout).toMatch(/^(All is well|No problem, 1 warning)\.$/m);
}, 90_000);

it('names every problem at once, and what to do about it', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { code, problems } = await examined({
    BANYU_DATA_DIRECTORY: join(folder, 'other'),
    BANYU_HTTP_PORT: port,
    BANYU_MQTT_TCP_HOST: '0.0.0.0',
    BANYU_MQTT_TCP_PORT: '0',
    BANYU_STORE_KIND: 'influx',
    BANYU_STORE_INFLUX_URL: 'http://127.0.0.1:1',
    BANYU_SOURCE_URL: 'mqtt://127.0.0.1:1',
  }).finally(() => taken.close());
  expect(code).toBe(1);
  expect(problems.map(({ about }) => about)).toEqual(['exposure', 'port', 'store', 'source']);
  for (const { advice } of problems) expect(advice).toMatch(/\w/);
});

it('says what is wrong with the configuration when it cannot be read', async () => {
  const file = join(folder, 'banyu.yaml');
  await writeFile(file, 'http: { prot: 80 }\nstore: { influx: { password: x } }\n');
  const { code, problems } = await examined({ BANYU_CONFIG: file });
  expect(code).toBe(1);
  expect(problems).toMatchObject([
    { about: 'configuration', found: expect.stringMatching(/password[\s\S]*prot/) },
  ]);
});
