import type { Command } from 'commander';
import { createLogger } from '../logger.ts';
import { configOf } from './context.ts';
import { runServer } from './run-server.ts';
import { stopSignal } from './stop-signal.ts';

/** `banyu start` */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run broker, ingest, store and HTTP in one process')
    .option('--demo', 'register a demo plant and run its simulated devices', false)
    .action(async ({ demo }: { demo: boolean }, command: Command) => {
      const config = configOf(command);
      await runServer(config, { log: createLogger(config), demo, stop: stopSignal() });
    });
}
