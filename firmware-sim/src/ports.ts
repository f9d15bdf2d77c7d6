import type { ParameterId } from '@banyu/contracts';

/** What a sensor says at an instant (Unix ms): a value in the parameter's canonical unit, or null for no value. */
export type Sensor = (parameter: ParameterId, t: number) => number | null;

/** Chance, in [0, 1). */
export type Random = () => number;

/** The part of a pino logger the devices use. */
export interface DeviceLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
