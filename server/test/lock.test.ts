import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@banyu/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataDirectory, tryLockDataDirectory } from '../src/lock.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'banyu-lock-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('lockDataDirectory()', () => {
  it('keeps a second server out and says what to do, until the first is gone', () => {
    const path = join(directory, 'data', 'banyu.lock');
    const first = lockDataDirectory(path);
    expect(() => lockDataDirectory(path, 0)).toThrow(ConfigurationError);
    expect(() => lockDataDirectory(path, 0)).toThrow(/Another banyu already runs .*dataDirectory/);
    first[Symbol.dispose]();
    lockDataDirectory(path)[Symbol.dispose]();
  });

  it('waits for a command that has the data for a moment', async () => {
    const path = join(directory, 'banyu.lock');
    const script = `
      const { DatabaseSync } = require('node:sqlite');
      new DatabaseSync(process.argv[1]).exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
      console.log('held');
      setTimeout(() => process.exit(), 500);
    `;
    const holder = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    expect(tryLockDataDirectory(path)).toBeUndefined();
    lockDataDirectory(path, 30_000)[Symbol.dispose]();
    await once(holder, 'exit');
  });

  it('can be tried without an error when it is taken', () => {
    const path = join(directory, 'banyu.lock');
    const first = tryLockDataDirectory(path);
    expect(tryLockDataDirectory(path)).toBeUndefined();
    first?.[Symbol.dispose]();
    tryLockDataDirectory(path)?.[Symbol.dispose]();
    writeFileSync(path, 'this is no lock but a text, and a long one at that');
    expect(() => tryLockDataDirectory(path)).toThrow(/Cannot use .* not a database/);
  });

  it('says which directory cannot be used', () => {
    writeFileSync(join(directory, 'file'), '');
    expect(() => lockDataDirectory(join(directory, 'file', 'banyu.lock'))).toThrow(ConfigurationError);
    expect(() => lockDataDirectory(join(directory, 'file', 'banyu.lock'))).toThrow(
      /Cannot use .*file as the data/,
    );
  });
});
