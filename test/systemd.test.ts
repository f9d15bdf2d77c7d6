import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const UNITS = ['banyu.service', 'banyu-backup.service', 'banyu-backup.timer'] as const;

/** The units as they are installed, but for what only an installation has: the program, and its text. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-systemd-'));
  for (const unit of UNITS) {
    const text = await readFile(fileURLToPath(new URL(`../deploy/systemd/${unit}`, import.meta.url)), 'utf8');
    const here = text
      .replaceAll('/opt/banyu/current/node_modules/node/bin/node', process.execPath)
      .replaceAll('/opt/banyu/current/README.md', '/dev/null');
    await writeFile(join(folder, unit), here);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('systemd finds nothing wrong with the units, unknown settings included', async () => {
  const units = UNITS.map((unit) => join(folder, unit));
  const { stdout, stderr } = await run('systemd-analyze', [
    'verify',
    '--man=no',
    '--recursive-errors=no',
    ...units,
  ]);
  expect([stdout, stderr]).toEqual(['', '']);
});

it.each(['banyu.service', 'banyu-backup.service'])(
  '%s leaves little exposed: 1.5 of 10 at most',
  async (unit) => {
    // It fails above the threshold, which counts in tenths.
    await run('systemd-analyze', ['security', '--offline=true', '--threshold=15', join(folder, unit)]);
  },
);
