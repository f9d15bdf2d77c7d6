import { InvalidInputError, type ParameterId } from '@banyu/contracts';
import type { Sensor } from '../ports.ts';
import type { ProbeFault, SensorFault, SensorFaultKind } from './fault.ts';
import { FaultTimeline } from './fault-timeline.ts';
import { Probe, type ProbeOptions } from './probe.ts';

/** A reading beside the truth: for tests and pictures, never published. */
export interface ReadingRecord {
  readonly parameter: ParameterId;
  /** Unix ms. */
  readonly t: number;
  /** What is true there and then, canonical unit. */
  readonly truth: number;
  /** What the device was told. */
  readonly measured: number | null;
  /** What was wrong with it at that instant. */
  readonly faults: readonly SensorFaultKind[];
}

/** Told of every reading. */
export type Recorder = (record: ReadingRecord) => void;

export interface StationOptions {
  /** One for each parameter. */
  readonly probes: readonly ProbeOptions[];
  readonly faults: readonly SensorFault[];
  /** Whole number: another seed is another luck. */
  readonly seed: number;
  readonly recorder?: Recorder;
}

/** What is true now, by parameter, in canonical units. */
export type Truths = Readonly<Partial<Record<ParameterId, number>>>;

/** The probes of one device, with their wiring. */
export class Station {
  readonly #probes = new Map<ParameterId, { readonly probe: Probe; readonly options: ProbeOptions }>();
  /** The same in a row, for what is done at every step of the water. */
  readonly #row: { readonly parameter: ParameterId; readonly probe: Probe }[] = [];
  readonly #timeline: FaultTimeline;
  readonly #recorder: Recorder | undefined;

  /** The probes are in the water, and at rest. Throws InvalidInputError for options that make no sense. */
  constructor({ probes, faults, seed, recorder }: StationOptions, t: number, truths: Truths) {
    this.#timeline = new FaultTimeline(
      faults,
      probes.map(({ parameter }) => parameter),
    );
    this.#recorder = recorder;
    for (const options of probes) {
      const { parameter } = options;
      if (this.#probes.has(parameter)) {
        throw new InvalidInputError(`There are two probes for ${parameter}, expected one`, {
          field: 'probes',
        });
      }
      const probe = new Probe(
        options,
        this.#timeline.at(parameter),
        seed,
        t,
        truths[parameter] ?? Number.NaN,
      );
      this.#probes.set(parameter, { probe, options });
      this.#row.push({ parameter, probe });
    }
  }

  /** The water is like this from `t` on, and was as seen before until then. Instants rise. */
  see(t: number, truths: Truths): void {
    for (const { parameter, probe } of this.#row) probe.see(t, truths[parameter] ?? Number.NaN);
  }

  /** What the device is told at an instant from the last one seen on; null for no value. */
  readonly read: Sensor = (parameter, t) => {
    const own = this.#probes.get(parameter);
    const wiredTo = this.#timeline.wiredTo(parameter, t);
    const wired = wiredTo === parameter ? own : this.#probes.get(wiredTo);
    if (own === undefined || wired === undefined) return null;
    const reading = wired.probe.read(t);
    const measured =
      own === wired || reading === null ? reading : rescaled(reading, wired.options.range, own.options.range);
    this.#recorder?.({
      parameter,
      t,
      truth: own.probe.truth,
      measured,
      faults: this.#timeline.kindsAt(parameter, t),
    });
    return measured;
  };

  /** Something else goes wrong, or somebody works at a probe. Throws InvalidInputError when it makes no sense. */
  add(fault: ProbeFault): void {
    this.#timeline.add(fault);
  }
}

/** The same current on an input that takes it for another range; six digits, as a logger keeps them. */
function rescaled(
  value: number,
  [fromMin, fromMax]: ProbeOptions['range'],
  [toMin, toMax]: ProbeOptions['range'],
): number {
  const share = (value - fromMin) / (fromMax - fromMin);
  return Number((toMin + share * (toMax - toMin)).toPrecision(6));
}
