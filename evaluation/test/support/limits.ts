import type { Flag } from '@banyu/contracts';
import { openMemoryStore, type Store } from '@banyu/store';
import type { JudgedPlant, LimitDevice, LimitSource } from '../../src/index.ts';

export const HOUR_MS = 3_600_000;
/** Midnight of 1 July 2026 in Jakarta: a semester begins. */
export const JULY = Date.UTC(2026, 5, 30, 17);

export const TEXTILE: JudgedPlant = {
  id: 'ipal-uji',
  timeZone: 'Asia/Jakarta',
  standard: 'textile-permen-lh-12-2025',
  capacityM3PerDay: 400,
  point: 'effluent',
};

export interface Measured {
  readonly parameter: string;
  readonly t: number;
  readonly value: number;
  readonly flag?: Flag;
  readonly device?: string;
}

/** Readings every half hour, from the begin of July. */
export function halfHourly(parameter: string, values: readonly number[]): readonly Measured[] {
  return values.map((value, i) => ({ parameter, value, t: JULY + (i * HOUR_MS) / 2 }));
}

export async function effluentStore(readings: readonly Measured[]): Promise<Store> {
  const store = openMemoryStore();
  await addTo(store, readings);
  return store;
}

export async function addTo(store: Store, readings: readonly Measured[]): Promise<void> {
  await store.write({
    series: readings.map(({ parameter, device = 'logger' }) => ({
      plant: TEXTILE.id,
      point: TEXTILE.point,
      device,
      parameter,
    })),
    length: readings.length,
    seriesIndex: Uint32Array.from(readings.keys()),
    t: Float64Array.from(readings, ({ t }) => t),
    value: Float64Array.from(readings, ({ value }) => value),
    flag: Uint8Array.from(readings, ({ flag }) => flag ?? 1),
    tests: new Uint32Array(readings.length),
    settingsVersion: new Uint32Array(readings.length),
    receivedAt: Float64Array.from(readings, ({ t }) => t),
  });
}

/** A store without corrections. */
export function sourceOf(store: Store): LimitSource {
  return {
    coverage: (query) => store.coverage(query),
    aggregate: (query) => store.aggregate(query),
    corrected: async (series, range) =>
      (await store.rawSeries({ ...range, series, maxPoints: 10_000 })).points,
  };
}

/** The logger, expected to measure every half hour. */
export const LOGGER: LimitDevice = {
  device: 'logger',
  versions: [
    {
      from: 0,
      parameters: ['ph', 'cod'],
      intervalMs: HOUR_MS / 2,
      offsetMs: 0,
      sendsEveryMs: 0,
      lateAfterMs: 900_000,
    },
  ],
  excluded: [],
  corrected: [],
};
