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
    expect(() => lockDataDirectory(path)).toThrow(ConfigurationError);
    expect(() => lockDataDirectory(path)).toThrow(/Another banyu already runs .*dataDirectory/);
    first[Symbol.dispose]();
    lockDataDirectory(path)[Symbol.dispose]();
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
