import type { Command } from 'commander';
import { printRows, withRegistry } from './context.ts';
import { instantOption } from './instant-option.ts';
import { userName } from './user-name.ts';

interface AddOptions {
  readonly name?: string;
  readonly accreditation?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly why: string;
}

/** `banyu lab laboratory …` */
export function addLabLaboratoryCommands(lab: Command): void {
  const laboratory = lab.command('laboratory').description('who analyses the samples');

  laboratory
    .command('add <id>')
    .description('add a laboratory with its accreditation')
    .option('--name <name>', 'name for people, as tables call it (default: the id)')
    .option('--accreditation <number>', 'number of the accreditation body, e.g. KAN LP-123-IDN')
    .option('--from <time>', 'accredited from then on, ISO 8601')
    .option('--to <time>', 'accredited until then')
    .option('--by <name>', 'who adds it (default: the user who runs this)')
    .requiredOption('--why <text>', 'the reason, kept in the audit trail')
    .action(async (id: string, options: AddOptions, command: Command) => {
      const { name = id, accreditation = null, from, to, by = userName(), why } = options;
      await withRegistry(command, async ({ laboratories }) => {
        await laboratories.add(
          {
            ...{ id, name, accreditation },
            accreditedFrom: from === undefined ? null : instantOption(from, 'from'),
            accreditedTo: to === undefined ? null : instantOption(to, 'to'),
          },
          { by, why },
        );
        process.stdout.write(`Laboratory ${id} is added.\n`);
      });
    });

  laboratory
    .command('list')
    .description('list the laboratories')
    .option('--json', 'for programs', false)
    .action(async ({ json }: { json: boolean }, command: Command) => {
      await withRegistry(command, async ({ laboratories }) => {
        const all = await laboratories.list();
        const day = (t: number | null) => (t === null ? '' : new Date(t).toISOString().slice(0, 10));
        printRows(
          json
            ? all.map((record) => ({ ...record }))
            : all.map(({ id, name, accreditation, accreditedFrom, accreditedTo }) => ({
                ...{ id, name, accreditation },
                from: day(accreditedFrom),
                to: day(accreditedTo),
              })),
          json,
        );
        if (all.length === 0 && !json) process.stdout.write('No laboratory. banyu lab laboratory add <id>\n');
      });
    });
}
