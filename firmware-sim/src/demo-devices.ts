import { InvalidInputError } from '@banyu/contracts';
import type { Plant, Point } from '@banyu/simulator';
import { type DemoStation, probesOf, STATIONS } from './demo-stations.ts';
import type { DeviceOptions } from './device-options.ts';
import type { Sensor, Service } from './ports.ts';
import { type SensorFault, worksOf } from './sensor/fault.ts';
import { Immersion } from './sensor/immersion.ts';
import type { Recorder } from './sensor/station.ts';

export interface DemoOptions {
  /** The plant's id. */
  readonly plant: string;
  /** What the sensors look at; it is moved on as they do. */
  readonly simulated: Plant;
  readonly intervalMs: number;
  /** Put before each device's id, e.g. `demo-`; ids are unique in an installation. */
  readonly devicePrefix: string;
  /** Whole number: the sensors' noise. Default 1. */
  readonly seed?: number;
  /** What goes wrong, by device, without the prefix. Default: nothing. */
  readonly faults?: Readonly<Record<string, readonly SensorFault[]>>;
  /** Told of every reading and of the truth beside it; the device's id has its prefix. For tests. */
  readonly recorder?: (device: string, ...record: Parameters<Recorder>) => void;
}

/** A device of the demo, complete but for its secret. */
export type DemoDevice = Omit<DeviceOptions, 'secret'> & {
  readonly point: Point;
  readonly name: string;
  readonly sensor: Sensor;
  readonly service: Service;
};

/** The devices as they are to be registered, without sensors: the ids have the prefix. */
export function demoStations(devicePrefix: string): readonly DemoStation[] {
  return STATIONS.map(({ device, ...station }) => ({ device: `${devicePrefix}${device}`, ...station }));
}

/**
 * The devices of a simulated plant, to be registered and then started as a fleet. Throws InvalidInputError for faults
 * that make no sense.
 */
export function demoDevices(options: DemoOptions): readonly DemoDevice[] {
  const { plant, simulated, intervalMs, devicePrefix, seed = 1, faults = {}, recorder } = options;
  for (const device of Object.keys(faults)) {
    if (STATIONS.some((station) => station.device === device)) continue;
    throw new InvalidInputError(
      `Faults are given for "${device}", expected one of ${STATIONS.map((station) => station.device).join(', ')}`,
      { field: 'faults' },
    );
  }
  const immersion = new Immersion(simulated);
  return STATIONS.map((place, index) => {
    const { device, point, name, parameters } = place;
    const wrong = faults[device] ?? [];
    const id = `${devicePrefix}${device}`;
    const { sensor, station } = immersion.dip({
      point,
      probes: probesOf(place),
      faults: wrong,
      seed: seed * STATIONS.length + index,
      ...(recorder === undefined ? {} : { recorder: (record) => recorder(id, record) }),
    });
    const service: Service = (work) => station.add(work);
    return { plant, device: id, point, name, parameters, intervalMs, works: worksOf(wrong), sensor, service };
  });
}
