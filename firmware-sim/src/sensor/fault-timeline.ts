import { InvalidInputError, type ParameterId } from '@banyu/contracts';
import { isThere, type SensorFault, type SensorFaultKind } from './fault.ts';
import { ProbeFaults } from './probe-faults.ts';
import { WRONG_UNITS } from './wrong-unit.ts';

/** The faults of a device's probes, each with its span: what a scenario fills and a probe asks. */
export class FaultTimeline {
  readonly #parameters: readonly ParameterId[];
  readonly #faults: SensorFault[] = [];
  readonly #byProbe = new Map<ParameterId, ProbeFaults>();

  /**
   * Throws InvalidInputError, naming the field, for a fault that makes no sense, of a parameter that the device does
   * not measure, or that overlaps one of its kind at the same probe.
   */
  constructor(faults: readonly SensorFault[], parameters: readonly ParameterId[]) {
    this.#parameters = parameters;
    for (const fault of faults) this.add(fault);
  }

  /** One more. Throws as the constructor does. */
  add(fault: SensorFault): void {
    const field = `faults[${this.#faults.length}]`;
    checkFault(fault, field);
    for (const parameter of parametersOf(fault)) {
      if (!this.#parameters.includes(parameter)) {
        throw new InvalidInputError(
          `${field}.parameter is ${parameter}, expected one that the device measures: ${this.#parameters.join(', ')}`,
          { field: `${field}.parameter` },
        );
      }
    }
    const other = this.#faults.findIndex((there) => collides(there, fault));
    if (other !== -1) {
      throw new InvalidInputError(
        `${field} is a ${fault.fault} that overlaps faults[${other}], expected one at a time`,
        {
          field,
        },
      );
    }
    this.#faults.push(fault);
    if (fault.fault !== 'swapped') this.at(fault.parameter).add(fault);
  }

  /** The faults of one probe; what is added later is in it too. */
  at(parameter: ParameterId): ProbeFaults {
    const faults = this.#byProbe.get(parameter) ?? new ProbeFaults();
    this.#byProbe.set(parameter, faults);
    return faults;
  }

  /** The probe whose signal is on this parameter's input at an instant: its own, unless probes are swapped. */
  wiredTo(parameter: ParameterId, t: number): ParameterId {
    for (const fault of this.#faults) {
      if (fault.fault !== 'swapped' || !isThere(fault, t)) continue;
      const [one, other] = fault.parameters;
      if (parameter === one) return other;
      if (parameter === other) return one;
    }
    return parameter;
  }

  /** What is wrong with this parameter at an instant. */
  kindsAt(parameter: ParameterId, t: number): SensorFaultKind[] {
    return this.#faults
      .filter((fault) => isThere(fault, t) && parametersOf(fault).includes(parameter))
      .map(({ fault }) => fault);
  }
}

function parametersOf(fault: SensorFault): readonly ParameterId[] {
  return fault.fault === 'swapped' ? fault.parameters : [fault.parameter];
}

function collides(a: SensorFault, b: SensorFault): boolean {
  if (a.fault !== b.fault) return false;
  const meet = a.from < (b.to ?? Number.POSITIVE_INFINITY) && b.from < (a.to ?? Number.POSITIVE_INFINITY);
  return meet && parametersOf(a).some((parameter) => parametersOf(b).includes(parameter));
}

function checkFault(fault: SensorFault, field: string): void {
  const expect = (key: string, value: number, holds: boolean, expected: string): void => {
    if (holds && !Number.isNaN(value)) return;
    throw new InvalidInputError(`${field}.${key} is ${value}, expected ${expected}`, {
      field: `${field}.${key}`,
    });
  };
  const finite = (key: string, value: number): void =>
    expect(key, value, Number.isFinite(value), 'a finite number');
  const positive = (key: string, value: number | undefined): void => {
    if (value !== undefined) expect(key, value, value > 0 && Number.isFinite(value), 'a number above 0');
  };

  finite('from', fault.from);
  if (fault.to !== undefined) expect('to', fault.to, fault.to > fault.from, 'an instant after from');
  switch (fault.fault) {
    case 'drift':
      finite('perDay', fault.perDay);
      return;
    case 'fouling':
      positive('ratePerDay', fault.ratePerDay);
      expect('damping', fault.damping, fault.damping >= 0 && fault.damping <= 1, '0 to 1');
      finite('bias', fault.bias ?? 0);
      positive('wipedEveryMs', fault.wipedEveryMs);
      return;
    case 'bias':
      finite('offset', fault.offset);
      return;
    case 'gain':
      finite('factor', fault.factor);
      return;
    case 'spikes':
      positive('perHour', fault.perHour);
      finite('height', fault.height);
      positive('lastsMs', fault.lastsMs);
      return;
    case 'dropout':
      positive('perDay', fault.perDay);
      positive('lastsMs', fault.lastsMs);
      return;
    case 'saturation': {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = fault;
      expect('max', max, max > min, `more than min, ${min}`);
      return;
    }
    case 'wrong-unit': {
      const units = WRONG_UNITS[fault.parameter] ?? {};
      if (Object.hasOwn(units, fault.unit)) return;
      throw new InvalidInputError(
        `${field}.unit is "${fault.unit}", expected one of [${Object.keys(units).join(', ')}] for ${fault.parameter}`,
        { field: `${field}.unit` },
      );
    }
    case 'calibration':
      finite('to', fault.to);
      if (fault.shows !== 'held') finite('shows', fault.shows);
      finite('offsetAfter', fault.offsetAfter ?? 0);
      return;
    case 'cleaning':
      finite('to', fault.to);
      if (fault.shows !== 'held') finite('shows', fault.shows);
      return;
    case 'swapped': {
      const [one, other] = fault.parameters;
      if (one !== other) return;
      throw new InvalidInputError(`${field}.parameters are twice ${one}, expected two different ones`, {
        field: `${field}.parameters`,
      });
    }
    case 'stuck':
      return;
  }
}
