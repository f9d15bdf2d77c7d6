import type { ApiDevice, ApiLiveReading, ApiReading } from '@banyu/contracts';
import { type Curve, extendedHistory, type History, loadedHistory } from './history.ts';
import { seriesKey } from './series-key.ts';

/** What is known of one plant. Series are keyed by `seriesKey`. */
export interface PlantState {
  readonly load:
    | { readonly status: 'loading' | 'ready' }
    | { readonly status: 'failed'; readonly detail: string };
  readonly devices: readonly ApiDevice[];
  readonly latest: ReadonlyMap<string, ApiReading>;
  /** The last hours of each series, for its small trend. */
  readonly histories: ReadonlyMap<string, History>;
}

export const EMPTY_PLANT: PlantState = {
  load: { status: 'loading' },
  devices: [],
  latest: new Map(),
  histories: new Map(),
};

/** Readings from a load: each series keeps the newest it has seen, and of two at one time the first. */
export function withLatest(state: PlantState, readings: readonly ApiReading[]): PlantState {
  const latest = newest(state.latest, readings);
  return latest === state.latest ? state : { ...state, latest };
}

/** Readings from the feed: the latest values and the small trends both take them up. */
export function withLive(state: PlantState, readings: readonly ApiLiveReading[], from: number): PlantState {
  const bySeries = Map.groupBy(readings, seriesKey);
  const histories = new Map(state.histories);
  for (const [key, ofSeries] of bySeries) {
    const history = histories.get(key);
    if (history !== undefined) histories.set(key, extendedHistory(history, ofSeries, from));
  }
  return {
    ...state,
    devices: heardFrom(state.devices, readings),
    latest: newest(state.latest, readings),
    histories,
  };
}

export function withHistory(state: PlantState, key: string, history: History): PlantState {
  return { ...state, histories: new Map(state.histories).set(key, history) };
}

/** The server's answer for one small trend; what the feed brought meanwhile is folded in. */
export function withCurve(state: PlantState, key: string, curve: Curve): PlantState {
  const history = state.histories.get(key);
  return history === undefined ? state : withHistory(state, key, loadedHistory(history, curve));
}

function newest(
  known: ReadonlyMap<string, ApiReading>,
  readings: readonly ApiLiveReading[],
): ReadonlyMap<string, ApiReading> {
  const latest = new Map(known);
  let changed = false;
  for (const reading of readings) {
    const key = seriesKey(reading);
    const knownT = latest.get(key)?.t ?? Number.NEGATIVE_INFINITY;
    if (knownT > reading.t || (knownT === reading.t && !reading.completed)) continue;
    latest.set(key, reading);
    changed = true;
  }
  return changed ? latest : known;
}

/** A device whose reading has just come is online, whatever the last look at the list said. */
function heardFrom(devices: readonly ApiDevice[], readings: readonly ApiReading[]): readonly ApiDevice[] {
  const receivedAt = new Map<string, number>();
  for (const reading of readings) {
    receivedAt.set(reading.device, Math.max(receivedAt.get(reading.device) ?? 0, reading.receivedAt));
  }
  return devices.map((device) => {
    const at = receivedAt.get(device.id);
    if (at === undefined || at <= (device.lastMessageAt ?? 0)) return device;
    return { ...device, connection: 'online', lastMessageAt: at };
  });
}
