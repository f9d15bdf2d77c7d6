import { buildTopic } from '@banyu/contracts';
import type { Command } from 'commander';
import { configOf, printRows, withRegistry } from './context.ts';
import { addDeviceCommandCommand } from './device-command.ts';
import { addDeviceKeyCommands } from './device-key.ts';
import { addScheduleCommands } from './device-schedule.ts';

/** `banyu device …` */
export function addDeviceCommands(program: Command): void {
  const device = program.command('device').description('register devices and manage their credentials');

  device
    .command('add <id>')
    .description('register a device; prints its secret, once')
    .requiredOption('--plant <plant>', 'the plant it stands at')
    .requiredOption('--point <point>', 'the sampling point it measures')
    .option('--name <name>', 'name for people')
    .action(
      async (id: string, options: { plant: string; point: string; name?: string }, command: Command) => {
        const { mqtt } = configOf(command);
        await withRegistry(command, async (registry) => {
          const { plant, point, name } = options;
          const { secret } = await registry.devices.add({
            id,
            plant,
            point,
            ...(name !== undefined && { name }),
          });
          printCredential(plant, id, secret, mqtt.tcp);
        });
      },
    );

  device
    .command('list')
    .description('list the devices')
    .option('--plant <plant>', 'of one plant')
    .option('--json', 'for programs', false)
    .action(async ({ plant, json }: { plant?: string; json: boolean }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const devices = await registry.devices.list(plant === undefined ? {} : { plant });
        printRows(
          devices.map((d) => ({
            id: d.id,
            plant: d.plant,
            point: d.point,
            name: d.name,
            enabled: d.enabled,
          })),
          json,
        );
      });
    });

  device
    .command('rotate <id>')
    .description('give a device a new secret, printed once; the old one ends at once')
    .action(async (id: string, _: object, command: Command) => {
      const { mqtt } = configOf(command);
      await withRegistry(command, async (registry) => {
        const { plant } = await registry.devices.get(id);
        printCredential(plant, id, await registry.devices.rotateSecret(id), mqtt.tcp);
      });
    });

  addDeviceCommandCommand(device);
  addDeviceKeyCommands(device);
  addScheduleCommands(device);

  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    device
      .command(`${name} <id>`)
      .description(
        enabled ? 'let a device log in again' : 'refuse a device from its next log-in on; its readings stay',
      )
      .action(async (id: string, _: object, command: Command) => {
        await withRegistry(command, async (registry) => {
          await registry.devices.setEnabled(id, enabled);
          process.stdout.write(`Device ${id} is ${enabled ? 'enabled' : 'disabled'}.\n`);
        });
      });
  }
}

function printCredential(
  plant: string,
  device: string,
  secret: string,
  tcp: { readonly host: string; readonly port: number } | null,
): void {
  const { host, port } = tcp ?? { host: '127.0.0.1', port: 1883 };
  const topic = buildTopic(plant, device, 'telemetry');
  process.stdout.write(
    [
      `Device     ${device}`,
      `Secret     ${secret}`,
      'The secret is shown this once and kept only as a hash; "banyu device rotate" makes a new one.',
      '',
      'Try it:',
      `  mosquitto_pub -h ${host} -p ${port} -i ${device} -u ${device} -P '${secret}' -q 1 \\`,
      `    -t ${topic} \\`,
      `    -m '{"v":1,"boot":"try","seq":1,"samples":[{"t":'$(date +%s000)',"ph":7.1}]}'`,
      '',
    ].join('\n'),
  );
}
