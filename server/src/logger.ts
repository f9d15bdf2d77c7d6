import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** Keys whose values never reach a log, wherever in the logged object they stand. */
const SECRET_KEYS = ['secret', 'password', 'token', 'authorization', 'key'];

/** The log: JSON lines on stderr for programs, or readable lines for people. */
export function createLogger(config: Pick<Config, 'log'>): Logger {
  const { level, pretty: wanted } = config.log;
  const options = {
    level,
    base: null,
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
  };
  if (!(wanted ?? process.stderr.isTTY)) {
    return pino(options, pino.destination({ dest: 2, sync: !isMainThread }));
  }
  // Loaded only where it is used: every thread has a logger.
  const pretty: typeof import('pino-pretty') = createRequire(import.meta.url)('pino-pretty');
  return pino(
    options,
    pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', singleLine: true }),
  );
}
