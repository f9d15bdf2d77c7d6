import type { Delivery, UplinkChannel } from '@banyu/contracts';
import type { DeviceDirectory } from '../../src/ports.ts';

/** The instant at which the tests' messages arrive, unless said otherwise. */
export const NOW = 1_764_000_000_000;
export const PLANT = 'ipal-banyurip';

/** A telemetry message as text. */
export function telemetry(
  seq: number,
  samples: readonly Record<string, unknown>[],
  envelope: Record<string, unknown> = {},
): string {
  return JSON.stringify({ v: 1, boot: 'b1', seq, samples, ...envelope });
}

/** A delivery of a text, by default telemetry of `effluent-1` arriving now. */
export function delivery(
  text: string | Uint8Array,
  { device = 'effluent-1', plant = PLANT, channel = 'telemetry' as UplinkChannel, receivedAt = NOW } = {},
): Delivery {
  const payload = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return { plant, device, channel, payload, receivedAt };
}

/** A directory in which the named devices exist, each at the point `effluent` of the tests' plant. */
export function directoryOf(...devices: readonly string[]): DeviceDirectory {
  const horizonMs = 400 * 86_400_000;
  const records = new Map(
    devices.map((device) => [device, { plant: PLANT, point: 'effluent', device, horizonMs }]),
  );
  return { find: (device) => records.get(device) };
}
