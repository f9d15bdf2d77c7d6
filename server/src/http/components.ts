import {
  ApiBucket,
  ApiCompletenessRow,
  ApiCoverage,
  ApiDevice,
  ApiDeviceCommand,
  ApiDeviceEvent,
  ApiGap,
  ApiParameter,
  ApiPlant,
  ApiPoint,
  ApiProblem,
  ApiReading,
  ApiSchedule,
  ApiSeries,
  ApiSlotSeries,
  Reject,
} from '@banyu/contracts';
import { z } from 'zod';

const T = 1_764_000_000_000;
const POINT = { id: 'effluent', name: 'Effluent', compliancePoint: true };
const SERIES = { plant: 'ipal-banyurip', point: 'effluent', device: 'banyurip-effluent', parameter: 'ph' };
const PLACE = { device: 'banyurip-effluent', point: 'effluent', parameter: 'ph' };
const READING = { ...SERIES, t: T, value: 7.12, flag: 1, tests: [], receivedAt: T + 180 };
const BUCKET = { t: T, mean: 7.1, min: 6.9, max: 7.4, count: 60, total: 60, good: 60 };

/** The parts of the API's document that have a name, each with an example. */
export const COMPONENTS = [
  [
    'Parameter',
    ApiParameter,
    { id: 'ph', unit: '[pH]', symbol: 'pH', span: [0, 14], decimals: 2, name: { id: 'pH', en: 'pH' } },
  ],
  ['Point', ApiPoint, POINT],
  [
    'Plant',
    ApiPlant,
    {
      id: 'ipal-banyurip',
      name: 'IPAL Banyurip',
      timeZone: 'Asia/Jakarta',
      capacityM3PerDay: 400,
      standard: null,
      points: [POINT],
    },
  ],
  [
    'Device',
    ApiDevice,
    {
      id: 'banyurip-effluent',
      plant: 'ipal-banyurip',
      point: 'effluent',
      name: 'Effluent logger',
      enabled: true,
      connection: 'online',
      lastMessageAt: T,
      rejects: 0,
    },
  ],
  [
    'DeviceCommand',
    ApiDeviceCommand,
    {
      id: '5f0c9d1e-6f0a-4f7e-9a0e-2f6f3c1b7a10',
      plant: 'ipal-banyurip',
      device: 'banyurip-effluent',
      action: { command: 'set-interval', intervalSeconds: 60 },
      by: 'Sari',
      why: null,
      createdAt: T,
      validUntil: T + 3_600_000,
      state: 'answered',
      timesSent: 1,
      sentAt: T + 20,
      deliveredAt: T + 60,
      answeredAt: T + 90,
      outcome: 'done',
      detail: null,
      configuration: null,
    },
  ],
  ['Reading', ApiReading, READING],
  ['Bucket', ApiBucket, BUCKET],
  [
    'Series',
    ApiSeries,
    {
      ...SERIES,
      unit: '[pH]',
      values: 'raw',
      asOf: null,
      layers: [],
      mode: 'aggregated',
      bucket: '5m',
      downsampled: false,
      points: [],
      buckets: [BUCKET],
    },
  ],
  ['Coverage', ApiCoverage, { ...SERIES, first: T, last: T + 3_600_000, total: 720, good: 718 }],
  [
    'Reject',
    Reject,
    {
      id: 17,
      receivedAt: T,
      plant: 'ipal-banyurip',
      device: 'banyurip-effluent',
      scope: 'value',
      reason: 'value-not-a-number',
      detail: 'expected a number or null, got a string',
      parameter: 'ph',
      t: T,
      payload: '"7,1"',
    },
  ],
  [
    'DeviceEvent',
    ApiDeviceEvent,
    {
      id: 3,
      plant: 'ipal-banyurip',
      device: 'banyurip-effluent',
      t: T,
      receivedAt: T + 210,
      kind: 'calibration-begun',
      parameter: 'ph',
      note: null,
      payload: null,
    },
  ],
  [
    'CompletenessRow',
    ApiCompletenessRow,
    {
      ...PLACE,
      from: T,
      to: T + 86_400_000,
      expected: 720,
      counts: { received: 655, late: 40, flagged: 3, rejected: 0, excluded: 15, missing: 7, pending: 0 },
      causes: [
        { status: 'late', cause: 'network', count: 40 },
        { status: 'excluded', cause: 'maintenance', count: 15 },
        { status: 'missing', cause: 'device', count: 7 },
      ],
      extra: 0,
      share: 0.965,
      excludedShare: 0.021,
      hours: { valid: 23, total: 24 },
      days: { valid: 1, total: 1 },
    },
  ],
  [
    'SlotSeries',
    ApiSlotSeries,
    { ...PLACE, spans: [{ from: T, to: T + 1_200_000, status: 'missing', cause: 'sensor', slots: 10 }] },
  ],
  [
    'Gap',
    ApiGap,
    {
      device: 'banyurip-effluent',
      point: 'effluent',
      parameters: ['ph', 'cod'],
      since: T,
      isOlder: false,
      cause: 'offline',
      slots: 12,
    },
  ],
  [
    'Schedule',
    ApiSchedule,
    {
      device: 'banyurip-effluent',
      schedule: {
        from: T,
        parameters: ['ph', 'cod'],
        intervalMs: 120_000,
        offsetMs: 0,
        sendsEveryMs: 0,
        lateAfterMs: 900_000,
      },
      recordedAt: T,
      recordedBy: 'Sari',
      why: 'as the logger is set',
    },
  ],
  [
    'Problem',
    ApiProblem,
    {
      type: '/api/problems/not-found',
      title: 'There is no such thing',
      status: 404,
      detail: 'There is no plant "ipal-x"',
      instance: '/api/v1/plants/ipal-x',
    },
  ],
] as const satisfies readonly (readonly [string, z.ZodType, unknown])[];

// Where the OpenAPI generator looks for names; a schema's own description is kept.
for (const [id, schema, example] of COMPONENTS) {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id, examples: [example] });
}
