import { isMainThread } from 'node:worker_threads';
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from './config.ts';

/** Keys whose values never reach a log, wherever in the logged object they stand. */
const SECRET_KEYS = ['secret', 'password', 'token', 'authorization', 'key'];

/** The log: JSON lines on stderr for programs, or readable lines for people. */
export function createLogger(config: Pick<Config, 'log'>): Logger {
  const { level, pretty: wanted } = config.log;
  const readable = wanted ?? process.stderr.isTTY;
  const options = {
    level,
    base: null,
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
  };
  if (!readable) return pino(options, pino.destination({ dest: 2, sync: !isMainThread }));
  return pino(
    options,
    pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' }),
  );
}
