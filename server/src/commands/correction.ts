import {
  type CorrectionKind,
  ESTIMATE_METHODS,
  InvalidInputError,
  type NewCorrection,
  type ParameterId,
} from '@banyu/contracts';
import type { Correction } from '@banyu/registry';
import { type Command, Option } from 'commander';
import { lengthMs, parseDuration } from '../duration.ts';
import { printRows, withRegistry } from './context.ts';
import { anyNumber, wholeNumberAboveZero } from './number-argument.ts';
import { plantTime } from './plant-time.ts';
import { type SignedOptions, signatureOf, signed } from './signed.ts';
import { type Which, whichOf } from './which-series.ts';

interface AddOptions extends SignedOptions {
  readonly from: string;
  readonly to: string;
  readonly cause?: string;
  readonly add?: number;
  readonly factor?: number;
  readonly addAtStart?: number;
  readonly addAtEnd?: number;
  readonly factorAtStart?: number;
  readonly factorAtEnd?: number;
  readonly method: string;
  readonly step: string;
}

interface ListOptions extends Which {
  readonly from?: string;
  readonly to?: string;
  readonly withdrawn: boolean;
  readonly limit: number;
  readonly json: boolean;
}

const KINDS = `
What can be laid over the readings of a period; the readings themselves stay as they are:
  offset      --add <n>                       e.g. offset --add -0.3
  gain        --factor <n>                    e.g. gain --factor 1.08
  drift       --add-at-end <n> …              grows evenly over the period
  exclusion                                   the values count as failed
  estimate    --method <method> --step 2m     fills what is missing or unusable, and is shown as an estimate`;

/** `banyu correction …` */
export function addCorrectionCommands(program: Command): void {
  const correction = program
    .command('correction')
    .description('lay corrections, exclusions and estimates over readings, and take them back');

  signed(correction.command('add <device> <parameter> <kind>'))
    .description('lay a correction over the readings of a device’s parameter')
    .requiredOption('--from <time>', 'begin of the period, ISO 8601; without an offset the plant’s time')
    .requiredOption('--to <time>', 'end of the period, not included')
    .option('--cause <cause>', 'fouling, calibration-drift or other: they are applied in this order')
    .option('--add <n>', 'offset: added to each value, canonical unit', anyNumber)
    .option('--factor <n>', 'gain: each value is multiplied', anyNumber)
    .option('--add-at-start <n>', 'drift', anyNumber)
    .option('--add-at-end <n>', 'drift', anyNumber)
    .option('--factor-at-start <n>', 'drift', anyNumber)
    .option('--factor-at-end <n>', 'drift', anyNumber)
    .addOption(new Option('--method <method>', 'estimate').choices(ESTIMATE_METHODS).default('linear'))
    .option('--step <duration>', 'estimate: from one value to the next', '1m')
    .addHelpText('after', KINDS)
    .action(
      async (device: string, parameter: string, kind: string, options: AddOptions, command: Command) => {
        await withRegistry(command, async (registry) => {
          const { plant, point } = await registry.devices.get(device);
          const time = await plantTime(registry, plant);
          const added = await registry.corrections.add(
            {
              ...{ plant, point, device, parameter: parameter as ParameterId },
              from: time.instant(options.from, 'from'),
              to: time.instant(options.to, 'to'),
              what: kindOf(kind, options),
            },
            signatureOf(options),
          );
          process.stdout.write(
            `Correction ${added.id} holds: ${describe(added.what)} on ${parameter} of ${device}, ` +
              `${time.show(added.from)} to ${time.show(added.to)}.\n`,
          );
        });
      },
    );

  correction
    .command('list <plant>')
    .description('list the corrections of a plant, newest first')
    .option('--point <point>', 'of one sampling point')
    .option('--device <device>', 'of one device')
    .option('--parameter <parameter>', 'of one parameter')
    .option('--from <time>', 'whose period lasts beyond this')
    .option('--to <time>', 'whose period begins before this')
    .option('--withdrawn', 'those taken back, too', false)
    .option('--limit <n>', 'at most so many', wholeNumberAboveZero, 100)
    .option('--json', 'for programs', false)
    .action(async (plant: string, options: ListOptions, command: Command) => {
      await withRegistry(command, async (registry) => {
        const time = await plantTime(registry, plant);
        const { from, to, json, withdrawn, limit } = options;
        const corrections = await registry.corrections.list({
          plant,
          ...whichOf(options),
          withdrawn,
          limit,
          ...(from !== undefined && { from: time.instant(from, 'from') }),
          ...(to !== undefined && { to: time.instant(to, 'to') }),
        });
        if (json) process.stdout.write(`${JSON.stringify(corrections, null, 2)}\n`);
        else {
          printRows(
            corrections.map((each) => rowOf(each, time.show)),
            false,
          );
          if (corrections.length === 0) process.stdout.write('No correction.\n');
        }
      });
    });

  signed(correction.command('withdraw'))
    .argument('<id>', 'its number', wholeNumberAboveZero)
    .description('take a correction back; it stays on record')
    .action(async (id: number, options: SignedOptions, command: Command) => {
      await withRegistry(command, async (registry) => {
        await registry.corrections.withdraw(id, signatureOf(options));
        process.stdout.write(`Correction ${id} holds no longer.\n`);
      });
    });
}

function kindOf(kind: string, options: AddOptions): NewCorrection['what'] {
  const cause = options.cause === undefined ? {} : { cause: options.cause as 'other' };
  switch (kind) {
    case 'offset':
      return { kind, ...cause, add: required(options.add, 'offset needs --add <n>') };
    case 'gain':
      return { kind, ...cause, factor: required(options.factor, 'gain needs --factor <n>') };
    case 'drift': {
      const { addAtStart, addAtEnd, factorAtStart, factorAtEnd } = options;
      return { kind, ...cause, ...defined({ addAtStart, addAtEnd, factorAtStart, factorAtEnd }) };
    }
    case 'exclusion':
      return { kind };
    case 'estimate': {
      const stepMs = lengthMs(parseDuration(options.step, '--step'), Date.now());
      return { kind, method: options.method as 'linear', stepMs };
    }
    default:
      throw new InvalidInputError(
        `"${kind}" cannot be laid over readings: expected offset, gain, drift, exclusion or estimate.`,
      );
  }
}

function required(value: number | undefined, message: string): number {
  if (value === undefined) throw new InvalidInputError(`${message}.`);
  return value;
}

/** What is given of a drift. Throws InvalidInputError for nothing: it would change nothing. */
function defined(parts: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const given = Object.entries(parts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  if (given.length === 0) {
    throw new InvalidInputError('drift needs --add-at-end <n>, or another of what it changes from and to.');
  }
  return Object.fromEntries(given);
}

function describe(what: CorrectionKind): string {
  const { kind, ...rest } = what;
  const numbers = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return [kind, ...numbers].join(', ');
}

function rowOf(correction: Correction, show: (t: number) => string) {
  const { id, device, parameter, from, to, what, recordedBy, why, withdrawn } = correction;
  const state = withdrawn === null ? 'holds' : `withdrawn by ${withdrawn.by}: ${withdrawn.why}`;
  return {
    id,
    device,
    parameter,
    from: show(from),
    to: show(to),
    what: describe(what),
    by: recordedBy,
    why,
    state,
  };
}
