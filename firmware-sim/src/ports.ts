import type { ParameterId } from '@banyu/contracts';
import type { ProbeFault } from './sensor/fault.ts';

/** What a sensor says at an instant (Unix ms): a value in the parameter's canonical unit, or null for no value. */
export type Sensor = (parameter: ParameterId, t: number) => number | null;

/** Work at a probe, asked for from afar. Throws InvalidInputError when that cannot be done, e.g. is going on already. */
export type Service = (work: Extract<ProbeFault, { readonly fault: 'calibration' }>) => void;

/** Chance, in [0, 1). */
export type Random = () => number;

/** The part of a pino logger the devices use. */
export interface DeviceLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
