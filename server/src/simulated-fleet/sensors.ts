import { setImmediate } from 'node:timers/promises';
import { CROWD_POINTS, crowdDevices, type FleetDevice } from '@banyu/firmware-sim';
import { createPlant } from '@banyu/simulator';
import type { DeviceIdentity } from './identities.ts';
import { signingKeyOf } from './sign.ts';

export interface SensorOptions {
  readonly identities: readonly DeviceIdentity[];
  readonly intervalMs: number;
  /** All sample at the same instants, as devices do whose clocks are right; else they are spread over the interval. */
  readonly together: boolean;
  /** So many of so many plants are ready. */
  readonly onProgress: (done: number, all: number) => void;
  readonly signal: AbortSignal;
}

/** A working day's influent, m³/d, of the smallest plant; each further one is a bit larger, up to five times. */
const SMALLEST_M3_PER_DAY = 200;

export async function withSensors(options: SensorOptions): Promise<readonly FleetDevice[]> {
  const { identities, intervalMs, together, onProgress, signal } = options;
  const phaseMs = (index: number): number =>
    together ? 0 : Math.floor((index / identities.length) * intervalMs);
  const members = identities.map((identity, index) => {
    const { plant, device, secret, point } = identity;
    const signingKey = signingKeyOf(identity);
    return {
      ...{ plant, device, secret, phaseMs: phaseMs(index) },
      point: point ?? CROWD_POINTS[index % CROWD_POINTS.length]?.point ?? '',
      ...(signingKey !== undefined && { signingKey }),
    };
  });
  const plants = [...Map.groupBy(members, ({ plant }) => plant)];
  const devices: FleetDevice[] = [];
  for (const [index, [plant, there]] of plants.entries()) {
    onProgress(index, plants.length);
    // A plant is run in for some tens of ms: between two, Ctrl-C is heard.
    await setImmediate();
    signal.throwIfAborted();
    const simulated = createPlant({
      seed: index + 1,
      startMs: Date.now(),
      flowM3PerDay: SMALLEST_M3_PER_DAY * (1 + (index % 9) / 2),
      warmUpDays: 2,
    });
    devices.push(...crowdDevices({ plant, simulated, members: there, intervalMs, seed: index + 1 }));
  }
  onProgress(plants.length, plants.length);
  return devices;
}
