import { parameterOf } from '@banyu/contracts';
import type { SeriesSlot } from './columns.ts';
import type { DeviceRecord } from './ports.ts';

/** The series of one device, made as its parameters are first met. */
export class DeviceSeries {
  record: DeviceRecord;
  readonly #slots = new Map<string, SeriesSlot>();

  constructor(record: DeviceRecord) {
    this.record = record;
  }

  /** The series of a parameter, or undefined when the contract has no such parameter. */
  slot(parameter: string): SeriesSlot | undefined {
    return this.#slots.get(parameter) ?? this.#add(parameter);
  }

  #add(parameter: string): SeriesSlot | undefined {
    if (parameterOf(parameter) === undefined) return undefined;
    const { plant, point, device } = this.record;
    const slot: SeriesSlot = { key: { plant, point, device, parameter }, columns: undefined, index: 0 };
    this.#slots.set(parameter, slot);
    return slot;
  }
}

/** The series of all devices that were heard of; one book for each set of columns that is filled at a time. */
export class SeriesBook {
  readonly #devices = new Map<string, DeviceSeries>();

  /** The series of this device at the place where it now is. */
  of(record: DeviceRecord): DeviceSeries {
    const known = this.#devices.get(record.device);
    if (known !== undefined && known.record.point === record.point && known.record.plant === record.plant) {
      known.record = record;
      return known;
    }
    const series = new DeviceSeries(record);
    this.#devices.set(record.device, series);
    return series;
  }
}
