import type { ParameterId, ReadingBatch, SeriesKey } from '@banyu/contracts';

const T0 = 1_764_000_000_000;
/** How long after its time a reading comes. */
const DELAY_MS = 1_000;

/** Around what a sensor of treated water stands, in the canonical unit. */
const LEVELS: Partial<Record<ParameterId, number>> = {
  ph: 7,
  temperature: 28,
  cod: 80,
  bod: 30,
  tss: 24,
  nh3n: 3,
  flow: 35,
  dissolved_oxygen: 4,
};

export interface Sensors {
  readonly devices: number;
  readonly parameters: readonly ParameterId[];
  readonly intervalSeconds: number;
}

/** Makes batches of all sensors' readings, as they come: sample by sample, no time twice. */
export class SensorBatches {
  readonly series: readonly SeriesKey[];
  readonly #levels: Float64Array;
  readonly #intervalMs: number;
  /** Readings of each series so far. */
  readings = 0;

  constructor({ devices, parameters, intervalSeconds }: Sensors) {
    this.series = Array.from({ length: devices }, (_, i) => `device-${i}`).flatMap((device) =>
      parameters.map((parameter) => ({ plant: 'bench', point: 'effluent', device, parameter })),
    );
    this.#levels = Float64Array.from(this.series, (_, i) => {
      const parameter = parameters[i % parameters.length] as ParameterId;
      const level = LEVELS[parameter];
      if (level === undefined) throw new Error(`no level is known of ${parameter}: add it to LEVELS`);
      return level;
    });
    this.#intervalMs = intervalSeconds * 1_000;
  }

  /** The next `count` readings of each series. */
  next(count: number): ReadingBatch {
    const { series } = this;
    const length = count * series.length;
    const batch = {
      series,
      length,
      seriesIndex: new Uint32Array(length),
      t: new Float64Array(length),
      value: new Float64Array(length),
      flag: new Uint8Array(length),
      tests: new Uint32Array(length),
      settingsVersion: new Uint32Array(length),
      receivedAt: new Float64Array(length),
    };
    for (let row = 0; row < length; row += 1) {
      const index = row % series.length;
      const reading = this.readings + Math.floor(row / series.length);
      const t = T0 + reading * this.#intervalMs;
      batch.seriesIndex[row] = index;
      batch.t[row] = t;
      batch.value[row] = this.#value(index, reading);
      batch.receivedAt[row] = t + DELAY_MS;
    }
    this.readings += count;
    return batch;
  }

  /** A slow swing of a tenth, and 2 % of noise, to the third decimal. */
  #value(index: number, reading: number): number {
    const noise = ((reading * 7_919 + index * 104_729) % 200) / 200;
    const share = 1 + 0.1 * Math.sin(reading / 90) + 0.02 * noise;
    return Math.round(1_000 * (this.#levels[index] as number) * share) / 1_000;
  }
}
