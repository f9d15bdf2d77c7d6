import {
  ApiReject,
  ApiRejectPage,
  ApiRepairOutcome,
  ApiRepairPreview,
  InvalidInputError,
  RejectRepair,
} from '@banyu/contracts';
import { type Command, Option } from 'commander';
import { configOf, printRows, withRegistry } from './context.ts';
import { anyNumber, wholeNumber, wholeNumberAboveZero } from './number-argument.ts';
import { type PlantTime, plantTime } from './plant-time.ts';
import { askServer } from './running-server.ts';
import { type SignedOptions, signatureOf } from './signed.ts';

interface RepairOptions extends Omit<SignedOptions, 'why'> {
  readonly why?: string;
  readonly parameter: readonly string[];
  readonly unit: readonly string[];
  readonly factor: readonly string[];
  readonly leaveOut: readonly string[];
  readonly decimalComma: boolean;
  readonly timeIn: string;
  readonly shiftMs: number;
  readonly at?: string;
  readonly preview: boolean;
}

const EXAMPLES = `
Names are those that the device sent. Of a single value the name may be left out:
  banyu reject repair ipal-1 17 --parameter cod --unit g/L --preview
  banyu reject repair ipal-1 18 --parameter PH=ph --parameter KOK=cod --leave-out rssi --why "firmware 1.2"`;

/** `banyu reject …`: talks to the running server, which keeps what was rejected. */
export function addRejectCommands(program: Command): void {
  const reject = program
    .command('reject')
    .description('look at what was not stored, and make readings of it');

  reject
    .command('list <plant>')
    .description('list rejected messages, samples and values, newest first')
    .option('--device <device>', 'of one device')
    .option('--reason <reason>', 'for one reason, e.g. unknown-parameter')
    .option('--limit <n>', 'at most so many', wholeNumberAboveZero, 100)
    .option('--json', 'for programs', false)
    .action(
      async (
        plant: string,
        options: { device?: string; reason?: string; limit: number; json: boolean },
        command: Command,
      ) => {
        const { json, limit, ...filter } = options;
        const search = new URLSearchParams({ limit: String(limit), ...filter });
        const path = `${pathOf(plant)}?${search}`;
        const { rejects } = await askServer(configOf(command), { path }, ApiRejectPage);
        await withRegistry(command, async (registry) => {
          const time = await plantTime(registry, plant);
          printRows(json ? rejects : rejects.map((each) => rowOf(each, time)), json);
          if (rejects.length === 0 && !json) process.stdout.write('Nothing was rejected.\n');
        });
      },
    );

  reject
    .command('show <plant>')
    .argument('<id>', 'its number', wholeNumberAboveZero)
    .description('show one reject, whole, as JSON')
    .action(async (plant: string, id: number, _: object, command: Command) => {
      const found = await askServer(configOf(command), { path: `${pathOf(plant)}/${id}` }, ApiReject);
      process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    });

  reject
    .command('repair <plant>')
    .argument('<id>', 'its number', wholeNumberAboveZero)
    .description('make readings of a reject and submit them; the reject itself stays')
    .option('--parameter <name=parameter>', 'what a name stands for; may be given often', collect, [])
    .option('--unit <name=unit>', 'the unit that its values were sent in; may be given often', collect, [])
    .option('--factor <name=n>', 'its values are multiplied; may be given often', collect, [])
    .option('--leave-out <name>', 'nothing of it is stored; may be given often', collect, [])
    .option('--decimal-comma', '"7,1" means 7.1', false)
    .addOption(
      new Option('--time-in <unit>', 'what its times were counted in').choices(['ms', 's']).default('ms'),
    )
    .option('--shift-ms <n>', 'added to its times, for a clock that was wrong', wholeNumber, 0)
    .option('--at <time>', 'its time, where it has none; ISO 8601')
    .option('--preview', 'only show what would come of it', false)
    .option('--why <text>', 'the reason, for whoever reads it in five years')
    .option('--by <name>', 'who decides it (default: the user who runs this)')
    .option('--evidence <document>', 'a certificate, a service report, a photograph')
    .addHelpText('after', EXAMPLES)
    .action(async (plant: string, id: number, options: RepairOptions, command: Command) => {
      const config = configOf(command);
      const path = `${pathOf(plant)}/${id}`;
      const sent = await askServer(config, { path }, ApiReject);
      await withRegistry(command, async (registry) => {
        const time = await plantTime(registry, plant);
        const repair = repairOf(options, sent, time);
        const preview = await askServer(config, { path: `${path}/preview`, body: repair }, ApiRepairPreview);
        if (options.preview) {
          show(preview, time);
          return;
        }
        const { why } = options;
        if (why === undefined)
          throw new InvalidInputError('Say why: --why <text>. Or look first: --preview.');
        const { from: _, ...signed } = signatureOf({ ...options, why });
        const made = await askServer(
          config,
          { path: `${path}/repair`, body: { repair, ...signed } },
          ApiRepairOutcome,
        );
        if (made.again) {
          process.stdout.write(
            `Reject ${id} was repaired before, by ${made.by} ${time.show(made.at)}: ${made.why}.\n`,
          );
          return;
        }
        for (const { parameter, t, value } of made.readings)
          process.stdout.write(`${parameter} ${value ?? 'no value'} at ${time.show(t)} is submitted.\n`);
      });
    });
}

function pathOf(plant: string): string {
  return `/api/v1/plants/${encodeURIComponent(plant)}/rejects`;
}

function collect(one: string, before: readonly string[]): readonly string[] {
  return [...before, one];
}

function repairOf(options: RepairOptions, { parameter }: ApiReject, time: PlantTime): RejectRepair {
  const byName = (given: readonly string[], option: string) =>
    Object.fromEntries(given.map((text) => pairIn(text, option, parameter)));
  const factors = Object.entries(byName(options.factor, 'factor')).map(([name, factor]) => [
    name,
    anyNumber(factor),
  ]);
  const parsed = RejectRepair.safeParse({
    parameters: byName(options.parameter, 'parameter'),
    units: byName(options.unit, 'unit'),
    factors: Object.fromEntries(factors),
    leaveOut: options.leaveOut,
    decimalComma: options.decimalComma,
    timeIn: options.timeIn,
    shiftMs: options.shiftMs,
    ...(options.at !== undefined && { t: time.instant(options.at, 'at') }),
  });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new InvalidInputError(`That is no repair: ${issues.join('; ')}.`);
}

/** `name=value`; of a reject that is one value, the value alone. */
function pairIn(text: string, option: string, onlyName: string | null): readonly [string, string] {
  const at = text.lastIndexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  if (onlyName !== null) return [onlyName, text];
  throw new InvalidInputError(`--${option} "${text}": say of which name, e.g. --${option} PH=${text}.`);
}

function show({ readings, problems }: ApiRepairPreview, time: PlantTime): void {
  printRows(
    readings.map(({ t, parameter, value, verdict, stored }) => ({
      ...{ time: time.show(t), parameter, value: value ?? 'none', verdict },
      stored: verdict === 'new' ? '' : (stored ?? 'none'),
    })),
    false,
  );
  for (const problem of problems) process.stdout.write(`In the way: ${problem}.\n`);
  if (problems.length > 0) process.exitCode = 1;
}

function rowOf({ id, receivedAt, device, reason, parameter, payload, repaired }: ApiReject, time: PlantTime) {
  return {
    ...{ id, received: time.show(receivedAt), device, reason, name: parameter ?? '' },
    sent: payload.length > 40 ? `${payload.slice(0, 40)}…` : payload,
    repaired: repaired === null ? '' : `by ${repaired.by}`,
  };
}
