import type { Registry } from '@banyu/registry';
import { assertDeviceOf } from './device-of-plant.ts';
import type { DeviceKeySource } from './http/ports.ts';

/** The devices' keys, of a device at the plant that it is asked for at. */
export function deviceKeySource(registry: Registry): DeviceKeySource {
  const { deviceKeys } = registry;
  return {
    of: async (plant, device) => {
      await assertDeviceOf(registry, plant, device);
      return await deviceKeys.of(device);
    },
    add: async (plant, device, input, signature) => {
      await assertDeviceOf(registry, plant, device);
      return await deviceKeys.add(device, input, signature);
    },
    revoke: async (plant, device, key, signature) => {
      await assertDeviceOf(registry, plant, device);
      return await deviceKeys.revoke(device, key, signature);
    },
    require: async (plant, device, required, signature) => {
      await assertDeviceOf(registry, plant, device);
      return await deviceKeys.require(device, required, signature);
    },
  };
}
