import { execFile } from 'node:child_process';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const DEPLOY = fileURLToPath(new URL('../deploy', import.meta.url));

let folder: string;
let tree: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-install-'));
  [tree, root] = [join(folder, 'tree'), join(folder, 'root')];
  await cp(DEPLOY, join(tree, 'deploy'), { recursive: true });
  // What is installed is not the point here: an npm that only says that it was there.
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'npm'), '#!/bin/sh\necho "$*" >> npm-was-here\n');
  await chmod(join(bin, 'npm'), 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function install(...args: readonly string[]) {
  const PATH = `${join(folder, 'bin')}:${process.env.PATH ?? ''}`;
  const env = { ...process.env, PATH };
  return (await run(join(tree, 'deploy/install.sh'), [...args, '--root', root], { env })).stdout;
}

async function setVersion(version: string): Promise<void> {
  await writeFile(join(tree, 'package.json'), JSON.stringify({ version }));
}

/** The release in use, `0.1.0`. */
async function current(): Promise<string | undefined> {
  const target = await readlink(join(root, 'opt/banyu/current'));
  expect((await stat(join(root, target))).isDirectory()).toBe(true);
  return target.match(/^\/opt\/banyu\/releases\/([\d.]+)-[0-9a-f]{10}$/)?.[1];
}

const releases = () => readdir(join(root, 'opt/banyu/releases'));

it('installs, again without a change, upgrades, goes back and forth, and removes all but what is the owner’s', async () => {
  await setVersion('0.1.0');
  expect(await install()).toMatch(/0\.1\.0-[0-9a-f]+ is installed\./);
  expect(await current()).toBe('0.1.0');
  const [release] = await releases();
  const built = join(root, 'opt/banyu/releases', String(release), 'npm-was-here');
  expect(await readFile(built, 'utf8')).toBe('ci --omit=dev --no-audit --no-fund\nrun build\n');
  expect((await stat(join(root, 'usr/local/bin/banyu'))).mode & 0o111).toBe(0o111);

  const configuration = join(root, 'etc/banyu/banyu.yaml');
  await writeFile(configuration, '# the owner’s\n');
  expect(await install()).toMatch(/is installed already/);
  expect(await readFile(built, 'utf8')).toBe('ci --omit=dev --no-audit --no-fund\nrun build\n');
  expect(await releases()).toHaveLength(1);

  await setVersion('0.2.0');
  await install();
  expect(await current()).toBe('0.2.0');
  await install('rollback');
  expect(await current()).toBe('0.1.0');
  await install('rollback');
  expect(await current()).toBe('0.2.0');

  for (const version of ['0.3.0', '0.4.0']) {
    await setVersion(version);
    await install();
  }
  expect((await releases()).map((name) => name.slice(0, 5)).sort()).toEqual(['0.2.0', '0.3.0', '0.4.0']);

  await install('uninstall');
  expect(await readFile(configuration, 'utf8')).toBe('# the owner’s\n');
  expect(await readdir(join(root, 'etc/systemd/system'))).toEqual([]);
  expect(await readdir(join(root, 'opt'))).toEqual([]);
}, 30_000);

it('a build that was cut short is begun anew, and changes nothing before it is whole', async () => {
  await setVersion('0.6.0');
  await install();
  await setVersion('0.7.0');
  const npm = join(folder, 'bin/npm');
  const works = await readFile(npm, 'utf8');
  await writeFile(npm, '#!/bin/sh\nexit 1\n');
  await expect(install()).rejects.toThrow();
  expect(await current()).toBe('0.6.0');
  await writeFile(npm, works);
  await install();
  expect(await current()).toBe('0.7.0');
}, 30_000);
