import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import type { Logger } from 'pino';
import { type BanyuOptions, openBanyu } from '../compose.ts';
import type { Config } from '../config.ts';

/**
 * A stop that takes longer than this is cut short; the journal keeps what was acknowledged. Less than the 30 s after
 * which systemd and Docker, as they are set up for Banyu, kill it.
 */
const STOP_WITHIN_MS = 25_000;
/** What is still open when all was closed holds the process up for no longer. */
const LEAVE_WITHIN_MS = 1_000;

/** Runs a server until it is asked to stop, or a part of it is gone. */
export async function runServer(
  config: Config,
  {
    log,
    stop,
    ...options
  }: Omit<BanyuOptions, 'onFatal'> & { readonly log: Logger; readonly stop: AbortController },
): Promise<void> {
  const banyu = await openBanyu(config, { log, ...options, onFatal: (error) => stop.abort(error) });
  process.stdout.write(`${welcome(banyu.addresses, options.demo, config.demo.scenario)}\n`);
  // Else it is kept at a good end only, and a server that is killed compiles everything again each time.
  flushCompileCache();
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
  const tooLong = setTimeout(() => {
    log.error(
      'the stop took too long; what was acknowledged lies in the journal and is stored at the next start',
    );
    process.exit(1);
  }, STOP_WITHIN_MS).unref();
  await banyu.close();
  clearTimeout(tooLong);
  setTimeout(() => process.exit(), LEAVE_WITHIN_MS).unref();
  process.stdout.write('Stopped.\n');
}

function welcome(
  addresses: { readonly http: string; readonly mqtt: readonly string[] },
  demo: boolean,
  scenario: string | undefined,
): string {
  const lines = [
    'Banyu is running.',
    `  Console    ${addresses.http}/`,
    `  HTTP API   ${addresses.http}/api/docs`,
    `  MQTT       ${addresses.mqtt.length > 0 ? addresses.mqtt.join(', ') : 'external broker'}`,
  ];
  if (demo)
    lines.push('  Demo       plant ipal-banyurip-demo, its devices simulated and connected over MQTT');
  if (demo && scenario !== undefined)
    lines.push(`  Scenario   ${scenario}; what to see and when: banyu scenario show ${scenario}`);
  lines.push('Ctrl-C stops it.');
  return lines.join('\n');
}
