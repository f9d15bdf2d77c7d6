import { type Registry, STANDARD_POINTS } from '@banyu/registry';
import { appendIdentity, type DeviceIdentity, readIdentitiesIfAny } from './identities.ts';
import type { PlannedDevice } from './plan.ts';

export interface RegisterOptions {
  readonly registry: Registry;
  /** Where the secrets are kept: the registry has their hashes only. */
  readonly identitiesPath: string;
  readonly planned: readonly PlannedDevice[];
  /** So many of so many devices are ready. */
  readonly onProgress: (done: number, all: number) => void;
  readonly signal: AbortSignal;
}

/** Secrets are hashed by two threads; more at once only wait. */
const AT_ONCE = 4;

/**
 * Registers what is missing of a fleet and gives the identities of all of it, in the order of the plan. A device that
 * is registered and whose secret was lost gets a new one. Each secret is on disk before the next is made, so that it
 * may be broken off and gone on with.
 */
export async function registerFleet(options: RegisterOptions): Promise<readonly DeviceIdentity[]> {
  const { registry, identitiesPath, planned, onProgress, signal } = options;
  const kept = readIdentitiesIfAny(identitiesPath);
  const registered = new Set((await registry.devices.list()).map(({ id }) => id));
  const plants = new Set((await registry.plants.list()).map(({ id }) => id));
  for (const id of new Set(planned.map(({ plant }) => plant))) {
    if (!plants.has(id))
      await registry.plants.add({ id, name: `IPAL simulasi ${id}`, points: STANDARD_POINTS });
  }

  const identities: DeviceIdentity[] = [];
  const missing: number[] = [];
  planned.forEach(({ device }, index) => {
    const identity = kept.get(device);
    if (identity !== undefined && registered.has(device)) identities[index] = identity;
    else missing.push(index);
  });
  let done = planned.length - missing.length;
  onProgress(done, planned.length);
  const waiting = missing.values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const index of waiting) {
      const device = planned[index];
      if (device === undefined || failed || signal.aborted) return;
      const identity = await register(registry, device, registered.has(device.device));
      appendIdentity(identitiesPath, identity);
      identities[index] = identity;
      done += 1;
      onProgress(done, planned.length);
    }
  };
  const workers = Array.from({ length: AT_ONCE }, async () => {
    try {
      await work();
    } catch (error) {
      failed = true;
      throw error;
    }
  });
  // None goes on behind the back of whoever asked for it.
  for (const end of await Promise.allSettled(workers)) if (end.status === 'rejected') throw end.reason;
  signal.throwIfAborted();
  return identities;
}

async function register(
  registry: Registry,
  { plant, device, point, name }: PlannedDevice,
  isThere: boolean,
): Promise<DeviceIdentity> {
  const secret = isThere
    ? await registry.devices.rotateSecret(device)
    : (await registry.devices.add({ id: device, plant, point, name })).secret;
  return { plant, device, point, secret };
}
