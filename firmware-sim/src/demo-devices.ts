import type { ParameterId } from '@banyu/contracts';
import type { Plant, Point, Quantity } from '@banyu/simulator';
import type { DeviceOptions } from './device.ts';
import type { Sensor } from './ports.ts';
import { instruments } from './sensor/instrument.ts';

/** What both the simulator knows and the contract carries. */
type Measurable = Quantity & ParameterId;

interface Station {
  readonly device: string;
  readonly point: Point;
  readonly name: string;
  readonly parameters: readonly Measurable[];
}

/** The demo plant's instruments, in the order the water flows. */
const STATIONS: readonly Station[] = [
  {
    device: 'influent-logger',
    point: 'influent',
    name: 'Logger influen',
    parameters: ['flow', 'ph', 'temperature', 'cod', 'tss', 'conductivity'],
  },
  {
    device: 'equalization-probe',
    point: 'equalization',
    name: 'Probe bak ekualisasi',
    parameters: ['level', 'ph'],
  },
  {
    device: 'aeration-probe',
    point: 'aeration',
    name: 'Probe bak aerasi',
    parameters: ['dissolved_oxygen', 'temperature', 'mlss', 'orp'],
  },
  {
    device: 'effluent-logger',
    point: 'effluent',
    name: 'Logger efluen',
    parameters: ['flow', 'ph', 'temperature', 'cod', 'tss', 'nh3n', 'colour'],
  },
  {
    device: 'river-upstream-probe',
    point: 'river-upstream',
    name: 'Probe sungai hulu',
    parameters: ['ph', 'dissolved_oxygen', 'temperature', 'conductivity'],
  },
  {
    device: 'river-downstream-probe',
    point: 'river-downstream',
    name: 'Probe sungai hilir',
    parameters: ['ph', 'dissolved_oxygen', 'temperature', 'conductivity'],
  },
];

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
}

/** A device of the demo, complete but for its secret. */
export type DemoDevice = Omit<DeviceOptions, 'secret'> & {
  readonly point: Point;
  readonly name: string;
  readonly sensor: Sensor;
};

/** The devices of a simulated plant, to be registered and then started as a fleet. */
export function demoDevices(options: DemoOptions): readonly DemoDevice[] {
  const { plant, simulated, intervalMs, devicePrefix, seed = 1 } = options;
  return STATIONS.map(({ device, point, name, parameters }, index) => ({
    plant,
    device: `${devicePrefix}${device}`,
    point,
    name,
    parameters,
    intervalMs,
    sensor: instruments(
      (parameter, t) => {
        simulated.advance(t);
        return isMeasurable(parameter, parameters) ? simulated.at(point)[parameter] : undefined;
      },
      seed * STATIONS.length + index,
    ),
  }));
}

function isMeasurable(parameter: ParameterId, measured: readonly Measurable[]): parameter is Measurable {
  return (measured as readonly ParameterId[]).includes(parameter);
}
