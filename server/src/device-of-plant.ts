import { NotFoundError } from '@banyu/contracts';
import type { Registry } from '@banyu/registry';

/** Throws NotFoundError when there is no such device, or it is another plant's. */
export async function assertDeviceOf(
  { devices }: Pick<Registry, 'devices'>,
  plant: string,
  device: string,
): Promise<void> {
  const { plant: ofDevice } = await devices.get(device);
  if (ofDevice !== plant) throw new NotFoundError(`Plant "${plant}" has no device "${device}"`);
}
