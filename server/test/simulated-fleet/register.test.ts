import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, type Registry } from '@banyu/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceIdentity } from '../../src/simulated-fleet/identities.ts';
import { planFleet } from '../../src/simulated-fleet/plan.ts';
import { registerFleet } from '../../src/simulated-fleet/register.ts';

let folder: string;
let identitiesPath: string;
let registry: Registry;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'banyu-register-'));
  identitiesPath = join(folder, 'identities.ndjson');
  registry = await openRegistry({ path: join(folder, 'registry.db') });
});
afterEach(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

async function register(devices: number, signal = new AbortController().signal) {
  const planned = planFleet({ plants: 2, devices, prefix: 'sim' });
  const progress: number[] = [];
  const identities = await registerFleet({
    registry,
    identitiesPath,
    planned,
    onProgress: (done) => progress.push(done),
    signal,
  });
  return { planned, identities, progress };
}

const isRight = async ({ device, secret }: DeviceIdentity): Promise<boolean> =>
  (await registry.identify({ kind: 'secret', device, secret: Buffer.from(secret) })) !== undefined;

describe('registerFleet()', () => {
  it('registers plants and devices, with secrets that let them in, in the order of the plan', async () => {
    const { planned, identities, progress } = await register(14);
    expect(identities.map(({ device }) => device)).toEqual(planned.map(({ device }) => device));
    expect(await Promise.all(identities.map(isRight))).toEqual(planned.map(() => true));
    expect((await registry.plants.list()).map(({ id }) => id)).toEqual(['sim-01', 'sim-02']);
    expect([progress[0], progress.at(-1)]).toEqual([0, 14]);
  });

  it('uses the kept secrets again, and adds only what is new', async () => {
    const before = await register(4);
    const file = await readFile(identitiesPath, 'utf8');
    const after = await register(6);
    expect(after.identities.slice(0, 4)).toEqual(before.identities);
    expect(after.progress).toEqual([4, 5, 6]);
    expect((await readFile(identitiesPath, 'utf8')).startsWith(file)).toBe(true);
  });

  it('gives a new secret to a device whose own was lost, and registers one the registry lost', async () => {
    const [first, second] = (await register(2)).identities;
    await writeFile(identitiesPath, `${JSON.stringify(second)}\n`);
    const { identities } = await register(2);
    expect(identities[0]?.secret).not.toBe(first?.secret);
    expect(identities[1]).toEqual(second);

    await registry.close();
    registry = await openRegistry({ path: join(folder, 'another-registry.db') });
    const again = (await register(2)).identities;
    expect(await Promise.all(again.map(isRight))).toEqual([true, true]);
  });

  it('can be broken off, and gone on with', async () => {
    const stop = new AbortController();
    const planned = planFleet({ plants: 2, devices: 20, prefix: 'sim' });
    const onProgress = (done: number) => {
      if (done >= 8) stop.abort();
    };
    await expect(
      registerFleet({ registry, identitiesPath, planned, onProgress, signal: stop.signal }),
    ).rejects.toThrow('aborted');
    const { identities, progress } = await register(20);
    expect(progress[0]).toBeGreaterThanOrEqual(8);
    expect(progress[0]).toBeLessThan(20);
    expect(await Promise.all(identities.map(isRight))).toEqual(planned.map(() => true));
  });
});
