import { type Journal, openJournal } from '@banyu/ingest';
import { openRegistry, type Registry } from '@banyu/registry';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { DataThread } from './data-thread.ts';
import { LiveFeed } from './http/index.ts';
import { lockDataDirectory } from './lock.ts';
import { pathsIn } from './paths.ts';

/** What every way in leads to: who is known, where messages are kept, and the thread that stores and answers. */
export interface Core {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly thread: DataThread;
  readonly live: LiveFeed;
}

export interface CoreOptions {
  readonly log: Logger;
  /** The data thread ended by itself: the process should close and be started again. */
  readonly onFatal: (error: Error) => void;
}

/**
 * Opens the core of a data directory, which it holds alone, into `opened`, whose owner closes it. Throws
 * ConfigurationError or UnavailableError; what was opened by then is in `opened`.
 */
export async function openCore(
  config: Config,
  { log, onFatal }: CoreOptions,
  opened: AsyncDisposableStack,
): Promise<Core> {
  const paths = pathsIn(config.dataDirectory);
  opened.use(lockDataDirectory(paths.lock));
  const live = new LiveFeed({ clock: Date.now, onWanted: (wanted) => thread.listen(wanted) });
  const thread = new DataThread(config, {
    onStored: (batch) => live.publish(batch),
    onUnheard: () => live.skip(),
    onCursor: (cursor) => journal.release(cursor),
    onDeath: onFatal,
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
  return { registry, journal, thread, live };
}
