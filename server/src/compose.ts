import type { Logger } from 'pino';
import { BackupDesk } from './backup/backup-desk.ts';
import { CommandDispatch } from './command-dispatch.ts';
import type { Config } from './config.ts';
import { buildConsoleIfNeeded } from './console-build.ts';
import { ExportDesk } from './export-desk.ts';
import { openBroker, readCertificate } from './open-broker.ts';
import { type Core, openCore } from './open-core.ts';
import { openHttp } from './open-http.ts';
import { openOperationLog } from './open-operation-log.ts';
import { openSource } from './open-source.ts';
import { pathsIn } from './paths.ts';
import { Presence } from './presence.ts';
import { RepairDesk } from './repair/repair-desk.ts';
import { RequalifyDesk } from './requalify-desk.ts';
import { RequalifyWorker } from './requalify-worker.ts';

/** With so many messages of now not stored yet, work on what is stored does not begin. */
const LIVE_BEHIND = 1_000;

export interface BanyuOptions {
  readonly log: Logger;
  /** Also register the demo plant and run its devices. */
  readonly demo: boolean;
  /** What is to be done before the demo's devices start, everything else being open; when it fails, all is closed. */
  readonly beforeDemo?: (core: Core) => Promise<void>;
  /** Part of the server ended by itself: the process should close and be started again. */
  readonly onFatal: (error: Error) => void;
}

export interface Banyu {
  readonly addresses: { readonly http: string; readonly mqtt: readonly string[] };
  /** Takes renewed TLS certificates into use. Throws ConfigurationError; what was in use then stays. */
  reload(): void;
  close(): Promise<void>;
}

/**
 * Puts the house together in the order the data flows, and takes it down the other way round: no new messages,
 * what is in hand acknowledged and stored, then closed. What was opened is closed again when a later part fails.
 */
export async function openBanyu(config: Config, options: BanyuOptions): Promise<Banyu> {
  const { log } = options;
  await using opened = new AsyncDisposableStack();
  const core = await openCore(config, options, opened);
  const { registry, journal, thread } = core;

  const operation = openOperationLog(config, journal, log);
  opened.defer(() => operation.close());
  const presence = new Presence((device, online, at) => operation.log.connection(device, online, at));
  const commands = new CommandDispatch({
    commands: registry.commands,
    events: (query) => thread.data.events(query),
    isOnline: (device) => presence.of(device)?.online === true,
    clock: Date.now,
    log: log.child({ part: 'commands' }),
  });
  opened.defer(() => commands.close());
  const broker = config.mqtt.enabled
    ? await openBroker(config, { registry, journal, presence, commands }, log.child({ part: 'broker' }))
    : undefined;
  opened.defer(() => broker?.close());
  if (broker !== undefined) await commands.start(broker);
  const source = await openSource(config, journal, log.child({ part: 'source' }));
  opened.defer(() => source?.close());

  const exports = new ExportDesk(pathsIn(config.dataDirectory).exports, (query) => thread.data.export(query));
  await exports.clear();
  const backups = new BackupDesk(config.dataDirectory, (directory) => thread.data.copyTo(directory));
  await backups.clear();
  const requalify = new RequalifyDesk({
    requalifications: registry.requalifications,
    data: thread.data,
    clock: Date.now,
  });
  const requalifyWorker = new RequalifyWorker({
    queue: registry.requalificationQueue,
    desk: requalify,
    isCalm: async () => {
      const { problems, waitingEntries } = await thread.data.statistics();
      return problems.length === 0 && waitingEntries.live < LIVE_BEHIND;
    },
    clock: Date.now,
    log: log.child({ part: 'requalify' }),
  });
  opened.defer(() => requalifyWorker.close());
  const repairs = new RepairDesk({
    registry,
    rejects: { page: (query) => thread.data.rejects(query) },
    store: thread.data,
    journal,
    clock: Date.now,
  });
  await repairs
    .resume()
    .catch((error: unknown) => log.error({ err: error }, 'repairs of rejects wait for the next start'));
  const parts = {
    ...{ ...core, presence, operation: operation.log, commands, exports, backups, requalify, repairs },
    ...{ broker, source },
  };
  const http = await openHttp(config, parts, log.child({ part: 'http' }, { level: 'warn' }));
  opened.defer(() => http.app.close());

  requalifyWorker.start();

  if (options.demo) {
    await options.beforeDemo?.(core);
    const { startDemo } = await import('./demo.ts');
    const fleet = await startDemo(config, registry, broker, log);
    opened.defer(() => fleet.close());
  }
  buildConsoleIfNeeded().catch((error: unknown) =>
    log.error({ err: error }, 'the console could not be built'),
  );

  const running = opened.move();
  const mqtt = Object.entries(broker?.addresses ?? {}).map(
    ([name, { host, port }]) => `${name} ${host}:${port}`,
  );
  return {
    addresses: { http: http.address, mqtt },
    reload: () => {
      if (config.mqtt.tls !== null) broker?.reloadCertificate(readCertificate(config.mqtt.tls));
    },
    close: () => running.disposeAsync(),
  };
}
