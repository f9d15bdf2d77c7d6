export { type DeviceDirectory, type DirectoryEntry, openDeviceDirectory } from './device-directory.ts';
export type { Device, Devices } from './devices.ts';
export type { Credential, Identify, Identity } from './identify.ts';
export type { Plant, Plants } from './plants.ts';
export type { Point, Points } from './points.ts';
export { openRegistry, type Registry, type RegistryOptions } from './registry.ts';
export { STANDARD_POINTS } from './standard-points.ts';
