import type { ProbeOptions } from './probe.ts';

type Instrument = Omit<ProbeOptions, 'parameter'>;

/** New luck each second: what a reader sees at any interval that devices have is white noise. */
const everyMs = 1_000;

/**
 * Process instruments as they are sold, well kept and ranged for a town's or a batik quarter's IPAL: probes in the
 * water are class A, photometric analysers B1 and C1, batch analysers of totals D. Noise is far below the benchmark's
 * 2.5 % of the range: about 0.02 pH, 0.05 °C, 1 % of reading for flow, some percent for optical COD and solids. Ranges
 * and noise are assumed, not measured.
 */
export const INSTRUMENTS = {
  ph: { responseClass: 'A', range: [2, 12], noise: { absolute: 0.02, relative: 0, everyMs } },
  temperature: { responseClass: 'A', range: [0, 60], noise: { absolute: 0.05, relative: 0, everyMs } },
  cod: { responseClass: 'A', range: [0, 4_000], noise: { absolute: 0.5, relative: 0.015, everyMs } },
  bod: { responseClass: 'D', range: [0, 2_000], noise: { absolute: 1, relative: 0.05, everyMs } },
  tss: { responseClass: 'A', range: [0, 3_000], noise: { absolute: 0.3, relative: 0.02, everyMs } },
  nh3n: { responseClass: 'A', range: [0, 200], noise: { absolute: 0.03, relative: 0.01, everyMs } },
  no3n: { responseClass: 'A', range: [0, 200], noise: { absolute: 0.05, relative: 0.01, everyMs } },
  total_nitrogen: { responseClass: 'D', range: [0, 300], noise: { absolute: 0.2, relative: 0.03, everyMs } },
  total_phosphorus: {
    responseClass: 'C1',
    range: [0, 50],
    noise: { absolute: 0.02, relative: 0.02, everyMs },
  },
  flow: { responseClass: 'A', range: [0, 2_000], noise: { absolute: 0, relative: 0.01, everyMs } },
  level: { responseClass: 'A', range: [0, 10], noise: { absolute: 0.004, relative: 0, everyMs } },
  dissolved_oxygen: {
    responseClass: 'A',
    range: [0, 20],
    noise: { absolute: 0.03, relative: 0, everyMs },
  },
  conductivity: { responseClass: 'A', range: [0, 20_000], noise: { absolute: 1, relative: 0.004, everyMs } },
  turbidity: { responseClass: 'A', range: [0, 4_000], noise: { absolute: 0.2, relative: 0.02, everyMs } },
  colour: { responseClass: 'A', range: [0, 5_000], noise: { absolute: 1, relative: 0.01, everyMs } },
  orp: { responseClass: 'A', range: [-1_000, 1_000], noise: { absolute: 2, relative: 0, everyMs } },
  mlss: { responseClass: 'A', range: [0, 15_000], noise: { absolute: 10, relative: 0.01, everyMs } },
  sulfide: {
    responseClass: 'B1',
    range: [0, 20],
    noise: { absolute: 0.005, relative: 0.02, everyMs },
    detectionLimit: 0.01,
  },
  phenol: {
    responseClass: 'C1',
    range: [0, 10],
    noise: { absolute: 0.005, relative: 0.03, everyMs },
    detectionLimit: 0.01,
  },
  chromium: {
    responseClass: 'C1',
    range: [0, 5],
    noise: { absolute: 0.005, relative: 0.02, everyMs },
    detectionLimit: 0.005,
  },
  oil_and_grease: {
    responseClass: 'A',
    range: [0, 200],
    noise: { absolute: 0.3, relative: 0.03, everyMs },
    detectionLimit: 0.5,
  },
} as const satisfies Readonly<Record<string, Instrument>>;
