import { DEMO_STATIONS } from '@banyu/firmware-sim';
import type { Shown } from './panel.ts';
import type { Language, Rehearsal } from './rehearsal.ts';
import { placeAndName } from './words.ts';

/** Something that is wrong for a time: a bar of the timeline, and a shade where it can be seen. */
export interface Happening {
  readonly label: string;
  readonly group: 'plant' | 'device';
  /** Unix ms; without an end it stays. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The sensors it is about; undefined: everything. */
  readonly at?: readonly Shown[];
}

/** Figures that say how bad it is, and their units. */
const FIGURES: Readonly<Record<string, string>> = {
  toxin: 'g/m³',
  severity: '',
  remaining: 'left',
  rainMmPerHour: 'mm/h',
  flowM3PerHour: 'm³/h',
  flowFactor: '× flow',
  strengthFactor: '× strength',
  perDay: 'a day',
  offset: '',
  factor: '×',
  unit: '',
  ratePerDay: 'a day',
  byMs: 'ms',
  ppm: 'ppm',
};

/** All that goes wrong in a scenario, in the order in which it begins. */
export function happeningsOf(
  { disturbances, sensorFaults, deviceFaults }: Rehearsal,
  language: Language,
): readonly Happening[] {
  const ofPlant = disturbances.map(
    (disturbance): Happening => ({
      label: `${disturbance.kind}${details(disturbance)}`,
      group: 'plant',
      fromMs: disturbance.fromMs,
      toMs: disturbance.toMs,
    }),
  );
  const ofSensors = Object.entries(sensorFaults).flatMap(([device, faults]) =>
    faults.map((fault): Happening => {
      const parameters = fault.fault === 'swapped' ? fault.parameters : [fault.parameter];
      const at = measuredBy(device).filter(({ quantity }) => isOneOf(quantity, parameters));
      const where = at.map(({ point, quantity }) => placeAndName(point, quantity, language)).join(' ↔ ');
      return {
        label: `${where}: ${fault.fault}${details(fault)}`,
        group: 'device',
        fromMs: fault.from,
        toMs: fault.to ?? Number.POSITIVE_INFINITY,
        at,
      };
    }),
  );
  const ofDevices = Object.entries(deviceFaults).flatMap(([device, faults]) =>
    faults.map(
      (fault): Happening => ({
        label: `${device}: ${fault.fault}`,
        group: 'device',
        fromMs: fault.from,
        toMs: ('to' in fault ? fault.to : undefined) ?? Number.POSITIVE_INFINITY,
        at: fault.fault === 'power-loss' ? measuredBy(device) : [],
      }),
    ),
  );
  return [...ofPlant, ...ofSensors, ...ofDevices].toSorted((a, b) => a.fromMs - b.fromMs);
}

/** How bad it is, e.g. ` 40 mm/h`. */
function details(entry: object): string {
  return Object.entries(entry)
    .filter(([key, value]) => Object.hasOwn(FIGURES, key) && !(key === 'remaining' && value === 0))
    .map(([key, value]) => ` ${value} ${FIGURES[key]}`.trimEnd())
    .join(',');
}

/** What a device measures, and where. */
function measuredBy(device: string): Shown[] {
  return DEMO_STATIONS.filter((each) => each.device === device).flatMap(({ point, parameters }) =>
    parameters.map((quantity) => ({ point, quantity })),
  );
}

function isOneOf(quantity: string, parameters: readonly string[]): boolean {
  return parameters.some((parameter) => parameter === quantity);
}
