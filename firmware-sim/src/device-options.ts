import type { KeyObject } from 'node:crypto';
import { InvalidInputError, isId, type ParameterId, parameterOf } from '@banyu/contracts';
import { checkDeviceFaults, type DeviceFault } from './device-fault.ts';
import type { Work } from './sensor/fault.ts';

export interface DeviceOptions {
  readonly plant: string;
  /** Also its MQTT client id and user name. */
  readonly device: string;
  readonly secret: string;
  /** Its private Ed25519 key: with it, it signs its telemetry. Default: it does not. */
  readonly signingKey?: KeyObject;
  /** What it measures, at every sample. */
  readonly parameters: readonly ParameterId[];
  /**
   * It samples at whole multiples of this, ms, and once at its start. Default 120 000, the measuring interval of the
   * ministry's online monitoring (SPARING). A command may change it.
   */
  readonly intervalMs?: number;
  /** It samples so long after each multiple, ms, so that not all devices speak at the same instant. Default 0. */
  readonly phaseMs?: number;
  /** A sample is the average of values scanned so often, ms. Default: the interval, so that it is one value. */
  readonly scanMs?: number;
  /** Share of the scans due in an interval that must be good for there to be a value. Default 0.75. */
  readonly minGoodShare?: number;
  /** What goes wrong with it. Default: nothing. */
  readonly faults?: readonly DeviceFault[];
  /** Planned work at its sensors, which it tells when it begins and when it ends. Default: none. */
  readonly works?: readonly Work[];
}

/** Throws InvalidInputError, naming the field, for options that make no sense. */
export function checkDevice(options: DeviceOptions): void {
  const { plant, device, parameters, intervalMs, scanMs, phaseMs, minGoodShare, faults, works } = options;
  if (!isId(plant)) throw new InvalidInputError(`"${plant}" is no plant id`, { field: 'plant' });
  if (!isId(device)) throw new InvalidInputError(`"${device}" is no device id`, { field: 'device' });
  if (parameters.length === 0 || parameters.some((id) => parameterOf(id) === undefined)) {
    throw new InvalidInputError(
      `Device "${device}" measures [${parameters.join(', ')}], expected parameters of the contract`,
      { field: 'parameters' },
    );
  }
  const type = options.signingKey?.asymmetricKeyType;
  if (options.signingKey !== undefined && (options.signingKey.type !== 'private' || type !== 'ed25519')) {
    throw new InvalidInputError(
      `signingKey is a ${options.signingKey.type} key (${type}), expected a private Ed25519 key`,
      {
        field: 'signingKey',
      },
    );
  }
  if (intervalMs !== undefined) wholeMs('intervalMs', intervalMs, 10);
  if (scanMs !== undefined) wholeMs('scanMs', scanMs, 10);
  if (phaseMs !== undefined) wholeMs('phaseMs', phaseMs, 0);
  if (minGoodShare !== undefined) inRange('minGoodShare', minGoodShare, 0, 1);
  checkDeviceFaults(faults ?? []);
  works?.forEach(({ parameter, from, to }, index) => {
    if (!parameters.includes(parameter)) {
      throw new InvalidInputError(
        `works[${index}].parameter is ${parameter}, expected one of ${parameters.join(', ')}`,
        { field: 'works' },
      );
    }
    if (!(from < to && Number.isFinite(to - from))) {
      throw new InvalidInputError(`works[${index}].to is ${to}, expected an instant after ${from}`, {
        field: 'works',
      });
    }
  });
}

function wholeMs(field: string, value: number, min: number): void {
  inRange(field, value, min, 86_400_000);
  if (!Number.isInteger(value)) {
    throw new InvalidInputError(`${field} is ${value}, expected whole milliseconds`, { field });
  }
}

/** Throws InvalidInputError, naming the field, for a number outside its range. */
export function inRange(field: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new InvalidInputError(`${field} is ${value}, expected ${min} to ${max}`, { field });
}
