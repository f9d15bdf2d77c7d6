import type { ApiDevice } from '@banyu/contracts';
import type { DeviceState, RejectCount } from '@banyu/ingest';
import type { Registry } from '@banyu/registry';
import type { Presence } from './presence.ts';

/** What ingest knows of devices. */
export interface DeviceFigures {
  deviceStates(): Promise<readonly DeviceState[]>;
  rejectCounts(): Promise<readonly RejectCount[]>;
}

/** The devices of a plant as they are registered and as they are now. Throws NotFoundError without that plant. */
export async function devicesOf(
  plant: string,
  parts: { readonly registry: Registry; readonly figures: DeviceFigures; readonly presence: Presence },
): Promise<readonly ApiDevice[]> {
  const [devices, states, counts] = await Promise.all([
    parts.registry.devices.list({ plant }),
    parts.figures.deviceStates(),
    parts.figures.rejectCounts(),
  ]);
  const stateOf = new Map(states.map((state) => [state.device, state]));
  return devices.map(({ id, point, name, enabled }) => {
    const state = stateOf.get(id);
    return {
      id,
      plant,
      point,
      name,
      enabled,
      connection: connectionOf(parts.presence.of(id), state),
      lastMessageAt: state?.lastMessageAt ?? null,
      rejects: counts
        .filter((count) => count.plant === plant && count.device === id)
        .reduce((sum, { count }) => sum + count, 0),
    };
  });
}

/** What the embedded broker sees comes first; without it (external broker, after a restart) the device's own status. */
function connectionOf(
  presence: { readonly online: boolean } | undefined,
  state: DeviceState | undefined,
): ApiDevice['connection'] {
  if (presence !== undefined) return presence.online ? 'online' : 'offline';
  if (state === undefined) return 'never';
  return state.status?.state ?? 'offline';
}
