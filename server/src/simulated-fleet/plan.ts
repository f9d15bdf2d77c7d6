import { InvalidInputError, isId } from '@banyu/contracts';
import { CROWD_POINTS } from '@banyu/firmware-sim';

/** A device that there shall be. */
export interface PlannedDevice {
  readonly plant: string;
  readonly device: string;
  readonly point: string;
  readonly name: string;
}

export interface PlanOptions {
  readonly plants: number;
  readonly devices: number;
  /** The ids of plants and devices begin with it. */
  readonly prefix: string;
}

/**
 * Devices over plants, and over the points of each, as evenly as they go: `sim-07-effluent-logger-3`. The same
 * options give the same names, and more devices the same and more. Throws InvalidInputError.
 */
export function planFleet({ plants, devices, prefix }: PlanOptions): readonly PlannedDevice[] {
  if (devices < plants) {
    throw new InvalidInputError(
      `--devices is ${devices} at --plants ${plants}: expected at least one device at each plant.`,
      { field: 'devices' },
    );
  }
  const planned = Array.from({ length: devices }, (_, index) => {
    const plant = `${prefix}-${String((index % plants) + 1).padStart(2, '0')}`;
    const within = Math.floor(index / plants);
    const { point, device, name } = CROWD_POINTS[within % CROWD_POINTS.length] ?? {
      point: '',
      device: '',
      name: '',
    };
    const number = Math.floor(within / CROWD_POINTS.length) + 1;
    return { plant, device: `${plant}-${device}-${number}`, point, name: `${name} ${number}` };
  });
  const bad = planned.find(({ device }) => !isId(device));
  if (bad !== undefined) {
    throw new InvalidInputError(
      `--prefix "${prefix}" gives the device id "${bad.device}": expected at most 48 of a-z, 0-9 and "-", beginning with a letter or digit.`,
      { field: 'prefix' },
    );
  }
  return planned;
}
