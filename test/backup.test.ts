import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { SealBook, verifySeals } from '@banyu/ingest';
import { openRegistry } from '@banyu/registry';
import { openDuckdbStore, type Store } from '@banyu/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { banyuHere } from './support/banyu-here.ts';
import { PublishingDevices } from './support/devices.ts';
import { faults, readBack } from './support/read-back.ts';
import { registerDevices } from './support/register.ts';
import { H0, HOUR, sealedData } from './support/sealed-data.ts';
import { eventually, freePort, startServer } from './support/server.ts';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-backup-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const settings = (dataDirectory: string, httpPort = 8080) => ({
  BANYU_DATA_DIRECTORY: dataDirectory,
  BANYU_HTTP_PORT: String(httpPort),
});

describe('a backup made while devices publish', () => {
  it('restores to a server that serves every reading acknowledged before it, and goes on', async () => {
    const data = join(folder, 'busy');
    await mkdir(data);
    const identities = await registerDevices(data, 'ipal-uji', 2);
    const [mqttPort, httpPort] = [await freePort(), await freePort()];
    const server = await startServer({ dataDirectory: data, mqttPort, httpPort });
    const devices = new PublishingDevices(mqttPort, identities, { window: 1 });
    await eventually('many acknowledged', async () => devices.promised.length > 300 || undefined, 30_000);
    const before = [...devices.promised];
    const file = join(folder, 'busy.tar.zst');
    const made = await banyuHere(['backup', file], settings(data, httpPort));
    expect(made.stderr).toBe('');
    expect(made.code).toBe(0);
    // It went on meanwhile, or nothing was shown.
    expect(devices.promised.length).toBeGreaterThan(before.length);
    expect(await readdir(join(data, 'backups'))).toEqual([]);
    await devices.drain(60_000);
    await devices.close();
    await server.kill();

    const restored = join(folder, 'restored');
    const done = await banyuHere(['restore', file], settings(restored));
    expect(done.stderr).toBe('');
    expect(await auditHead(restored)).toEqual(await auditHead(data));

    const again = await startServer({ dataDirectory: restored, mqttPort, httpPort });
    const newer = new PublishingDevices(mqttPort, identities, { window: 1 });
    await eventually('more acknowledged', async () => newer.promised.length > 50 || undefined);
    await newer.drain(60_000);
    await newer.close();
    // What is acknowledged is stored a moment later.
    const promised = [...before, ...newer.promised];
    const missing = async () => faults(promised, await readBack(again.http, 'ipal-uji'));
    await eventually('all stored', async () => (await missing()).length === 0 || undefined);
    expect(await missing()).toEqual([]);
    await again.stop();
  }, 180_000);
});

describe('a backup of a data directory on which nothing runs', () => {
  let data: string;
  let file: string;
  beforeAll(async () => {
    data = await sealedData();
    file = join(folder, 'sealed.tar.zst');
    expect((await banyuHere(['backup', file], settings(data))).stderr).toBe('');
  });
  afterAll(() => rm(data, { recursive: true, force: true, maxRetries: 5 }));

  it('restores to the same: readings, seals that stand, registry, and what ingest remembers', async () => {
    const restored = join(folder, 'sealed');
    expect((await banyuHere(['restore', file], settings(restored))).code).toBe(0);
    for (const name of ['registry.db', 'seals.db', 'journal/journal.db', 'ingest/state.db'])
      expect(contentOf(join(restored, name)), name).toEqual(contentOf(join(data, name)));
    const [there, here] = [await readingsIn(data), await readingsIn(restored)];
    expect(here.readings.length).toBeGreaterThan(100);
    expect(here).toEqual(there);
  });

  it('is readable by its owner alone, by the system’s tar too, and holds no secret unless asked to', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const secrets = {
      BANYU_STORE_INFLUX_URL: 'http://localhost:1',
      BANYU_STORE_INFLUX_PASSWORD: 'rahasia-sekali',
    };
    const key = join(folder, 'key.pem');
    await writeFile(key, 'a private key');
    const tls = { BANYU_MQTT_TLS_CERTIFICATE_FILE: key, BANYU_MQTT_TLS_KEY_FILE: key };
    const env = { ...settings(data), ...secrets, ...tls };
    const [plain, full] = [join(folder, 'plain.tar.zst'), join(folder, 'full.tar.zst')];
    await banyuHere(['backup', plain], env);
    await banyuHere(['backup', full, '--with-secrets'], env);
    const read = async (archive: string, what: string) =>
      (
        await run('bash', [
          '-c',
          `node -e 'process.stdin.pipe(require("zlib").createZstdDecompress()).pipe(process.stdout)' < "$0" | tar -xO --wildcards "$1"`,
          archive,
          what,
        ])
      ).stdout;
    expect(await read(plain, 'configuration/*')).toContain('url: http://localhost:1');
    expect(await read(plain, 'configuration/*')).not.toMatch(/rahasia|a private key/);
    expect(await read(full, 'configuration/secrets/store.influx.password')).toBe('rahasia-sekali');
    expect(await read(full, 'configuration/secrets/mqtt.tls.keyFile')).toBe('a private key');
  });

  it('overwrites nothing: neither data nor another backup', async () => {
    const onto = await banyuHere(['restore', file], settings(data));
    expect(onto.code).toBe(1);
    expect(onto.stderr).toMatch(/is not empty .*nothing is overwritten/);
    const twice = await banyuHere(['backup', file], settings(data));
    expect(twice.code).toBe(1);
    expect(twice.stderr).toMatch(/it exists/);
    const into = join(folder, 'backups');
    await mkdir(into);
    expect((await banyuHere(['backup', into], settings(data))).code).toBe(0);
    expect(await readdir(into)).toEqual([expect.stringMatching(/^banyu-\d{8}T\d{6}Z\.tar\.zst$/)]);
  });

  it('is refused when it is cut short, altered, or none at all, and leaves the data directory empty', async () => {
    const whole = await readFile(file);
    const cut = join(folder, 'cut.tar.zst');
    await writeFile(cut, whole.subarray(0, whole.length - 1_000));
    const altered = join(folder, 'altered.tar.zst');
    await repack(file, altered, async (directory) => {
      const seals = new DatabaseSync(join(directory, 'seals.db'));
      seals.exec('PRAGMA user_version = 7');
      seals.close();
      await copyFile(join(directory, 'seals.db'), join(directory, 'more.db'));
      await rm(join(directory, 'registry.db'));
    });
    const other = join(folder, 'other.tar.zst');
    await repack(file, other, (directory) => rm(join(directory, 'manifest.json')));
    const text = join(folder, 'text.tar.zst');
    await writeFile(text, 'no archive');
    for (const [damaged, complaints] of [
      [cut, [/cannot be unpacked: is it a whole backup/]],
      [
        altered,
        [/seals\.db is not what was written/, /more\.db is not in the manifest/, /registry\.db is missing/],
      ],
      [other, [/no backup made by banyu/]],
      [text, [/cannot be unpacked/]],
      [join(folder, 'nowhere'), [/Cannot open/]],
    ] as const) {
      const target = join(folder, 'never');
      const { code, stderr } = await banyuHere(['restore', damaged], settings(target));
      expect(code, damaged).toBe(1);
      for (const complaint of complaints) expect(stderr, damaged).toMatch(complaint);
      expect(stderr).not.toMatch(/bug in banyu/);
      expect((await readdir(target)).toSorted()).toEqual(['backups', 'banyu.lock']);
    }
  });

  it('says so when there is nothing to back up', async () => {
    const { code, stderr } = await banyuHere(
      ['backup', join(folder, 'x')],
      settings(join(folder, 'nothing')),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/There is no data in/);
  });
});

async function auditHead(dataDirectory: string) {
  const registry = await openRegistry({ path: join(dataDirectory, 'registry.db') });
  try {
    return await registry.audit.head();
  } finally {
    await registry.close();
  }
}

/** Every row of every table. */
function contentOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all()
    .map(({ name }) => String(name));
  const content = tables.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]);
  database.close();
  return content;
}

/** All readings of a data directory, and what its seals have to say of them. */
async function readingsIn(dataDirectory: string) {
  const store: Store = await openDuckdbStore({ path: join(dataDirectory, 'readings.duckdb') });
  const book = new SealBook(join(dataDirectory, 'seals.db'), { readOnly: true });
  try {
    const readings = await store.readings({ from: 0, to: H0 + 10 * HOUR, limit: 10_000 });
    const { findings } = await verifySeals({ book, store, now: H0 + 10 * HOUR });
    return { readings, findings, rounds: [...book.rounds()] };
  } finally {
    book.close();
    await store.close();
  }
}

/** An archive whose content was changed by hand. */
async function repack(from: string, to: string, change: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(folder, 'repacked-'));
  const zstd = (which: string) =>
    `node -e 'process.stdin.pipe(require("zlib").create${which}()).pipe(process.stdout)'`;
  await run('bash', ['-c', `${zstd('ZstdDecompress')} < "$0" | tar -x -C "$1"`, from, directory]);
  await change(directory);
  await run('bash', ['-c', `tar -c -C "$1" . | ${zstd('ZstdCompress')} > "$0"`, to, directory]);
}
