export type { BackOff } from './back-off.ts';
export { type Clock, systemClock } from './clock.ts';
export { type DemoDevice, type DemoOptions, demoDevices } from './demo-devices.ts';
export type { Device, DeviceOptions } from './device.ts';
export {
  type Fleet,
  type FleetDevice,
  type FleetOptions,
  type FleetPorts,
  type SharedOptions,
  type SingleDeviceOptions,
  type SingleDevicePorts,
  startDevice,
  startFleet,
} from './fleet.ts';
export type { MessageLimits } from './message.ts';
export type { DeviceLog, Random, Sensor } from './ports.ts';
export type { Window } from './uplink.ts';
