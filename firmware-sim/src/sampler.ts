import type { ParameterId } from '@banyu/contracts';
import { Averager } from './averager.ts';
import type { Sensor } from './ports.ts';

/** A sample's values by parameter; null for none. */
export type Values = Readonly<Record<string, number | null>>;

export interface SamplerOptions {
  readonly parameters: readonly ParameterId[];
  /** Share of the scans due in an interval that must be good for a value. */
  readonly minGoodShare: number;
  readonly sensor: Sensor;
}

/** Scans the sensors and makes a sample of the scans of an interval. */
export class Sampler {
  readonly #sensor: Sensor;
  readonly #averagers: ReadonlyMap<ParameterId, Averager>;
  readonly #failed: (parameter: ParameterId, error: unknown) => void;

  /** `failed` is told of a sensor that throws: it gives no value. */
  constructor(
    { parameters, minGoodShare, sensor }: SamplerOptions,
    failed: (parameter: ParameterId, error: unknown) => void,
  ) {
    this.#sensor = sensor;
    this.#failed = failed;
    this.#averagers = new Map(
      parameters.map((parameter) => [parameter, new Averager(minGoodShare, parameter === 'volume')]),
    );
  }

  scan(t: number): void {
    for (const [parameter, averager] of this.#averagers) averager.add(this.#measure(parameter, t));
  }

  /** The interval is over, in which so many scans were due. */
  close(due: number): Values {
    const values: Record<string, number | null> = {};
    for (const [parameter, averager] of this.#averagers) values[parameter] = averager.close(due).value;
    return values;
  }

  #measure(parameter: ParameterId, t: number): number | null {
    try {
      const value = this.#sensor(parameter, t);
      return Number.isFinite(value) ? value : null;
    } catch (error) {
      this.#failed(parameter, error);
      return null;
    }
  }
}
