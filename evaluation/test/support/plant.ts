import { openMemoryStore, type Store } from '@banyu/store';
import type { SlotPlan, SlotSources } from '../../src/index.ts';
import { ALWAYS, EVERY_TEN, type Row, T } from './slots.ts';

/** Sources over a store in memory; nothing rejected, and nothing said by devices but what is given. */
export function sourcesOver(store: Store, said: Partial<SlotSources> = {}): SlotSources {
  const nothing = async () => [];
  return {
    marks: (query) => store.marks(query),
    rejects: nothing,
    power: nothing,
    service: nothing,
    ...said,
  };
}

/** A store with readings of one device, by parameter. */
export async function storeWith(readings: Readonly<Record<string, readonly Row[]>>): Promise<Store> {
  const store = openMemoryStore();
  const rows = Object.entries(readings).flatMap(([parameter, list]) =>
    list.map((row) => ({ parameter, ...row })),
  );
  const parameters = Object.keys(readings);
  await store.write({
    series: parameters.map((parameter) => ({
      plant: 'ipal',
      point: 'effluent',
      device: 'logger-1',
      parameter,
    })),
    length: rows.length,
    seriesIndex: Uint32Array.from(rows, ({ parameter }) => parameters.indexOf(parameter)),
    t: Float64Array.from(rows, ({ t }) => t),
    value: Float64Array.from(rows, ({ flag }) => (flag === 9 ? Number.NaN : 7)),
    flag: Uint8Array.from(rows, ({ flag }) => flag ?? 1),
    tests: Uint32Array.from(rows, ({ tests }) => tests ?? 0),
    settingsVersion: new Uint32Array(rows.length),
    receivedAt: Float64Array.from(rows, ({ t, receivedAt }) => receivedAt ?? t + 1_000),
  });
  return store;
}

/** The plan of that device, connected and served all the time. */
export function planOf(
  changes: Partial<SlotPlan['devices'][number]> & { readonly now?: number } = {},
): SlotPlan {
  const { now = T + 400 * 86_400_000, ...device } = changes;
  return {
    plant: 'ipal',
    devices: [
      {
        device: 'logger-1',
        point: 'effluent',
        versions: [{ ...EVERY_TEN, from: T, parameters: ['ph'] }],
        excluded: [],
        connected: ALWAYS,
        ...device,
      },
    ],
    server: { now, storedThrough: now, serving: ALWAYS },
  };
}
