import { assertStandard } from '@banyu/evaluation';
import { STANDARD_POINTS } from '@banyu/registry';
import type { Command } from 'commander';
import { printRows, withRegistry } from './context.ts';
import { numberAboveZero } from './number-argument.ts';

interface AddOptions {
  readonly name?: string;
  readonly timeZone: string;
  readonly capacity?: number;
  readonly standard?: string;
}

/** `banyu plant …` */
export function addPlantCommands(program: Command): void {
  const plant = program.command('plant').description('register plants and look them up');

  plant
    .command('add <id>')
    .description('register a plant with the usual sampling points, influent to river')
    .option('--name <name>', 'name for people (default: the id)')
    .option('--time-zone <zone>', 'IANA time zone of its days and months', 'Asia/Jakarta')
    .option('--capacity <m3-per-day>', 'design capacity in m³/day', numberAboveZero)
    .option('--standard <id>', 'effluent standard it is judged by: see "banyu standard list"')
    .action(async (id: string, options: AddOptions, command: Command) => {
      if (options.standard !== undefined) assertStandard(options.standard);
      await withRegistry(command, async (registry) => {
        const added = await registry.plants.add({
          id,
          name: options.name ?? id,
          timeZone: options.timeZone,
          points: STANDARD_POINTS,
          ...(options.capacity !== undefined && { capacityM3PerDay: options.capacity }),
          ...(options.standard !== undefined && { standard: options.standard }),
        });
        process.stdout.write(
          `Plant ${added.id} registered, with the sampling points ${added.points.map((point) => point.id).join(', ')}.\n` +
            `Next, a device: banyu device add ${id}-logger-1 --plant ${id} --point effluent\n`,
        );
      });
    });

  plant
    .command('change <id>')
    .description('change a plant; what is not given stays')
    .option('--name <name>', 'name for people')
    .option('--capacity <m3-per-day>', 'design capacity in m³/day', numberAboveZero)
    .option('--standard <id>', 'effluent standard it is judged by: see "banyu standard list"')
    .action(async (id: string, options: Omit<AddOptions, 'timeZone'>, command: Command) => {
      const { name, capacity, standard } = options;
      if (standard !== undefined) assertStandard(standard);
      await withRegistry(command, async (registry) => {
        const changed = await registry.plants.update(id, {
          ...(name !== undefined && { name }),
          ...(capacity !== undefined && { capacityM3PerDay: capacity }),
          ...(standard !== undefined && { standard }),
        });
        process.stdout.write(
          `Plant ${id}: ${changed.name}, ${changed.capacityM3PerDay ?? '–'} m³/day, standard ${changed.standard ?? '–'}.\n`,
        );
      });
    });

  plant
    .command('list')
    .description('list the plants')
    .option('--json', 'for programs', false)
    .action(async ({ json }: { json: boolean }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const plants = await registry.plants.list();
        printRows(
          plants.map(({ id, name, timeZone, capacityM3PerDay, standard }) => ({
            id,
            name,
            timeZone,
            capacityM3PerDay,
            standard,
          })),
          json,
        );
        if (plants.length === 0 && !json)
          process.stdout.write('No plant yet. Add one: banyu plant add <id>\n');
      });
    });

  const point = program.command('point').description('add sampling points and look them up');

  point
    .command('add <plant> <id>')
    .description('add a sampling point at the end of the water’s way')
    .option('--name <name>', 'name for people (default: the id)')
    .option('--compliance', 'the effluent standard is judged here', false)
    .action(
      async (
        plantId: string,
        id: string,
        options: { name?: string; compliance: boolean },
        command: Command,
      ) => {
        await withRegistry(command, async (registry) => {
          await registry.points.add(plantId, {
            id,
            name: options.name ?? id,
            compliancePoint: options.compliance,
          });
          process.stdout.write(`Sampling point ${id} added to ${plantId}.\n`);
        });
      },
    );

  point
    .command('list <plant>')
    .description('list a plant’s sampling points in the order the water flows')
    .option('--json', 'for programs', false)
    .action(async (plantId: string, { json }: { json: boolean }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const points = await registry.points.list(plantId);
        printRows(
          points.map(({ id, name, compliancePoint }) => ({ id, name, compliancePoint })),
          json,
        );
      });
    });
}
