import { InvalidInputError } from '@banyu/contracts';

/** What can go wrong with a device itself; instants in Unix ms. Without `to` it stays. */
export type DeviceFault =
  /** No power. Its clock goes on by its battery, or begins anew at an instant of its own, as one without does. */
  | {
      readonly fault: 'power-loss';
      readonly from: number;
      readonly to: number;
      readonly clockRestartsAt?: number;
    }
  /** Its clock gains so many microseconds each second; loses, when below 0. */
  | { readonly fault: 'clock-drift'; readonly from: number; readonly to?: number; readonly ppm: number }
  /** Somebody sets its clock wrong. */
  | { readonly fault: 'clock-jump'; readonly from: number; readonly byMs: number }
  /** The time server does not answer. */
  | { readonly fault: 'no-time-server'; readonly from: number; readonly to?: number }
  /** The time server is wrong by so much. */
  | {
      readonly fault: 'wrong-time-server';
      readonly from: number;
      readonly to?: number;
      readonly byMs: number;
    }
  /** The program hangs, until the watchdog bites. */
  | { readonly fault: 'hang'; readonly from: number }
  /** The battery is low: it saves. */
  | { readonly fault: 'low-battery'; readonly from: number; readonly to?: number };

export type DeviceFaultKind = DeviceFault['fault'];
export type DeviceFaultOf<Kind extends DeviceFaultKind> = Extract<DeviceFault, { readonly fault: Kind }>;

/** The faults of one kind. */
export function faultsOf<Kind extends DeviceFaultKind>(
  faults: readonly DeviceFault[],
  kind: Kind,
): DeviceFaultOf<Kind>[] {
  return faults.filter((fault): fault is DeviceFaultOf<Kind> => fault.fault === kind);
}

/** Throws InvalidInputError, naming the field, for faults that make no sense or overlap one of their kind. */
export function checkDeviceFaults(faults: readonly DeviceFault[]): void {
  faults.forEach((fault, index) => {
    for (const [key, value] of Object.entries(fault)) {
      if (key !== 'fault')
        mustHold(`faults[${index}].${key}`, value, Number.isFinite(value), 'a finite number');
    }
    const to = 'to' in fault ? fault.to : undefined;
    if (to !== undefined) mustHold(`faults[${index}].to`, to, to > fault.from, 'an instant after from');
    const other = faults.findIndex((before, i) => i < index && collides(before, fault));
    mustHold(`faults[${index}].from`, fault.from, other === -1, `an instant outside faults[${other}]`);
  });
}

function collides(a: DeviceFault, b: DeviceFault): boolean {
  return a.fault === b.fault && a.from < endOf(b) && b.from < endOf(a);
}

/** A hang and a jump last no time at all. */
function endOf(fault: DeviceFault): number {
  if (fault.fault === 'hang' || fault.fault === 'clock-jump') return fault.from;
  return fault.to ?? Number.POSITIVE_INFINITY;
}

function mustHold(field: string, value: unknown, holds: boolean, expected: string): void {
  if (!holds) throw new InvalidInputError(`${field} is ${value}, expected ${expected}`, { field });
}

/** What a time server says at a true instant, Unix ms; undefined when it does not answer. */
export function timeServerSays(faults: readonly DeviceFault[], trueMs: number): number | undefined {
  const there = ({ from, to = Number.POSITIVE_INFINITY }: { from: number; to?: number }): boolean =>
    from <= trueMs && trueMs < to;
  if (faultsOf(faults, 'no-time-server').some(there)) return undefined;
  return trueMs + (faultsOf(faults, 'wrong-time-server').find(there)?.byMs ?? 0);
}
