import { describe, expect, it } from 'vitest';
import { checkOpenFiles, openFilesLimit } from '../../src/simulated-fleet/open-files.ts';

describe('checkOpenFiles()', () => {
  it('says how many files are needed and what to run when the process may not have so many', () => {
    expect(() => checkOpenFiles(10_000, 1_024)).toThrow('may have only 1024 files open');
    expect(() => checkOpenFiles(10_000, 1_024)).toThrow('ulimit -n 10064');
  });

  it('lets pass what fits, and what has no limit', () => {
    checkOpenFiles(10_000, 20_000);
    checkOpenFiles(1_000_000, Number.POSITIVE_INFINITY);
  });

  it('knows the limit of this process', () => {
    expect(openFilesLimit()).toBeGreaterThan(100);
  });
});
