/** How an instrument follows the water: lags in a row, and how often it measures. */
export interface Response {
  /** Equal first-order lags in a row. */
  readonly lags: number;
  /** Time constant of each, ms. */
  readonly tauMs: number;
  /** A measurement each so many ms, held in between; 0 for a continuous one. */
  readonly everyMs: number;
  /** The result of a measurement is out when the next begins. */
  readonly late: boolean;
}

const MINUTE_MS = 60_000;

/** 90 % of a step is reached after so many time constants, by 2 and by 8 equal lags. */
const TWO_LAGS = 3.89;
const EIGHT_LAGS = 11.7724;

/**
 * The sensor classes of the benchmark simulation models (Rieger et al., Wat. Sci. Tech. 47(2), 2003; Gernaey et al.,
 * Benchmarking of Control Strategies for Wastewater Treatment Plants, IWA 2014): A for probes in the water, B and C
 * for photometric analysers with their filters and sample lines, D for batch analysers of totals.
 */
export const RESPONSE_CLASSES = {
  A: { lags: 2, tauMs: MINUTE_MS / TWO_LAGS, everyMs: 0, late: false },
  B0: { lags: 8, tauMs: (10 * MINUTE_MS) / EIGHT_LAGS, everyMs: 0, late: false },
  B1: { lags: 8, tauMs: (10 * MINUTE_MS) / EIGHT_LAGS, everyMs: 5 * MINUTE_MS, late: false },
  C0: { lags: 8, tauMs: (20 * MINUTE_MS) / EIGHT_LAGS, everyMs: 0, late: false },
  C1: { lags: 8, tauMs: (20 * MINUTE_MS) / EIGHT_LAGS, everyMs: 5 * MINUTE_MS, late: false },
  D: { lags: 0, tauMs: 0, everyMs: 30 * MINUTE_MS, late: true },
} as const satisfies Readonly<Record<string, Response>>;

export type ResponseClass = keyof typeof RESPONSE_CLASSES;
