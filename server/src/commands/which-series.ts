import type { ParameterId } from '@banyu/contracts';

/** Series as options name them; what is left out means all. */
export interface Which {
  readonly point?: string;
  readonly device?: string;
  readonly parameter?: string;
}

/** The same for the registry, which checks it: without keys for what is left out. */
export function whichOf({ point, device, parameter }: Which) {
  return {
    ...(point !== undefined && { point }),
    ...(device !== undefined && { device }),
    ...(parameter !== undefined && { parameter: parameter as ParameterId }),
  };
}
