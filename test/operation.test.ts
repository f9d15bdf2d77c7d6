import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ApiDeviceCommand, ApiDeviceCommandList, ApiDeviceList, DeviceCommand } from '@banyu/contracts';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { banyuHere } from './support/banyu-here.ts';
import { eventually, freePort, runBanyu, type ServerRig, startServer } from './support/server.ts';

const run = promisify(execFile);
const PLANT = 'ipal-banyurip-demo';

let directory: string;
let server: ServerRig;
let env: Readonly<Record<string, string>>;
/** A simulated device that is connected, as all are. */
let device: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-operation-'));
  const [mqttPort, httpPort] = [await freePort(), await freePort()];
  env = {
    BANYU_DATA_DIRECTORY: directory,
    BANYU_MQTT_TCP_PORT: String(mqttPort),
    BANYU_HTTP_PORT: String(httpPort),
  };
  server = await startServer({
    dataDirectory: directory,
    mqttPort,
    httpPort,
    args: ['--demo'],
    env: { BANYU_DEMO_INTERVAL_SECONDS: '1', BANYU_MQTT_STATISTICS_SECONDS: '1' },
  });
  device = await eventually('all devices online', async () => {
    const { devices } = ApiDeviceList.parse(await getJson(`/api/v1/plants/${PLANT}/devices`));
    return devices.every(({ connection }) => connection === 'online') ? devices[0]?.id : undefined;
  });
}, 90_000);

afterAll(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function getJson(path: string): Promise<unknown> {
  return await (await fetch(`${server.http}${path}`)).json();
}

describe('an observer', () => {
  it('watches $SYS with the command that was printed, until it is removed', async () => {
    const added = await runBanyu(['observer', 'add', 'ruang-kendali'], env);
    const example = added.stdout.split('\n').find((line) => line.includes('mosquitto_sub')) ?? '';
    const { stdout } = await run('bash', ['-c', `${example} -C 120 -W 30`]);
    const told = new Map(
      stdout.split('\n').map((line) => [line.replace(/ [^ ]*$/, ''), line.split(' ').at(-1)]),
    );
    expect(Number(told.get('$SYS/broker/clients/connected'))).toBe(7);
    expect(Number(told.get('$SYS/broker/banyu/deliveries/acknowledged'))).toBeGreaterThan(0);
    expect(told.get('$SYS/broker/banyu/journal/level')).toBe('ok');
    expect((await banyuHere(['observer', 'list'], env)).stdout).toContain('ruang-kendali');

    expect((await banyuHere(['observer', 'remove', 'ruang-kendali'], env)).code).toBe(0);
    await expect(run('bash', ['-c', `${example} -C 1 -W 10`])).rejects.toThrow(/bad user name or password/i);
  });
});

describe('banyu device command', () => {
  const ask = (...args: readonly string[]) => banyuHere(['device', 'command', PLANT, device, ...args], env);

  it('sets a simulated device and has it tell how it is set', async () => {
    const set = await ask('interval', '2s', '--by', 'Sari', '--why', 'uji');
    expect(set.stderr).toBe('');
    expect(set.stdout).toMatch(/The device has answered\.\ndone\n$/);
    expect(set.code).toBe(0);
    const told = await ask('configuration', '--by', 'Sari');
    expect(told.stdout).toContain('"intervalSeconds": 2');
    const path = `/api/v1/plants/${PLANT}/devices/${device}/commands`;
    const { commands } = ApiDeviceCommandList.parse(await getJson(path));
    expect(commands).toMatchObject([
      { action: { command: 'report-configuration' }, outcome: 'done', why: null },
      {
        action: { command: 'set-interval', intervalSeconds: 2 },
        by: 'Sari',
        why: 'uji',
        state: 'answered',
        outcome: 'done',
        timesSent: 1,
        deliveredAt: expect.any(Number),
      },
    ]);
  });

  it('says what the device refused, and what cannot be asked at all', async () => {
    const refused = await ask('calibrate', 'no-such-parameter');
    expect(refused.stdout).toMatch(/refused: it does not measure "no-such-parameter"\n$/);
    expect(refused.code).toBe(1);
    for (const [args, complaint] of [
      [['dance'], /expected interval, calibrate, reboot or configuration/],
      [['interval'], /needs a duration/],
      [['interval', '16m'], /intervalSeconds/],
    ] as const) {
      const wrong = await ask(...args);
      expect(wrong.code).toBe(1);
      expect(wrong.stderr).toMatch(complaint);
    }
    const unknown = await banyuHere(['device', 'command', PLANT, 'nobody', 'reboot'], env);
    expect(unknown.stderr).toMatch(/there is no device "nobody"/);
  });

  it('reaches a device that is away when it comes, again at each coming, until it has answered', async () => {
    const added = await banyuHere(
      ['device', 'add', 'stranger', '--plant', PLANT, '--point', 'effluent'],
      env,
    );
    const secret = added.stdout.match(/Secret +(\S+)/)?.[1];
    const asked = await banyuHere(['device', 'command', PLANT, 'stranger', 'reboot', '--wait', '1s'], env);
    expect(asked.code).toBe(1);
    expect(asked.stderr).toMatch(/No answer yet: the device is not there/);
    const id = asked.stdout.match(/Command (\S+) is kept/)?.[1];

    const topic = `banyu/v1/${PLANT}/stranger/command`;
    /** Comes, hears one command, answers it if it is to, and leaves. */
    const come = async (answer: boolean): Promise<DeviceCommand> => {
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${server.mqttPort}`, {
        clientId: 'stranger',
        username: 'stranger',
        password: secret ?? '',
      });
      const heard = new Promise<DeviceCommand>((resolve) => {
        client.on('message', (_, payload) => resolve(DeviceCommand.parse(JSON.parse(String(payload)))));
      });
      await client.subscribeAsync(topic, { qos: 1 });
      const command = await heard;
      if (answer) {
        const reply = JSON.stringify({ v: 1, id: command.id, outcome: 'done' });
        await client.publishAsync(`${topic}/reply`, reply, { qos: 1 });
      }
      await client.endAsync();
      return command;
    };
    expect(await come(false)).toMatchObject({ id, command: 'reboot' });
    expect(await come(true)).toMatchObject({ id, command: 'reboot' });

    const command = await eventually('the answer settled', async () => {
      const path = `/api/v1/plants/${PLANT}/devices/stranger/commands/${id}`;
      const found = (await getJson(path)) as ApiDeviceCommand;
      return found.state === 'answered' ? found : undefined;
    });
    expect(command).toMatchObject({ outcome: 'done', timesSent: 2 });
  });
});

describe('banyu backup', () => {
  it('copies the demo while its devices measure, and gives it back with all that was acknowledged', async () => {
    const file = join(directory, 'demo.tar.zst');
    const made = await banyuHere(['backup', file], env);
    expect(made.stderr).toBe('');
    expect(made.code).toBe(0);
    const restored = join(directory, 'restored');
    const back = await banyuHere(['restore', file], { ...env, BANYU_DATA_DIRECTORY: restored });
    expect(back.stderr).toBe('');
    const verified = await banyuHere(['audit', 'verify', '--data', restored], env);
    expect(verified.stderr).toBe('');
    expect(verified.code).toBe(0);
  });
});

describe('banyu export', () => {
  it('has the file made by the server that runs on the data, and makes it itself when none does', async () => {
    const fromServer = join(directory, 'by-server.csv');
    const made = await banyuHere(['export', fromServer, '--plant', PLANT, '--parameter', 'ph'], env);
    expect(made.stderr).toBe('');
    expect(made.stdout).toContain(`A server runs on ${directory}: it makes the file (${server.http}).`);
    const rows = Number(made.stdout.match(/(\d+) readings written/)?.[1]);
    const lines = (await readFile(fromServer, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(rows + 1);
    expect(lines.slice(1).every((line) => line.startsWith(`${PLANT},`) && line.includes(',ph,'))).toBe(true);
    expect(await readdir(join(directory, 'exports'))).toEqual([]);

    const again = await banyuHere(['export', fromServer], env);
    expect(again.stderr).toMatch(/the file exists/);
    expect(await readFile(fromServer, 'utf8')).toBe(`${lines.join('\n')}\n`);

    await server.stop();
    const alone = join(directory, 'alone.csv');
    const by = await banyuHere(['export', alone, '--plant', PLANT, '--parameter', 'ph'], env);
    expect(by.stdout).toMatch(/^\d+ readings written/);
    const later = (await readFile(alone, 'utf8')).trim().split('\n');
    expect(later).toEqual(expect.arrayContaining(lines));
  });
});

describe('banyu ingest', () => {
  it('takes from the external broker alone: no embedded one, and no commands', async () => {
    await server.stop();
    server = await startServer({
      command: 'ingest',
      dataDirectory: directory,
      mqttPort: server.mqttPort,
      httpPort: Number(new URL(server.http).port),
      env: { BANYU_SOURCE_URL: `mqtt://127.0.0.1:${await freePort()}` },
      until: '/healthz',
    });
    expect(await (await fetch(`${server.http}/metrics`)).text()).not.toMatch(/^banyu_broker_listeners /m);
    const refused = await banyuHere(['device', 'command', PLANT, device, 'reboot'], env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/embedded broker, and this server runs without it/);
  });

  it('says what is missing when no external broker is configured', async () => {
    const { code, stderr } = await banyuHere(['ingest'], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/none is configured: set source\.url \(BANYU_SOURCE_URL\)/);
  });
});
