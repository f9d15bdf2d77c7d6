import { once } from 'node:events';
import type { Command } from 'commander';
import { openBanyu } from '../compose.ts';
import { createLogger } from '../logger.ts';
import { configOf } from './context.ts';

/** A stop that takes longer than this is cut short; the journal keeps what was acknowledged. */
const STOP_WITHIN_MS = 15_000;

/** A signal that comes again sooner than this was relayed by a parent, not sent by somebody impatient. */
const IMPATIENT_AFTER_MS = 500;

/** `banyu start` */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run broker, ingest, store and HTTP in one process')
    .option('--demo', 'register a demo plant and run its simulated devices', false)
    .action(async ({ demo }: { demo: boolean }, command: Command) => {
      const config = configOf(command);
      const log = createLogger(config);
      const stop = new AbortController();
      const banyu = await openBanyu(config, { log, demo, onFatal: (error) => stop.abort(error) });
      process.stdout.write(`${welcome(banyu.addresses, demo)}\n`);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        let first: number | undefined;
        process.on(signal, () => {
          const now = performance.now();
          first ??= now;
          if (now - first > IMPATIENT_AFTER_MS) process.exit(1);
          stop.abort();
        });
      }
      process.on('SIGHUP', () => {
        try {
          banyu.reload();
          log.info({}, 'TLS certificates read again');
        } catch (error) {
          log.error({ err: error }, 'the old TLS certificates stay in use');
        }
      });
      if (!stop.signal.aborted) await once(stop.signal, 'abort');
      const failure: unknown = stop.signal.reason;
      if (failure instanceof Error && failure.name !== 'AbortError') {
        log.fatal({ err: failure }, 'stopping: part of the server is gone');
        process.exitCode = 1;
      }
      process.stdout.write('\nStopping: finishing what is in hand (Ctrl-C again to leave at once) …\n');
      setTimeout(() => {
        log.error(
          'the stop took too long; what was acknowledged lies in the journal and is stored at the next start',
        );
        process.exit(1);
      }, STOP_WITHIN_MS).unref();
      await banyu.close();
      process.stdout.write('Stopped.\n');
    });
}

function welcome(
  addresses: { readonly http: string; readonly mqtt: readonly string[] },
  demo: boolean,
): string {
  const lines = [
    'Banyu is running.',
    `  Console    ${addresses.http}/`,
    `  HTTP API   ${addresses.http}/api/docs`,
    `  MQTT       ${addresses.mqtt.length > 0 ? addresses.mqtt.join(', ') : 'external broker'}`,
  ];
  if (demo)
    lines.push('  Demo       plant ipal-banyurip-demo, its devices simulated and connected over MQTT');
  lines.push('Ctrl-C stops it.');
  return lines.join('\n');
}
