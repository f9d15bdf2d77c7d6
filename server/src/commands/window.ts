import { SERVICE_KINDS, type ServiceKind } from '@banyu/contracts';
import type { DeclaredWindow } from '@banyu/registry';
import type { Command } from 'commander';
import { printRows, withRegistry } from './context.ts';
import { wholeNumberAboveZero } from './number-argument.ts';
import { type PlantTime, plantTime } from './plant-time.ts';
import { type SignedOptions, signatureOf, signed } from './signed.ts';
import { type Which, whichOf } from './which-series.ts';

interface AddOptions extends Which, SignedOptions {
  readonly from?: string;
  readonly to?: string;
}

/** `banyu window …` */
export function addWindowCommands(program: Command): void {
  const window = program
    .command('window')
    .description('times of service: readings in them are kept, flagged and left out');

  signed(window.command('add <plant> <kind>'))
    .description(`declare a window, past, present or planned; kind: ${SERVICE_KINDS.join(', ')}`)
    .option('--from <time>', 'ISO 8601; without an offset the plant’s time (default: now)')
    .option('--to <time>', 'its end, not included (default: until it is ended)')
    .option('--point <point>', 'at one sampling point (default: the whole plant)')
    .option('--device <device>', 'of one device')
    .option('--parameter <parameter>', 'of one parameter')
    .action(async (plant: string, kind: string, options: AddOptions, command: Command) => {
      await withRegistry(command, async (registry) => {
        const time = await plantTime(registry, plant);
        const { from, to } = options;
        const { id, window: declared } = await registry.windows.declare(
          {
            plant,
            kind: kind as ServiceKind,
            from: from === undefined ? Date.now() : time.instant(from, 'from'),
            to: to === undefined ? null : time.instant(to, 'to'),
            ...whichOf(options),
          },
          signatureOf(options),
        );
        process.stdout.write(
          declared.to === null
            ? `Window ${id} is open since ${time.show(declared.from)}. End it: banyu window end ${id} --why …\n`
            : `Window ${id}: ${time.show(declared.from)} to ${time.show(declared.to)}.\n`,
        );
      });
    });

  window
    .command('list <plant>')
    .description('list the windows that hold, in order of their beginning')
    .option('--point <point>', 'that concern one sampling point')
    .option('--device <device>', 'that concern one device')
    .option('--parameter <parameter>', 'that concern one parameter')
    .option('--from <time>', 'that last beyond this')
    .option('--to <time>', 'that begin before this')
    .option('--limit <n>', 'at most so many', wholeNumberAboveZero, 100)
    .option('--json', 'for programs', false)
    .action(
      async (
        plant: string,
        options: Which & { from?: string; to?: string; limit: number; json: boolean },
        command: Command,
      ) => {
        await withRegistry(command, async (registry) => {
          const time = await plantTime(registry, plant);
          const { from, to, limit, json } = options;
          const windows = await registry.windows.list({
            plant,
            ...whichOf(options),
            ...(from !== undefined && { from: time.instant(from, 'from') }),
            ...(to !== undefined && { to: time.instant(to, 'to') }),
            limit,
          });
          printRows(
            json ? windows.map((each) => ({ ...each })) : windows.map((each) => rowOf(each, time)),
            json,
          );
          if (windows.length === 0 && !json) process.stdout.write('No window.\n');
        });
      },
    );

  signed(window.command('end'))
    .argument('<id>', 'its number', wholeNumberAboveZero)
    .description('give a window its end, or another one')
    .option('--at <time>', 'ISO 8601 (default: now)')
    .action(async (id: number, options: SignedOptions & { at?: string }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const plant = (await registry.windows.history(id)).at(-1)?.window.plant ?? '';
        const time = await plantTime(registry, plant);
        const at = options.at === undefined ? Date.now() : time.instant(options.at, 'at');
        const ended = await registry.windows.end(id, at, signatureOf(options));
        process.stdout.write(`Window ${id} ends ${time.show(ended.window.to)}.\n`);
      });
    });

  signed(window.command('cancel'))
    .argument('<id>', 'its number', wholeNumberAboveZero)
    .description('take back a window that should not be; it stays on record')
    .action(async (id: number, options: SignedOptions, command: Command) => {
      await withRegistry(command, async (registry) => {
        await registry.windows.cancel(id, signatureOf(options));
        process.stdout.write(`Window ${id} is cancelled.\n`);
      });
    });
}

function rowOf({ id, window, recordedBy, why }: DeclaredWindow, { show }: PlantTime) {
  const { kind, from, to, point = 'all', device = 'all', parameter = 'all' } = window;
  return { id, kind, from: show(from), to: show(to), point, device, parameter, by: recordedBy, why };
}
