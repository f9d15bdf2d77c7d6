import type {
  ApiDevice,
  ApiGap,
  ApiPlant,
  ApiReading,
  ApiSeries,
  ApiSlotSeries,
  ApiSlotSpan,
  Flag,
  QualityTest,
} from '@banyu/contracts';

/** The stand-in's present when it starts: 24 November 2026, 09:30 at the plant. */
export const START = Date.UTC(2026, 10, 24, 2, 30, 0);
export const SAMPLE_MS = 5_000;
const MINUTE_MS = 60_000;
const KEPT_MS = 7 * 86_400_000;

export const PLANT: ApiPlant = {
  id: 'ipal-banyurip',
  name: 'IPAL Banyurip',
  timeZone: 'Asia/Jakarta',
  capacityM3PerDay: 400,
  standard: null,
  points: [
    { id: 'influent', name: 'Influen', compliancePoint: false },
    { id: 'equalization', name: 'Bak ekualisasi', compliancePoint: false },
    { id: 'aeration', name: 'Bak aerasi', compliancePoint: false },
    { id: 'effluent', name: 'Efluen', compliancePoint: true },
    { id: 'river-upstream', name: 'Sungai, hulu', compliancePoint: false },
    { id: 'river-downstream', name: 'Sungai, hilir', compliancePoint: false },
  ],
};

/** A sensor of the stand-in: its typical value and swing, and what is wrong with it. */
export interface Sensor {
  readonly point: string;
  readonly parameter: string;
  readonly typical: number;
  readonly swing: number;
  readonly trouble?: {
    readonly since: number;
    readonly flag: Flag;
    readonly test?: QualityTest;
    readonly value: number | null;
  };
  /** No readings in this stretch. */
  readonly gap?: readonly [from: number, to: number];
  /** The last reading's time. */
  readonly until?: number;
}

const FULL: Readonly<
  Record<string, readonly (readonly [parameter: string, typical: number, swing: number])[]>
> = {
  influent: [
    ['ph', 7.3, 0.3],
    ['temperature', 28.6, 0.8],
    ['cod', 482, 90],
    ['tss', 212, 45],
    ['nh3n', 31.5, 5],
    ['flow', 36.2, 11],
  ],
  equalization: [
    ['ph', 7.2, 0.15],
    ['temperature', 28.4, 0.5],
    ['cod', 455, 30],
    ['level', 2.35, 0.5],
  ],
  aeration: [
    ['ph', 6.9, 0.1],
    ['temperature', 28.9, 0.4],
    ['dissolved_oxygen', 2.1, 0.6],
    ['orp', 142, 25],
    ['mlss', 3120, 120],
  ],
  effluent: [
    ['ph', 7.1, 0.12],
    ['temperature', 28.3, 0.5],
    ['cod', 61.4, 9],
    ['tss', 18.2, 4],
    ['nh3n', 3.4, 1.1],
    ['flow', 34.9, 8],
  ],
  'river-upstream': [
    ['ph', 7.5, 0.1],
    ['temperature', 27.1, 0.9],
    ['dissolved_oxygen', 6.4, 0.5],
    ['conductivity', 248, 12],
    ['turbidity', 22.5, 6],
  ],
  'river-downstream': [
    ['ph', 7.4, 0.1],
    ['temperature', 27.2, 0.9],
    ['dissolved_oxygen', 5.9, 0.5],
    ['conductivity', 274, 14],
    ['turbidity', 25.1, 7],
  ],
};

/** Every sensor is well. */
export function calmSensors(): Sensor[] {
  return Object.entries(FULL).flatMap(([point, parameters]) =>
    parameters.map(([parameter, typical, swing]) => ({ point, parameter, typical, swing })),
  );
}

/** A stuck pH probe, a doubtful oxygen probe, a sensor without a value, a gap, and a river logger that fell silent. */
export function troubledSensors(): Sensor[] {
  return calmSensors().map((sensor) => {
    switch (`${sensor.point}/${sensor.parameter}`) {
      case 'effluent/ph':
        return {
          ...sensor,
          trouble: { since: START - 25 * MINUTE_MS, flag: 4, test: 'flat_line', value: 7 },
        };
      case 'aeration/dissolved_oxygen':
        return {
          ...sensor,
          trouble: { since: START - 4 * MINUTE_MS, flag: 3, test: 'rate_of_change', value: 4.8 },
        };
      case 'river-upstream/turbidity':
        return { ...sensor, trouble: { since: START - 50 * MINUTE_MS, flag: 9, value: null } };
      case 'influent/cod':
        return { ...sensor, gap: [START - 100 * MINUTE_MS, START - 75 * MINUTE_MS] as const };
      default:
        return sensor.point === 'river-downstream' ? { ...sensor, until: START - 42 * MINUTE_MS } : sensor;
    }
  });
}

/** The device that measures at a point. */
export function deviceOf(point: string): string {
  return `${point}-logger`;
}

/** One logger a point; those whose sensors all ended are offline. */
export function devicesOf(sensors: readonly Sensor[]): ApiDevice[] {
  return PLANT.points.map(({ id, name }) => {
    const ends = sensors.filter((sensor) => sensor.point === id).map((sensor) => sensor.until ?? START);
    const last = Math.max(...ends, 0);
    return {
      id: deviceOf(id),
      plant: PLANT.id,
      point: id,
      name: `Logger ${name.toLowerCase()}`,
      enabled: true,
      connection: last === 0 ? 'never' : last < START ? 'offline' : 'online',
      lastMessageAt: last === 0 ? null : last,
      rejects: 0,
    };
  });
}

/** A reading as a sensor would send it, with what the test wants otherwise. */
export function readingOf(
  sensor: Pick<Sensor, 'point' | 'parameter'>,
  t: number,
  value: number | null,
  flag: Flag = 1,
  tests: QualityTest[] = [],
): ApiReading {
  const { point, parameter } = sensor;
  return {
    plant: PLANT.id,
    point,
    device: deviceOf(point),
    parameter,
    t,
    value,
    flag,
    tests,
    settingsVersion: 1,
    receivedAt: t + 120,
  };
}

/** What a sensor read at a time: a daily swing, a slow drift and a little noise, the same in every run. */
export function modelReading(sensor: Sensor, t: number): ApiReading | undefined {
  const { gap, until, trouble } = sensor;
  if (until !== undefined && t > until) return undefined;
  if (gap !== undefined && t >= gap[0] && t < gap[1]) return undefined;
  if (trouble !== undefined && t >= trouble.since) {
    return readingOf(
      sensor,
      t,
      trouble.value,
      trouble.flag,
      trouble.test === undefined ? [] : [trouble.test],
    );
  }
  const seed = sensor.typical * 7 + sensor.point.length + sensor.parameter.length;
  const day = Math.sin((t / 86_400_000) * 2 * Math.PI + seed);
  const hour = Math.sin((t / 2_700_000) * 2 * Math.PI + seed * 3);
  const noise =
    ((Math.imul(Math.floor(t / SAMPLE_MS) ^ Math.floor(seed * 97), 2_654_435_761) >>> 16) & 255) / 255 - 0.5;
  return readingOf(sensor, t, sensor.typical + sensor.swing * (0.55 * day + 0.3 * hour + 0.35 * noise));
}

/** A sensor's readings in [from, to): the model's up to START, then those that the test published. */
export function readingsIn(
  sensor: Sensor,
  published: readonly ApiReading[],
  from: number,
  to: number,
): ApiReading[] {
  const readings: ApiReading[] = [];
  const first = Math.ceil(Math.max(from, START - KEPT_MS) / SAMPLE_MS) * SAMPLE_MS;
  for (let t = first; t < Math.min(to, START + 1); t += SAMPLE_MS) {
    const reading = modelReading(sensor, t);
    if (reading !== undefined) readings.push(reading);
  }
  const later = published.filter(
    (r) =>
      r.point === sensor.point && r.parameter === sensor.parameter && r.t >= from && r.t < to && r.t > START,
  );
  return [...readings, ...later];
}

const BUCKETS = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720].map((minutes) => minutes * MINUTE_MS);

/** As the API answers for a series: the shortest bucket that gives at most `points`. */
export function seriesOf(
  sensor: Sensor,
  readings: readonly ApiReading[],
  mode: 'raw' | 'aggregated',
  span: number,
  points: number,
): ApiSeries {
  const bucketMs = BUCKETS.find((length) => Math.ceil(span / length) + 1 <= points) ?? 43_200_000;
  const buckets = [...Map.groupBy(readings, (reading) => Math.floor(reading.t / bucketMs) * bucketMs)].map(
    ([t, own]) => {
      const values = own.flatMap(({ value, flag }) => (value === null || flag === 4 ? [] : [value]));
      return {
        t,
        mean: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
        min: values.length === 0 ? null : Math.min(...values),
        max: values.length === 0 ? null : Math.max(...values),
        count: values.length,
        total: own.length,
        good: own.filter(({ flag }) => flag === 1).length,
      };
    },
  );
  return {
    plant: PLANT.id,
    point: sensor.point,
    device: deviceOf(sensor.point),
    parameter: sensor.parameter,
    unit: '1',
    values: 'raw',
    asOf: null,
    layers: [],
    mode,
    bucket: mode === 'raw' ? null : `${bucketMs / MINUTE_MS}m`,
    downsampled: false,
    points: mode === 'raw' ? readings.map(({ t, value, flag }) => ({ t, value, flag })) : [],
    buckets: mode === 'raw' ? [] : buckets,
  };
}

/** The last 24 hours of two-minute slots of the effluent's pH and COD: a time out, part of it delivered later. */
export function aDayOfSlots(): ApiSlotSeries[] {
  const begin = START - 24 * 60 * MINUTE_MS;
  const spansFrom = (lost: ApiSlotSpan['cause']): ApiSlotSpan[] => {
    const parts: readonly [slots: number, status: ApiSlotSpan['status'], cause: ApiSlotSpan['cause']][] = [
      [120, 'received', 'none'],
      [30, 'missing', lost],
      [15, 'late', 'network'],
      [300, 'received', 'none'],
      [10, 'excluded', 'maintenance'],
      [200, 'received', 'none'],
      [2, 'flagged', 'none'],
      [1, 'rejected', 'message'],
      [34, 'received', 'none'],
      [8, 'pending', 'none'],
    ];
    let from = begin;
    return parts.map(([slots, status, cause]) => {
      const span = { from, to: from + slots * 2 * MINUTE_MS, status, cause, slots };
      from = span.to;
      return span;
    });
  };
  const place = { device: deviceOf('effluent'), point: 'effluent' };
  return [
    { ...place, parameter: 'cod', spans: spansFrom('network') },
    { ...place, parameter: 'ph', spans: spansFrom('sensor') },
  ];
}

export function openGap(): ApiGap {
  return {
    device: deviceOf('effluent'),
    point: 'effluent',
    parameters: ['ph', 'cod'],
    since: START - 20 * MINUTE_MS,
    isOlder: false,
    cause: 'offline',
    slots: 10,
  };
}
