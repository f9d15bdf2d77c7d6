import { openJournal } from '@banyu/ingest';
import { openRegistry } from '@banyu/registry';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { buildConsoleIfNeeded } from './console-build.ts';
import { DataThread } from './data-thread.ts';
import { startDemo } from './demo.ts';
import { LiveFeed } from './http/index.ts';
import { lockDataDirectory } from './lock.ts';
import { openBroker, readCertificate } from './open-broker.ts';
import { openHttp } from './open-http.ts';
import { openSource } from './open-source.ts';
import { pathsIn } from './paths.ts';
import { Presence } from './presence.ts';

export interface BanyuOptions {
  readonly log: Logger;
  /** Also register the demo plant and run its devices. */
  readonly demo: boolean;
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
  const paths = pathsIn(config.dataDirectory);
  await using opened = new AsyncDisposableStack();

  opened.use(lockDataDirectory(paths.lock));
  const live = new LiveFeed({ clock: Date.now, onWanted: (wanted) => thread.listen(wanted) });
  const thread = new DataThread(config, {
    onStored: (batch) => live.publish(batch),
    onUnheard: () => live.skip(),
    onCursor: (cursor) => journal.release(cursor),
    onDeath: options.onFatal,
  });
  // Its turn to close comes before the journal's; here for when one of the two cannot be opened.
  opened.defer(() => thread.close());
  const registry = opened.use(
    await openRegistry({ path: paths.registry, actor: { by: 'banyu', from: 'server' } }),
  );
  const journal = await openJournal({
    directory: paths.journal,
    maxBytes: config.journal.maxMb * 1e6,
    log: log.child({ part: 'journal' }),
    clock: Date.now,
  });
  opened.defer(() => journal.close());
  opened.defer(() => thread.close());
  await thread.open();
  journal.onCommit(() => thread.wake());

  const presence = new Presence();
  const broker = config.mqtt.enabled
    ? await openBroker(config, { registry, journal, presence }, log.child({ part: 'broker' }))
    : undefined;
  opened.defer(() => broker?.close());
  const source = await openSource(config, journal, log.child({ part: 'source' }));
  opened.defer(() => source?.close());

  const parts = { registry, journal, thread, live, presence, broker, source };
  const http = await openHttp(config, parts, log.child({ part: 'http' }, { level: 'warn' }));
  opened.defer(() => http.app.close());

  if (options.demo) {
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
