import type { Point } from '@banyu/simulator';
import { INSTRUMENTS } from './sensor/catalogue.ts';
import type { ImmersedOptions, Measurable } from './sensor/immersion.ts';

/** About one value in 700 goes missing. */
const GAPS = { perDay: 25, lastsMs: 5_000 } as const;

/** Where a device stands, and what it measures there. */
export interface DemoStation {
  readonly device: string;
  readonly point: Point;
  readonly name: string;
  readonly parameters: readonly Measurable[];
}

/** The demo plant's instruments, in the order the water flows. */
export const STATIONS: readonly DemoStation[] = [
  {
    device: 'influent-logger',
    point: 'influent',
    name: 'Logger influen',
    parameters: ['flow', 'ph', 'temperature', 'cod', 'tss', 'conductivity'],
  },
  {
    device: 'equalization-probe',
    point: 'equalization',
    name: 'Probe bak ekualisasi',
    parameters: ['level', 'ph'],
  },
  {
    device: 'aeration-probe',
    point: 'aeration',
    name: 'Probe bak aerasi',
    parameters: ['dissolved_oxygen', 'temperature', 'mlss', 'orp'],
  },
  {
    device: 'effluent-logger',
    point: 'effluent',
    name: 'Logger efluen',
    parameters: ['flow', 'ph', 'temperature', 'cod', 'tss', 'nh3n', 'colour'],
  },
  {
    device: 'river-upstream-probe',
    point: 'river-upstream',
    name: 'Probe sungai hulu',
    parameters: ['ph', 'dissolved_oxygen', 'temperature', 'conductivity'],
  },
  {
    device: 'river-downstream-probe',
    point: 'river-downstream',
    name: 'Probe sungai hilir',
    parameters: ['ph', 'dissolved_oxygen', 'temperature', 'conductivity'],
  },
];

/** The instruments of a station, as they are sold. */
export function probesOf({ parameters }: DemoStation): ImmersedOptions['probes'] {
  return parameters.map((parameter) => ({ parameter, ...INSTRUMENTS[parameter], gaps: GAPS }));
}
