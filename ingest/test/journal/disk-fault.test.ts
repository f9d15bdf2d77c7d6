import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { readJournal } from '../support/read-journal.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

it('Journal acknowledges nothing that a failing disk did not take, and goes on when the disk does', async () => {
  const directory = await temporaryDirectory();
  const script = fileURLToPath(new URL('../support/journal-on-small-disk.ts', import.meta.url));
  const limited = `trap '' XFSZ; ulimit -S -f 1024; exec "$0" "$@"`; // 1024 blocks of 512 bytes or of 1 KiB
  const child = spawn('sh', ['-c', limited, process.execPath, script, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await until(() => /refused \d+ failed\n/.test(output), 'the disk fails');
  const refused = Number(/refused (\d+)/.exec(output)?.[1]);

  execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited']);
  child.kill('SIGUSR2');
  await until(() => output.slice(output.indexOf('refused')).includes('acknowledged'), 'the disk works');
  child.kill('SIGKILL');
  await closed;

  const acknowledged = [...output.matchAll(/acknowledged (\d+)/g)].map((match) => Number(match[1]));
  const found = readJournal(directory).live.map(Number);
  expect(acknowledged).toContain(refused - 1);
  expect(acknowledged.filter((n) => !found.includes(n))).toEqual([]);
});
