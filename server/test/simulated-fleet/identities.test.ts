import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendIdentity, readIdentities, readIdentitiesIfAny } from '../../src/simulated-fleet/identities.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-identities-'));
  path = join(folder, 'identities.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

const of = (device: string, secret: string) => ({ plant: 'p', device, secret });

describe('an identities file', () => {
  it('is for its owner alone, and gives back what was put in, the later secret of a device', async () => {
    appendIdentity(path, of('a', 's1'));
    appendIdentity(path, { ...of('b', 's2'), point: 'effluent' });
    appendIdentity(path, of('a', 's3'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect([...readIdentities(path).values()]).toEqual([
      of('a', 's3'),
      { ...of('b', 's2'), point: 'effluent' },
    ]);
  });

  it('that others may read is refused, with the way to mend it', async () => {
    appendIdentity(path, of('a', 's1'));
    await chmod(path, 0o640);
    expect(() => readIdentities(path)).toThrow(`chmod 600 ${path}`);
  });

  it.each([
    ['no JSON', 'not json secret-1', 'line 2: expected a JSON object'],
    ['no secret', '{"plant":"p","device":"b"}', 'line 2: secret'],
    ['a bad id', '{"plant":"p","device":"B!","secret":"secret-1"}', 'line 2: device'],
    ['an unknown key', '{"plant":"p","device":"b","secret":"secret-1","x":1}', 'line 2'],
  ])('with %s is refused by its line, without telling secrets', async (_, line, says) => {
    appendIdentity(path, of('a', 'secret-0'));
    await writeFile(path, `${line}\n`, { flag: 'a' });
    expect(() => readIdentities(path)).toThrow(says);
    expect(() => readIdentities(path)).not.toThrow(/secret-\d/);
  });

  it('may be missing only where that is said', () => {
    expect(readIdentitiesIfAny(path).size).toBe(0);
    expect(() => readIdentities(path)).toThrow(`Cannot read the identities in ${path}`);
  });
});
