import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const BIN = fileURLToPath(new URL('../bin/banyu.mjs', import.meta.url));

test('the command ends in peace when its reader has had enough', async () => {
  const script = '{ "$0" "$1" config; echo "ended with $?" >&2; } | true';
  const { stderr } = await promisify(execFile)('sh', ['-c', script, process.execPath, BIN]);
  expect(stderr).toBe('ended with 0\n');
});
