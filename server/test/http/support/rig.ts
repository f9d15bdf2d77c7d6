import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ApiDevice,
  type ApiDeviceCommand,
  type ApiDeviceEvent,
  type ApiPlant,
  type ApiPlantFinding,
  NotFoundError,
  type ReadingBatch,
  type Reject,
  type SeriesKey,
  UnavailableError,
} from '@banyu/contracts';
import { openRegistry, type Registry } from '@banyu/registry';
import { openMemoryStore, type Store } from '@banyu/store';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { BackupDesk } from '../../../src/backup/backup-desk.ts';
import { correctedBuckets, correctedPoints } from '../../../src/corrected/corrected-series.ts';
import { deviceKeySource } from '../../../src/device-key-source.ts';
import { ExportDesk } from '../../../src/export-desk.ts';
import { buildHttp } from '../../../src/http/app.ts';
import { LiveFeed } from '../../../src/http/live-feed.ts';
import type { LiveFeedLimits } from '../../../src/http/live-limits.ts';
import type { HttpPorts, LaboratoryPorts, Statistics } from '../../../src/http/ports.ts';
import { complianceSource } from '../../../src/limits/compliance-source.ts';
import { RepairDesk, type RepairParts } from '../../../src/repair/repair-desk.ts';
import { slotPorts } from './slots.ts';

/** 2026-11-24 12:00:00 in Jakarta (UTC+7). */
export const NOW = Date.UTC(2026, 10, 24, 5);

export const PLANT: ApiPlant = {
  id: 'ipal-banyurip',
  name: 'IPAL Banyurip',
  timeZone: 'Asia/Jakarta',
  capacityM3PerDay: 400,
  standard: null,
  points: [
    { id: 'influent', name: 'Influent', compliancePoint: false },
    { id: 'effluent', name: 'Effluent', compliancePoint: true },
  ],
};

/** What a flow balance found. */
export const PLANT_FINDING: ApiPlantFinding = {
  check: 'flow-balance',
  parameter: 'flow',
  from: 1_767_200_400_000,
  to: 1_767_286_800_000,
  side: { point: 'effluent', device: 'banyurip-effluent', value: 280 },
  other: { point: 'influent', device: 'banyurip-influent', value: 400 },
  limit: 80,
};

export const DEVICE: ApiDevice = {
  id: 'banyurip-effluent',
  plant: PLANT.id,
  point: 'effluent',
  name: 'Effluent logger',
  enabled: true,
  connection: 'online',
  lastMessageAt: NOW,
  rejects: 2,
};

export const PH: SeriesKey = { plant: PLANT.id, point: 'effluent', device: DEVICE.id, parameter: 'ph' };

/** As it is when it was just asked for. */
const COMMAND: ApiDeviceCommand = {
  id: 'c1',
  plant: PLANT.id,
  device: DEVICE.id,
  action: { command: 'reboot' },
  by: 'Sari',
  why: null,
  createdAt: NOW,
  validUntil: NOW + 3_600_000,
  state: 'waiting',
  timesSent: 0,
  sentAt: null,
  deliveredAt: null,
  answeredAt: null,
  outcome: null,
  detail: null,
  configuration: null,
};

export const STATISTICS: Statistics = {
  broker: {
    listeners: 1,
    connections: { accepted: 5, open: 3, online: 2, observers: 1, paused: 0, broken: 1 },
    logins: { accepted: 4, waiting: 0, refused: { credential: 2, anonymous: 0 } },
    refused: { 'foreign-topic': 1 },
    received: { packets: 1_000, bytes: 123_456 },
    sent: { packets: 990, bytes: 4_000, dropped: 2 },
    commands: { sent: 3, undeliverable: 1 },
    deliveries: {
      handedOver: 990,
      acknowledged: 985,
      failed: 5,
      timedOut: 0,
      pendingMessages: 3,
      pendingBytes: 600,
    },
    faults: 0,
  },
  journal: {
    level: 'ok',
    problem: undefined,
    bytes: 1_000,
    messages: 12,
    maxBytes: 10_000,
    freeDiskBytes: 1e9,
    commits: 40,
    failedCommits: 0,
    committedMessages: 985,
    refusedMessages: 5,
    lastCommitMs: 4,
  },
  pipeline: {
    messages: 973,
    repeatedMessages: 4,
    signedMessages: 2,
    storedReadings: 5_900,
    duplicateReadings: 24,
    conflicts: 1,
    refusedReadings: 0,
    batches: 20,
    retries: 1,
    waitingEntries: { live: 1, backlog: 0 },
    problems: [],
  },
};

const noLaboratory = (): Promise<never> =>
  Promise.reject(new UnavailableError('There is no laboratory here'));
const NO_LABORATORY: LaboratoryPorts = {
  laboratories: { list: noLaboratory, add: noLaboratory, update: noLaboratory },
  samples: {
    list: noLaboratory,
    history: noLaboratory,
    save: noLaboratory,
    revise: noLaboratory,
    withdraw: noLaboratory,
    restore: noLaboratory,
  },
  uploads: { preview: noLaboratory, save: noLaboratory },
};

/** One reading a row; what is left out is a good pH of the effluent. */
export function batchOf(rows: readonly Partial<SeriesKey & Row>[]): ReadingBatch {
  const full = rows.map((row) => ({ ...PH, t: NOW, value: 7, flag: 1, tests: 0, ...row }));
  return {
    series: full.map(({ plant, point, device, parameter }) => ({ plant, point, device, parameter })),
    length: full.length,
    seriesIndex: Uint32Array.from(full, (_, i) => i),
    t: Float64Array.from(full, (row) => row.t),
    value: Float64Array.from(full, (row) => row.value),
    flag: Uint8Array.from(full, (row) => row.flag),
    tests: Uint32Array.from(full, (row) => row.tests),
    settingsVersion: new Uint32Array(full.length).fill(1),
    receivedAt: Float64Array.from(full, (row) => row.receivedAt ?? row.t + 100),
  };
}

interface Row {
  readonly t: number;
  readonly value: number;
  readonly flag: number;
  readonly tests: number;
  readonly receivedAt: number;
}

export interface Rig extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly store: Store;
  /** Knows the plant and its device; its clock is the rig's. */
  readonly registry: Registry;
  readonly live: LiveFeed;
  readonly url: string;
  readonly port: number;
  readonly consoleDirectory: string;
  readonly exportDirectory: string;
  /** What the log was told at level error and above, as JSON lines. */
  readonly faults: string[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: object): Promise<Response>;
}

export interface RigOptions {
  readonly ports?: Partial<HttpPorts>;
  readonly limits?: Partial<LiveFeedLimits>;
  readonly rejects?: readonly Reject[];
  readonly events?: readonly ApiDeviceEvent[];
  readonly epoch?: string;
  readonly clock?: () => number;
  /** Takes repaired readings; by default they are gone. */
  readonly journal?: RepairParts['journal'];
}

/** A page as the sources give it: ids descending, below `before`. */
function pageOf<T extends { readonly id: number }>(
  all: readonly T[],
  before: number | undefined,
  limit: number,
) {
  const rest = all.filter((item) => before === undefined || item.id < before);
  const items = rest.slice(0, limit);
  return { items, next: rest.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** The HTTP side on a port of its own, over a memory store, a registry and small fakes for the rest. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const consoleDirectory = await mkdtemp(join(tmpdir(), 'banyu-console-'));
  const exportDirectory = join(consoleDirectory, '.exports');
  const store = await openMemoryStore();
  const registry = await openRegistry({
    path: join(consoleDirectory, '.registry.sqlite'),
    clock: options.clock ?? (() => NOW),
    argon2id: async () => new Uint8Array(32),
  });
  await registry.plants.add({ ...PLANT, standard: undefined });
  await registry.devices.add({ id: DEVICE.id, plant: PLANT.id, point: DEVICE.point, name: DEVICE.name });
  const live = new LiveFeed({ epoch: options.epoch ?? 'e1', clock: Date.now, limits: options.limits ?? {} });
  const faults: string[] = [];
  const asked: ApiDeviceCommand[] = [];
  const rejects = [...(options.rejects ?? [])].sort((a, b) => b.id - a.id);
  const events = [...(options.events ?? [])].sort((a, b) => b.id - a.id);
  const app = await buildHttp(
    {
      plants: {
        list: () => [PLANT],
        get: (id) => {
          if (id === PLANT.id) return PLANT;
          throw new NotFoundError(`There is no plant "${id}"`);
        },
      },
      devices: { ofPlant: () => [DEVICE] },
      commands: {
        request: (_plant, _device, { by, why = null, validUntil = NOW + 3_600_000, ...action }) => {
          const command = { ...COMMAND, action, by, why, validUntil, id: `c${asked.length + 1}` };
          asked.unshift(command);
          return command;
        },
        list: () => asked,
        get: (_plant, _device, id) => {
          const found = asked.find((command) => command.id === id);
          if (found === undefined) throw new NotFoundError(`There is no command "${id}"`);
          return found;
        },
      },
      store,
      corrected: {
        points: (query) => correctedPoints(store, query),
        buckets: (query) => correctedBuckets(store, query),
      },
      corrections: registry.corrections,
      backups: new BackupDesk(exportDirectory, () => Promise.resolve()),
      reviews: registry.reviews,
      windows: registry.windows,
      settings: registry.settings,
      exports: new ExportDesk(exportDirectory, (query) => store.export(query)),
      rejects: {
        page: ({ plant, device, reason, before, limit }) => {
          const { items, next } = pageOf(
            rejects.filter(
              (r) =>
                (plant === undefined || r.plant === plant) &&
                (device === undefined || r.device === device) &&
                (reason === undefined || r.reason === reason),
            ),
            before,
            limit,
          );
          return { rejects: items, next };
        },
        counts: () => rejects.map(({ plant, device, reason }) => ({ plant, device, reason, count: 1 })),
      },
      deviceKeys: deviceKeySource(registry),
      repairs: new RepairDesk({
        registry,
        rejects: {
          page: async ({ before }) => ({ rejects: rejects.filter(({ id }) => id < before).slice(0, 1) }),
        },
        store,
        journal: options.journal ?? { append: (_, done) => done() },
        clock: options.clock ?? (() => NOW),
      }),
      events: {
        page: ({ device, before, limit }) => {
          const { items, next } = pageOf(
            events.filter((e) => device === undefined || e.device === device),
            before,
            limit,
          );
          return { events: items, next };
        },
      },
      heads: { audit: () => ({ id: 0, hash: '0'.repeat(64) }), seals: () => undefined },
      ...slotPorts(store, { plant: PLANT.id, device: DEVICE.id, now: NOW }),
      compliance: complianceSource({ store, corrected: (query) => correctedPoints(store, query), registry }),
      requalifications: {
        start: () => Promise.reject(new UnavailableError('There is nothing to judge here')),
        get: (_plant, id) => Promise.reject(new NotFoundError(`There is no requalification "${id}"`)),
        list: async () => [],
        left: async () => 12,
      },
      requalificationQueue: registry.requalificationQueue,
      plantFindings: ({ limit }) => [PLANT_FINDING].slice(0, limit),
      laboratory: NO_LABORATORY,
      live,
      statistics: () => STATISTICS,
      clock: options.clock ?? (() => NOW),
      log: pino({ level: 'error' }, { write: (line: string) => void faults.push(line) }),
      ...options.ports,
    },
    { consoleDirectory, version: '0.0.0-test' },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    store,
    registry,
    live,
    url,
    port,
    consoleDirectory,
    exportDirectory,
    faults,
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
    post: (path, body) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await store.close();
      await registry.close();
      await rm(consoleDirectory, { recursive: true });
    },
  };
}
