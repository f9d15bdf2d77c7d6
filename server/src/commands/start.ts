import { ConfigurationError } from '@banyu/contracts';
import type { Command } from 'commander';
import { createLogger } from '../logger.ts';
import { configOf } from './context.ts';
import { runServer } from './run-server.ts';
import { stopSignal } from './stop-signal.ts';
import { withScenario } from './with-scenario.ts';

/** `banyu start` and `banyu ingest` */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run broker, ingest, store and HTTP in one process')
    .option('--demo', 'register a demo plant and run its simulated devices', false)
    .option('--scenario <name-or-file>', 'what goes wrong at the demo plant (default: demo.scenario)')
    .action(async ({ demo, scenario }: { demo: boolean; scenario?: string }, command: Command) => {
      const config = await withScenario(configOf(command), demo, scenario);
      await runServer(config, { log: createLogger(config), demo, stop: stopSignal() });
    });
  program
    .command('ingest')
    .description('the same without the embedded broker: messages come from the external one alone (source)')
    .action(async (_: object, command: Command) => {
      const config = configOf(command);
      if (config.source === undefined) {
        throw new ConfigurationError(
          'banyu ingest takes messages from an external MQTT broker, and none is configured: set source.url ' +
            '(BANYU_SOURCE_URL), or run "banyu start" for the embedded one.',
        );
      }
      const withoutBroker = { ...config, mqtt: { ...config.mqtt, enabled: false } };
      await runServer(withoutBroker, { log: createLogger(config), demo: false, stop: stopSignal() });
    });
}
