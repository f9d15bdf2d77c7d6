import { observerUser } from '@banyu/broker';
import type { Command } from 'commander';
import { configOf, printRows, withRegistry } from './context.ts';

/** `banyu observer …` */
export function addObserverCommands(program: Command): void {
  const observer = program
    .command('observer')
    .description('who may watch the embedded broker’s figures ($SYS) and nothing else');

  observer
    .command('add <name>')
    .description('add an observer; prints its secret, once')
    .action(async (name: string, _: object, command: Command) => {
      const { mqtt } = configOf(command);
      const { host, port } = mqtt.tcp ?? { host: '127.0.0.1', port: 1883 };
      await withRegistry(command, async (registry) => {
        const secret = await registry.observers.add(name);
        const user = observerUser(name);
        process.stdout.write(
          [
            `Observer   ${user}`,
            `Secret     ${secret}`,
            'The secret is shown this once and kept only as a hash.',
            '',
            'Try it:',
            `  mosquitto_sub -h ${host} -p ${port} -u ${user} -P '${secret}' -t '$SYS/#' -v`,
            '',
          ].join('\n'),
        );
      });
    });

  observer
    .command('list')
    .description('list the observers')
    .option('--json', 'for programs', false)
    .action(async ({ json }: { json: boolean }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const observers = await registry.observers.list();
        printRows(
          observers.map(({ name, createdAt }) => ({ name, created: new Date(createdAt).toISOString() })),
          json,
        );
        if (observers.length === 0 && !json) process.stdout.write('No observer. banyu observer add <name>\n');
      });
    });

  observer
    .command('remove <name>')
    .description('refuse an observer from its next log-in on')
    .action(async (name: string, _: object, command: Command) => {
      await withRegistry(command, async (registry) => {
        await registry.observers.remove(name);
        process.stdout.write(`Observer ${name} is removed.\n`);
      });
    });
}
