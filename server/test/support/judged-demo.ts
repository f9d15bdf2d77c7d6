import type { ReadingBatch, SeriesKey } from '@banyu/contracts';
import { demoDevices, type SensorFault } from '@banyu/firmware-sim';
import { type QualityDirectory, QualityStage } from '@banyu/ingest';
import type { Disturbance } from '@banyu/simulator';
import { openMemoryStore, type Store, type StoredReading } from '@banyu/store';
import { createDemoPlant, DEMO_DEVICE_PREFIX, DEMO_PLANT } from '../../src/demo-plant.ts';

const HOUR = 3_600_000;
/** Samples of a device that are judged at once. */
const SAMPLES = 100;

export interface JudgedDemo {
  /** Unix ms. */
  readonly fromMs: number;
  readonly hours: number;
  readonly intervalMs: number;
  readonly quality: QualityDirectory;
  readonly disturbances?: readonly Disturbance[];
  /** By device. */
  readonly sensorFaults?: Readonly<Record<string, readonly SensorFault[]>>;
}

/** What the demo's devices measure, as the stream judges it; by `<point> <parameter>`, in order of time. */
export async function judgedDemo(
  request: JudgedDemo,
): Promise<ReadonlyMap<string, readonly StoredReading[]>> {
  const { fromMs, hours } = request;
  const store = await storedDemo(request);
  const to = fromMs + hours * HOUR;
  const readings = await store.readings({ from: fromMs, to, limit: Number.MAX_SAFE_INTEGER });
  await store.close();
  const oldestFirst = readings.toSorted((a, b) => a.t - b.t);
  return Map.groupBy(oldestFirst, ({ point, parameter }) => `${point} ${parameter}`);
}

/** The same as it is stored; the caller closes the store. */
export async function storedDemo({
  fromMs,
  hours,
  intervalMs,
  quality,
  disturbances = [],
  sensorFaults = {},
}: JudgedDemo): Promise<Store> {
  const simulated = createDemoPlant({ seed: 1, simulatedFromMs: fromMs - 24 * HOUR }, disturbances);
  const devices = demoDevices({
    plant: DEMO_PLANT,
    simulated,
    intervalMs,
    devicePrefix: DEMO_DEVICE_PREFIX,
    seed: 1,
    faults: sensorFaults,
  });
  const store = openMemoryStore();
  const stage = new QualityStage({
    store,
    directory: quality,
    keptEvents: () => [],
    ask: (question) => question(),
  });
  const endMs = fromMs + hours * HOUR;
  for (let t = fromMs; t < endMs; t += SAMPLES * intervalMs) {
    const times = Array.from({ length: SAMPLES }, (_, i) => t + i * intervalMs).filter((at) => at < endMs);
    const measured = devices.map((): number[] => []);
    for (const at of times) {
      for (const [i, { parameters, sensor }] of devices.entries()) {
        measured[i]?.push(...parameters.map((parameter) => sensor(parameter, at) ?? Number.NaN));
      }
    }
    for (const [i, { device, point, parameters }] of devices.entries()) {
      const series = parameters.map((parameter) => ({ plant: DEMO_PLANT, point, device, parameter }));
      const batch = batchOf(series, times, measured[i] ?? []);
      const judged = await stage.judge(batch);
      await store.write(batch);
      if (judged !== 'aborted' && judged.completed !== undefined) await store.reflag(judged.completed);
    }
  }
  return store;
}

/** The samples of a device, one after the other. */
function batchOf(
  series: readonly SeriesKey[],
  times: readonly number[],
  values: readonly number[],
): ReadingBatch {
  const { length } = values;
  const timeOf = (row: number) => times[Math.floor(row / series.length)] ?? 0;
  return {
    series,
    length,
    seriesIndex: Uint32Array.from({ length }, (_, row) => row % series.length),
    t: Float64Array.from({ length }, (_, row) => timeOf(row)),
    value: Float64Array.from(values),
    flag: new Uint8Array(length),
    tests: new Uint32Array(length),
    settingsVersion: new Uint32Array(length),
    receivedAt: Float64Array.from({ length }, (_, row) => timeOf(row) + 500),
  };
}
