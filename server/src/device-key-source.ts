import { NotFoundError } from '@banyu/contracts';
import type { Registry } from '@banyu/registry';
import type { DeviceKeySource } from './http/ports.ts';

/** The devices' keys, of a device at the plant that it is asked for at. */
export function deviceKeySource({ devices, deviceKeys }: Registry): DeviceKeySource {
  const demandAt = async (plant: string, device: string) => {
    const { plant: ofDevice } = await devices.get(device);
    if (ofDevice !== plant) throw new NotFoundError(`Plant "${plant}" has no device "${device}"`);
  };
  return {
    of: async (plant, device) => {
      await demandAt(plant, device);
      return await deviceKeys.of(device);
    },
    add: async (plant, device, input, signature) => {
      await demandAt(plant, device);
      return await deviceKeys.add(device, input, signature);
    },
    revoke: async (plant, device, key, signature) => {
      await demandAt(plant, device);
      return await deviceKeys.revoke(device, key, signature);
    },
    require: async (plant, device, required, signature) => {
      await demandAt(plant, device);
      return await deviceKeys.require(device, required, signature);
    },
  };
}
