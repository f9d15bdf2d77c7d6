import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Config } from '../../src/config.ts';
import { checkCertificates } from '../../src/doctor/check-certificates.ts';
import { checkDataDirectory } from '../../src/doctor/check-data-directory.ts';
import { checkDisk } from '../../src/doctor/check-disk.ts';
import { checkFiles } from '../../src/doctor/check-files.ts';
import { checkExposure } from '../../src/doctor/check-listeners.ts';

const DAY_MS = 86_400_000;
const EXT4 = 0xef53;
const NFS = 0x6969;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-doctor-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the disk', () => {
  const disk = { type: EXT4, freeBytes: 100e9, freeFiles: 1e6 };
  test.each([
    [disk, ['ok']],
    [{ ...disk, freeBytes: 1e9 }, ['warning']],
    [{ ...disk, freeBytes: 1e8 }, ['problem']],
    [{ ...disk, type: NFS }, ['problem']],
    [{ ...disk, freeFiles: 5, freeBytes: 1e9 }, ['warning', 'warning']],
  ])('%j is judged %j', (found, levels) => {
    expect(checkDisk(found, 8_192).map(({ level }) => level)).toEqual(levels);
  });
});

describe('the data directory', () => {
  const uid = process.getuid?.() ?? 0;

  test('is well when it is the user’s own, or can be made', async () => {
    const own = join(folder, 'own');
    await mkdir(own, { mode: 0o700 });
    expect(await checkDataDirectory(own, uid)).toMatchObject([{ level: 'ok' }]);
    expect(await checkDataDirectory(join(folder, 'not', 'there', 'yet'), uid)).toMatchObject([
      { level: 'ok' },
    ]);
  });

  test('is named when others may read it, and when it is a file', async () => {
    const open = join(folder, 'open');
    await mkdir(open);
    await chmod(open, 0o755);
    expect(await checkDataDirectory(open, uid)).toMatchObject([
      { level: 'warning', advice: `chmod 700 ${open}` },
    ]);
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await checkDataDirectory(file, uid)).toMatchObject([{ level: 'problem' }]);
  });
});

describe('certificates', () => {
  const configFor = (certificateFile: string, keyFile: string) =>
    Config.parse({ mqtt: { tls: { certificateFile, keyFile } } });
  const levels = async (config: Config, now: number) =>
    (await checkCertificates(config, now)).map(({ level, found }) => `${level}: ${found}`);
  let made: { certificateFile: string; keyFile: string };
  beforeAll(async () => {
    made = { certificateFile: join(folder, 'a.pem'), keyFile: join(folder, 'a.key') };
    const args = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '60',
    ];
    await promisify(execFile)('openssl', [
      ...args,
      ...[
        '-subj',
        '/CN=x',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-keyout',
        made.keyFile,
        '-out',
        made.certificateFile,
      ],
    ]);
    await chmod(made.keyFile, 0o600);
  });

  test('are told by how long they are valid', async () => {
    const config = configFor(made.certificateFile, made.keyFile);
    const now = Date.now();
    expect(await levels(config, now)).toEqual([expect.stringMatching(/^ok: .* is valid until/)]);
    expect(await levels(config, now + 50 * DAY_MS)).toEqual([
      expect.stringMatching(/^warning: .* expires in 9 days/),
    ]);
    expect(await levels(config, now + 61 * DAY_MS)).toEqual([
      expect.stringMatching(/^problem: .* has expired/),
    ]);
    expect(await levels(config, now - DAY_MS)).toEqual([expect.stringMatching(/^problem: .* is valid from/)]);
  });

  test('are named with what is wrong: missing, another key, a key that everybody can read', async () => {
    expect(await levels(configFor(join(folder, 'none'), made.keyFile), Date.now())).toEqual([
      expect.stringMatching(/^problem: .*none cannot be used/),
    ]);
    const other = join(folder, 'other.key');
    await promisify(execFile)('openssl', [
      'ecparam',
      '-name',
      'prime256v1',
      '-genkey',
      '-noout',
      '-out',
      other,
    ]);
    await chmod(other, 0o644);
    expect(await levels(configFor(made.certificateFile, other), Date.now())).toEqual([
      expect.stringMatching(/^problem: .* is not the key of/),
      expect.stringMatching(/^warning: the private key in .* may be read by everybody/),
    ]);
  });
});

test('listeners without TLS beyond this machine are a problem, and a warning when they were asked for', () => {
  const open = { host: '0.0.0.0' };
  const of = (value: object) => checkExposure(Config.parse(value)).map(({ level }) => level);
  expect(of({})).toEqual([]);
  expect(of({ mqtt: { tcp: open } })).toEqual(['problem']);
  expect(of({ mqtt: { tcp: open, websocket: open, insecurePlaintext: true } })).toEqual([
    'warning',
    'warning',
  ]);
  expect(of({ http: open })).toEqual(['problem']);
});

test('a damaged file of the data directory is named', async () => {
  const data = join(folder, 'damaged');
  await mkdir(data);
  await writeFile(join(data, 'registry.db'), 'x'.repeat(10_000));
  expect(checkFiles(data)).toMatchObject([{ level: 'problem', about: 'registry' }]);
});
