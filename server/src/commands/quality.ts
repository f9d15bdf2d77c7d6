import { readFile } from 'node:fs/promises';
import { InvalidInputError, type QualitySettingsChange } from '@banyu/contracts';
import type { SettingsVersion } from '@banyu/registry';
import type { Command } from 'commander';
import { printRows, withRegistry } from './context.ts';
import { type PlantTime, plantTime } from './plant-time.ts';
import { addFindingsCommand } from './quality-findings.ts';
import { type SignedOptions, signatureOf, signed } from './signed.ts';
import { type Which, whichOf } from './which-series.ts';

interface SetOptions extends Which, SignedOptions {
  readonly settings?: string;
  readonly file?: string;
  readonly reset: boolean;
  readonly validFrom?: string;
  readonly backdated: boolean;
}

/** `banyu quality …` */
export function addQualityCommands(program: Command): void {
  const quality = program
    .command('quality')
    .description(
      'settings of the quality tests, by scope and time, and what devices contradict each other in',
    );

  quality
    .command('show <device> <parameter>')
    .description('show what judges the readings of a series, complete, as JSON')
    .option('--at <time>', 'time of the readings, ISO 8601 (default: now)')
    .action(async (device: string, parameter: string, options: { at?: string }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const { plant, point } = await registry.devices.get(device);
        const time = await plantTime(registry, plant);
        const t = options.at === undefined ? Date.now() : time.instant(options.at, 'at');
        const inForce = await registry.settings.inForce({ plant, point, device, parameter }, t);
        process.stdout.write(`${JSON.stringify(inForce, null, 2)}\n`);
      });
    });

  signed(quality.command('set <plant>'))
    .description('set what a scope changes of the settings, replacing what it changed before')
    .option('--point <point>', 'for one sampling point (default: the whole plant)')
    .option('--device <device>', 'for one device')
    .option('--parameter <parameter>', 'for one parameter')
    .option('--settings <json>', 'what differs, test by test, e.g. \'{"spike":"off"}\'')
    .option('--file <file>', 'the same, from a file')
    .option('--reset', 'nothing differs any more', false)
    .option('--valid-from <time>', 'judges readings from then on, ISO 8601 (default: now)')
    .option('--backdated', 'a time in the past is meant: readings since then are to be judged again', false)
    .action(async (plant: string, options: SetOptions, command: Command) => {
      const settings = await settingsOf(options);
      await withRegistry(command, async (registry) => {
        const time = await plantTime(registry, plant);
        const { validFrom, backdated } = options;
        const { set, due } = await registry.settings.set(
          {
            scope: { plant, ...whichOf(options) },
            settings,
            ...(validFrom !== undefined && { validFrom: time.instant(validFrom, 'valid-from') }),
            backdated,
          },
          signatureOf(options),
        );
        process.stdout.write(`Version ${set.version} judges readings from ${time.show(set.validFrom)} on.\n`);
        if (due !== null) {
          process.stdout.write(
            `Readings from ${time.show(due.from)} to ${time.show(due.to)} were judged by other settings.\n`,
          );
        }
      });
    });

  quality
    .command('history <plant>')
    .description('list every version, newest first')
    .option('--point <point>', 'whose scope names it')
    .option('--device <device>', 'whose scope names it')
    .option('--parameter <parameter>', 'whose scope names it')
    .option('--json', 'for programs', false)
    .action(async (plant: string, options: Which & { json: boolean }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const time = await plantTime(registry, plant);
        const { json, ...which } = options;
        const versions = (await registry.settings.list(plant)).filter(({ scope }) =>
          Object.entries(which).every(([name, value]) => scope[name as keyof Which] === value),
        );
        printRows(
          json ? versions.map((each) => ({ ...each })) : versions.map((each) => rowOf(each, time)),
          json,
        );
        if (versions.length === 0 && !json) process.stdout.write('The defaults hold.\n');
      });
    });

  addFindingsCommand(quality);
}

async function settingsOf({ settings, file, reset }: SetOptions): Promise<QualitySettingsChange | null> {
  const given = [settings, file, reset ? '' : undefined].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new InvalidInputError('Say what differs by one of --settings <json>, --file <file> and --reset.');
  if (reset) return null;
  const text = file === undefined ? (settings ?? '') : await textOf(file);
  try {
    // The registry checks it against its schema.
    return JSON.parse(text) as QualitySettingsChange;
  } catch (cause) {
    const where = file === undefined ? '--settings' : file;
    throw new InvalidInputError(`${where} is no JSON: ${cause instanceof Error ? cause.message : cause}.`, {
      cause,
    });
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(`Cannot read ${file}: ${cause instanceof Error ? cause.message : cause}.`, {
      cause,
    });
  }
}

function rowOf(
  { version, scope, settings, validFrom, recordedBy, why }: SettingsVersion,
  { show }: PlantTime,
) {
  const { point = 'all', device = 'all', parameter = 'all' } = scope;
  const changes = settings === null ? 'nothing' : Object.keys(settings).join(', ');
  return { version, point, device, parameter, from: show(validFrom), changes, by: recordedBy, why };
}
