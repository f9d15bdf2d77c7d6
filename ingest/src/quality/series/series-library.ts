import type { SeriesKey } from '@banyu/contracts';
import { type ServiceBook, windowsFor } from '../service/service-book.ts';
import { servicePeriods } from '../service/service-state.ts';
import { compileSettings } from '../settings/compiled-settings.ts';
import { LocalCalendar } from '../settings/local-calendar.ts';
import type { QualityDirectory } from '../settings/quality-directory.ts';
import { DeviceMemory } from './device-memory.ts';
import { SeriesJudge } from './series-judge.ts';
import type { SeriesMemory } from './series-memory.ts';

/** What is remembered of all series; made as they are first met, and made anew when the directory changes. */
export class SeriesLibrary {
  readonly #directory: QualityDirectory;
  readonly #service: ServiceBook;
  readonly #calendars = new Map<string, LocalCalendar>();
  #devices = new Map<string, DeviceMemory>();
  /** By the key as an object: batches of a lane name a series by the same one. */
  #byKey = new WeakMap<SeriesKey, SeriesMemory>();
  #changed: number;

  constructor(directory: QualityDirectory, service: ServiceBook) {
    this.#directory = directory;
    this.#service = service;
    this.#changed = directory.changed();
  }

  /** Forgets all when settings or windows are other ones than before. */
  refresh(): void {
    const changed = this.#directory.changed();
    if (changed === this.#changed) return;
    this.#changed = changed;
    this.#calendars.clear();
    this.forget();
  }

  forget(): void {
    this.#devices = new Map();
    this.#byKey = new WeakMap();
  }

  /** Forgets the series of a device, wherever it stood. */
  forgetDevice(plant: string, device: string): void {
    for (const [name, { place }] of this.#devices) {
      if (place.plant === plant && place.device === device) this.#devices.delete(name);
    }
    this.#byKey = new WeakMap();
  }

  of(key: SeriesKey): SeriesMemory {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const found = this.#device(key).of(key.parameter);
    this.#byKey.set(key, found);
    return found;
  }

  #device({ plant, point, device }: SeriesKey): DeviceMemory {
    const name = `${plant}/${point}/${device}`;
    let memory = this.#devices.get(name);
    if (memory === undefined) {
      memory = new DeviceMemory(
        { plant, point, device },
        {
          checksOf: (key) =>
            this.#directory.settings(key).flatMap(({ settings }) => compileSettings(settings).crossChecks),
          judgeOf: (key) => this.#judgeOf(key),
        },
      );
      this.#devices.set(name, memory);
    }
    return memory;
  }

  #judgeOf(key: SeriesKey): SeriesJudge {
    const settings = this.#directory.settings(key).map(({ from, version, settings }) => ({
      from,
      version,
      settings: compileSettings(settings),
    }));
    const { plant, device, parameter } = key;
    const windows = [
      ...this.#directory.serviceWindows(key),
      ...windowsFor(this.#service.windows(plant, device), parameter),
    ];
    const recoveryMs = (t: number): number =>
      (settings.findLast(({ from }) => from <= t) ?? settings[0])?.settings.recoveryMs ?? 0;
    return new SeriesJudge(settings, servicePeriods(windows, parameter, recoveryMs), this.#calendar(plant));
  }

  #calendar(plant: string): LocalCalendar {
    let calendar = this.#calendars.get(plant);
    if (calendar === undefined) {
      calendar = new LocalCalendar(this.#directory.timeZone(plant));
      this.#calendars.set(plant, calendar);
    }
    return calendar;
  }
}
