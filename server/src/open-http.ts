import type { Broker } from '@banyu/broker';
import { ConfigurationError } from '@banyu/contracts';
import type { Journal, Source } from '@banyu/ingest';
import type { Registry } from '@banyu/registry';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { BackupDesk } from './backup/backup-desk.ts';
import type { CommandDispatch } from './command-dispatch.ts';
import type { Config } from './config.ts';
import { CONSOLE_DIRECTORY } from './console-build.ts';
import type { DataThread } from './data-thread.ts';
import { deviceKeySource } from './device-key-source.ts';
import { devicesOf } from './device-source.ts';
import type { ExportDesk } from './export-desk.ts';
import { assertLoopback, buildHttp, type LiveFeed } from './http/index.ts';
import { readTableFile } from './laboratory/read-table-file.ts';
import { UploadDesk } from './laboratory/upload-desk.ts';
import { complianceSource } from './limits/compliance-source.ts';
import { isAddressProblem } from './open-broker.ts';
import type { OperationLog } from './operation-log.ts';
import type { Presence } from './presence.ts';
import type { RepairDesk } from './repair/repair-desk.ts';
import type { RequalifyDesk } from './requalify-desk.ts';
import { scheduleSource, slotSource } from './slot-source.ts';
import { VERSION } from './version.ts';

export interface HttpParts {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly thread: DataThread;
  readonly live: LiveFeed;
  readonly presence: Presence;
  readonly commands: CommandDispatch;
  readonly exports: ExportDesk;
  readonly operation: OperationLog;
  readonly backups: BackupDesk;
  readonly requalify: RequalifyDesk;
  readonly repairs: RepairDesk;
  readonly broker: Broker | undefined;
  readonly source: Source | undefined;
}

/** Builds the HTTP side over the parts and listens; answers its address, e.g. `http://127.0.0.1:8080`. */
export async function openHttp(
  config: Config,
  parts: HttpParts,
  log: Logger,
): Promise<{ readonly app: FastifyInstance; readonly address: string }> {
  const { registry, journal, live, presence, operation, commands, exports, backups, requalify } = parts;
  const { broker, source } = parts;
  const { data } = parts.thread;
  const { host, port } = config.http;
  assertLoopback(host);
  const app = await buildHttp(
    {
      plants: registry.plants,
      devices: { ofPlant: (plant) => devicesOf(plant, { registry, figures: data, presence }) },
      commands,
      deviceKeys: deviceKeySource(registry),
      store: data,
      corrected: {
        points: (query) => data.correctedPoints(query),
        buckets: (query) => data.correctedBuckets(query),
      },
      corrections: registry.corrections,
      reviews: registry.reviews,
      windows: registry.windows,
      settings: registry.settings,
      exports,
      backups,
      repairs: parts.repairs,
      rejects: { page: (query) => data.rejects(query), counts: () => data.rejectCounts() },
      events: { page: (query) => data.events(query) },
      heads: { audit: () => registry.audit.head(), seals: () => data.sealHead() },
      slots: slotSource(data, { registry, operation, clock: Date.now }),
      schedules: scheduleSource(data, { registry, clock: Date.now }),
      compliance: complianceSource({
        store: data,
        corrected: (query) => data.correctedPoints(query),
        registry,
      }),
      requalifications: requalify,
      requalificationQueue: registry.requalificationQueue,
      plantFindings: (query) => data.plantFindings(query),
      laboratory: {
        laboratories: registry.laboratories,
        samples: registry.samples,
        uploads: new UploadDesk({ samples: registry.samples, readTable: readTableFile, clock: Date.now }),
      },
      live,
      statistics: async () => ({
        ...(broker !== undefined && {
          broker: { listeners: Object.keys(broker.addresses).length, ...broker.statistics() },
        }),
        ...(source !== undefined && { source: source.state() }),
        journal: journal.state(),
        pipeline: await data.statistics(),
      }),
      clock: Date.now,
      log,
    },
    { consoleDirectory: CONSOLE_DIRECTORY, version: VERSION },
  );
  try {
    return { app, address: await app.listen({ host, port }) };
  } catch (error) {
    await app.close();
    if (!isAddressProblem(error)) throw error;
    throw new ConfigurationError(
      `Cannot listen for HTTP on ${host}:${port}: ${error.message}. Set http.port (BANYU_HTTP_PORT) to a free port.`,
      { cause: error },
    );
  }
}
