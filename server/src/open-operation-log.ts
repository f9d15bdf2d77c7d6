import type { Journal } from '@banyu/ingest';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { isAccepting } from './journal-level.ts';
import { OperationLog } from './operation-log.ts';
import { pathsIn } from './paths.ts';

const BEAT_EVERY_MS = 5_000;

/** Opens the log of operation and keeps its heart beating until it is closed. */
export function openOperationLog(
  config: Config,
  journal: Journal,
  log: Logger,
): { readonly log: OperationLog; close(): void } {
  const operation = new OperationLog({
    path: pathsIn(config.dataDirectory).operation,
    clock: Date.now,
    watchesDevices: config.mqtt.enabled,
    log: log.child({ part: 'operation' }),
  });
  const beat = () => operation.beat(isAccepting(journal.state().level));
  beat();
  const timer = setInterval(beat, BEAT_EVERY_MS).unref();
  return {
    log: operation,
    close: () => {
      clearInterval(timer);
      operation.close();
    },
  };
}
