import {
  DEFAULT_SETTINGS_VERSION,
  defaultQualitySettings,
  parameterOf,
  type SettingsPlace,
} from '@banyu/contracts';
import type { DatedSettings, QualityDirectory } from './quality-directory.ts';

export interface BuiltInQuality {
  /** IANA zone of a plant; default Asia/Jakarta. */
  readonly timeZone?: (plant: string) => string;
  /** Whether treated water runs there; by default at the point `effluent`. */
  readonly isEffluent?: (plant: string, point: string) => boolean;
  /** Sampling interval of the devices, s. */
  readonly intervalSeconds?: number;
}

/** The built-in defaults for every series, and nobody ever works on a sensor. */
export function builtInQuality(options: BuiltInQuality = {}): QualityDirectory {
  const {
    timeZone = () => 'Asia/Jakarta',
    isEffluent = (_, point) => point === 'effluent',
    intervalSeconds,
  } = options;
  const made = new Map<string, readonly DatedSettings[]>();
  return {
    settings: ({ plant, point, parameter }) => {
      const place: SettingsPlace = isEffluent(plant, point) ? 'effluent' : 'other';
      const name = `${place} ${parameter}`;
      let settings = made.get(name);
      if (settings === undefined) {
        const id = parameterOf(parameter)?.id;
        if (id === undefined) throw new RangeError(`the contract has no parameter "${parameter}"`);
        const version = DEFAULT_SETTINGS_VERSION;
        settings = [
          {
            from: Number.NEGATIVE_INFINITY,
            version,
            settings: defaultQualitySettings(id, place, intervalSeconds),
          },
        ];
        made.set(name, settings);
      }
      return settings;
    },
    serviceWindows: () => [],
    timeZone,
    changed: () => 0,
  };
}
