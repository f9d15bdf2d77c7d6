export type { BackOff } from './back-off.ts';
export type { Account } from './board.ts';
export { type Clock, systemClock } from './clock.ts';
export { CROWD_POINTS, type CrowdMember, type CrowdOptions, crowdDevices } from './crowd-devices.ts';
export {
  type DemoDevice,
  type DemoOptions,
  demoDevices,
  demoStations,
} from './demo-devices.ts';
export { type DemoStation, STATIONS as DEMO_STATIONS } from './demo-stations.ts';
export type { Device } from './device.ts';
export type { DeviceFault, DeviceFaultKind } from './device-fault.ts';
export type { DeviceOptions } from './device-options.ts';
export {
  type AtDevice,
  type Fleet,
  type FleetDevice,
  type FleetFigures,
  type FleetOptions,
  type FleetPorts,
  type SharedOptions,
  type SingleDeviceOptions,
  type SingleDevicePorts,
  startDevice,
  startFleet,
} from './fleet.ts';
export type { MessageLimits } from './message.ts';
export type { Latency, NetworkFigures } from './network.ts';
export { type PastDevice, type PastMessage, type PastOptions, recordPast } from './past.ts';
export type { DeviceLog, Random, Sensor, Service } from './ports.ts';
export { INSTRUMENTS } from './sensor/catalogue.ts';
export type { ProbeFault, SensorFault, SensorFaultKind, ShownInService, Work } from './sensor/fault.ts';
export { type ImmersedOptions, Immersion, type Measurable, type Water } from './sensor/immersion.ts';
export { benchmarkNoise, type Noise } from './sensor/noise.ts';
export type { ProbeOptions } from './sensor/probe.ts';
export { RESPONSE_CLASSES, type Response, type ResponseClass } from './sensor/response-class.ts';
export type { ReadingRecord, Recorder, Station, StationOptions } from './sensor/station.ts';
export { WRONG_UNITS } from './sensor/wrong-unit.ts';
export { signMessage } from './sign-message.ts';
export type { Window } from './uplink.ts';
