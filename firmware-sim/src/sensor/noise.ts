import type { ParameterId } from '@banyu/contracts';

/** Standard deviation of one value: `absolute` (canonical unit) + `relative` × the true value. */
export interface Noise {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * Noise of well-kept process instruments: about 0.02 pH, 0.1 °C, 0.5 to 2 % of reading for flow, some percent
 * for optical COD and solids. Assumed, not measured.
 */
export const NOISE: Readonly<Partial<Record<ParameterId, Noise>>> = {
  ph: { absolute: 0.02, relative: 0 },
  temperature: { absolute: 0.05, relative: 0 },
  cod: { absolute: 0.5, relative: 0.015 },
  tss: { absolute: 0.3, relative: 0.02 },
  nh3n: { absolute: 0.03, relative: 0.01 },
  no3n: { absolute: 0.05, relative: 0.01 },
  flow: { absolute: 0, relative: 0.01 },
  level: { absolute: 0.004, relative: 0 },
  dissolved_oxygen: { absolute: 0.03, relative: 0 },
  conductivity: { absolute: 1, relative: 0.004 },
  turbidity: { absolute: 0.2, relative: 0.02 },
  colour: { absolute: 1, relative: 0.01 },
  orp: { absolute: 2, relative: 0 },
  mlss: { absolute: 10, relative: 0.01 },
};
