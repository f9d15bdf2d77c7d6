import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

// Whoever starts the command otherwise than by its first line must give what that line gives: the memory it is measured with.
const [firstLine = ''] = textOf('server/bin/banyu.mjs').split('\n');
const environment = firstLine.match(/\bMALLOC_\w+=\d+/g) ?? [];
const flags = firstLine.match(/--[\w-]+=\d+/g) ?? [];

test('the command’s first line bounds what the C library and the JavaScript heap keep', () => {
  expect(environment.length).toBeGreaterThan(0);
  expect(flags.length).toBeGreaterThan(0);
});

test.each(['Dockerfile', 'deploy/systemd/banyu.service'])(
  '%s starts the server with the same memory settings',
  (path) => {
    const text = textOf(path);
    for (const setting of [...environment, ...flags]) expect(text).toContain(setting);
  },
);

test.each(['deploy/systemd/banyu-backup.service', 'deploy/banyu-command.sh'])(
  '%s runs commands with the same environment',
  (path) => {
    const text = textOf(path);
    for (const setting of environment) expect(text).toContain(setting);
  },
);
