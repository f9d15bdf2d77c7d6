import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { banyuHere } from './support/banyu-here.ts';
import { certificate } from './support/certificate.ts';
import { BIN, eventually, freePort, type ServerRig, startServer } from './support/server.ts';

/** Other work on the machine makes it slow; nothing here waits for longer than it has to. */
const PATIENCE_MS = 180_000;

const FLEET = ['devices', '--plants', '2', '--devices', '14', '--interval', '200ms', '--json'];

let directory: string;
let server: ServerRig;
let env: Record<string, string>;
let tlsUrl: string;
let ca: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-fleet-'));
  const [mqttPort, httpPort, tlsPort] = [await freePort(), await freePort(), await freePort()];
  const { certificateFile, keyFile } = await certificate(directory, 'server');
  ca = certificateFile;
  tlsUrl = `mqtts://127.0.0.1:${tlsPort}`;
  env = { BANYU_DATA_DIRECTORY: directory, BANYU_MQTT_TCP_PORT: String(mqttPort) };
  server = await startServer({
    dataDirectory: directory,
    mqttPort,
    httpPort,
    env: {
      BANYU_MQTT_TLS_HOST: '127.0.0.1',
      BANYU_MQTT_TLS_PORT: String(tlsPort),
      BANYU_MQTT_TLS_CERTIFICATE_FILE: certificateFile,
      BANYU_MQTT_TLS_KEY_FILE: keyFile,
    },
  });
});

afterAll(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** What is said in a run over TLS that is long enough for all to be answered or a failure, the last line first. */
async function runOverTls(caFile: string) {
  const args = [...FLEET, '--broker', tlsUrl, '--ca', caFile];
  for (const time of ['600ms', '5s', '20s']) {
    const { code, stdout, stderr } = await banyuHere([...args, '--for', time], env);
    const lines = stdout.trim().split('\n');
    const said = lines.map((line) => JSON.parse(line)).toReversed();
    const { acknowledged, backlogSamples, unreachable } = said[0];
    if (acknowledged > 0 ? backlogSamples === 0 : unreachable > 0) return { code, stderr, said };
  }
  throw new Error('neither all answers nor a failure within 20 s');
}

describe('banyu devices', { timeout: PATIENCE_MS }, () => {
  it('registers its devices where Banyu keeps its data, has them report, and says goodbye at Ctrl-C', async () => {
    const child = spawn(process.execPath, [BIN, ...FLEET], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const said = listen(child);
    const closed = once(child, 'close');
    await eventually(
      'all devices have connected, and reports have come',
      async () => {
        const isThere = said.some(({ news }) => news === 'all-connected');
        return isThere && said.some(({ acknowledged }) => acknowledged >= 14) ? true : undefined;
      },
      PATIENCE_MS / 2,
    );
    child.kill('SIGINT');
    await closed;
    expect(child.exitCode).toBe(0);
    expect(said.at(-1)).toMatchObject({
      news: 'summary',
      devices: 14,
      refused: 0,
      lost: 0,
      backlogSamples: 0,
    });

    // What is acknowledged is stored a moment later.
    await eventually('readings of all seven of a plant', async () => {
      const response = await fetch(`${server.http}/api/v1/plants/sim-02/latest`);
      const { readings } = (await response.json()) as { readings: { device: string }[] };
      return new Set(readings.map(({ device }) => device)).size === 7 || undefined;
    });
  });

  it('logs in with the same secrets at its next run, over TLS with the certificate authority it is given', async () => {
    const file = join(directory, 'simulated-fleet-identities.ndjson');
    const kept = readFileSync(file, 'utf8');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { code, stderr, said } = await runOverTls(ca);
    expect([code, stderr]).toEqual([0, '']);
    expect(said[0]).toMatchObject({ news: 'summary', refused: 0, unreachable: 0, backlogSamples: 0 });
    expect(said[0].acknowledged).toBeGreaterThan(0);
    expect(readFileSync(file, 'utf8')).toBe(kept);
  });

  it('does not talk to a broker that the certificate authority does not vouch for, and says so', async () => {
    const { certificateFile } = await certificate(directory, 'stranger');
    const { code, stderr, said } = await runOverTls(certificateFile);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^No device could connect\. .*certificate/);
    expect(said[0]).toMatchObject({ sent: 0, reconnects: 0 });
  });

  it.each([
    [['--rate', '5', '--interval', '1s'], 'give one of them'],
    [['--broker', 'http://127.0.0.1'], 'expected one of mqtt://'],
    [['--ca', 'missing.pem'], 'Cannot read missing.pem'],
    [['--ca', 'garbage.pem'], 'garbage.pem holds no certificate authority: expected PEM'],
    [['--identities', 'missing.ndjson'], 'Cannot read the identities in missing.ndjson'],
    [['--plants', '0'], 'expected a whole number above 0'],
    [['--interval', '5'], 'such as 500ms'],
  ])('says what is wrong with %j', async (args, says) => {
    const garbage = join(directory, 'garbage.pem');
    await writeFile(garbage, '-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n');
    const given = args.map((arg) => (arg === 'garbage.pem' ? garbage : arg));
    const { code, stderr } = await banyuHere(['devices', '--plants', '1', '--devices', '1', ...given], env);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });
});

/** The JSON lines of a process, as they come. */
function listen(child: ChildProcess) {
  const said: { news?: string; acknowledged: number }[] = [];
  if (child.stdout !== null) createInterface(child.stdout).on('line', (line) => said.push(JSON.parse(line)));
  return said;
}
