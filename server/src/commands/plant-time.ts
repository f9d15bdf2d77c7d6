import { InvalidInputError } from '@banyu/contracts';
import type { Registry } from '@banyu/registry';
import { parseInstant, parseMonth } from '../http/instant.ts';

/** Times as people at a plant write and read them. */
export interface PlantTime {
  /** Unix ms; without an offset it is the plant's wall clock. Throws InvalidInputError that names the option. */
  instant(text: string, option: string): number;
  /** A month such as 2026-10. */
  month(text: string, option: string): { readonly from: number; readonly to: number };
  /** E.g. `2026-10-01 07:00`; a dash for none. */
  show(t: number | null): string;
}

/** Throws NotFoundError without that plant. */
export async function plantTime(registry: Pick<Registry, 'plants'>, plant: string): Promise<PlantTime> {
  const { timeZone } = await registry.plants.get(plant);
  return {
    instant: (text, option) => naming(option, () => parseInstant(text, timeZone, option)),
    month: (text, option) => naming(option, () => parseMonth(text, timeZone, option)),
    show(t) {
      if (t === null) return '–';
      const at = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(timeZone);
      const precision = t % 60_000 === 0 ? 'minute' : 'second';
      return at.toPlainDateTime().toString({ smallestUnit: precision }).replace('T', ' ');
    },
  };
}

function naming<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(`--${option}: ${error.message}.`, { field: option, cause: error });
  }
}
