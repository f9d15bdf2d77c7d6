import { InvalidInputError, type NewResult, type ParameterId, type SampleEntry } from '@banyu/contracts';
import type { Registry, SampleVersion } from '@banyu/registry';
import type { Command } from 'commander';
import { parseInstant } from '../http/instant.ts';
import { withRegistry } from './context.ts';
import { parameterArgument } from './lab-list.ts';
import { collect, custodyIn, entriesOf, RESULT_EXAMPLES, sampleTable } from './lab-sample-options.ts';
import { localTime } from './lab-text.ts';
import { type SignedOptions, signatureOf, signed } from './signed.ts';

interface ReviseOptions extends SignedOptions {
  readonly point?: string;
  readonly taken?: string;
  readonly until?: string;
  readonly sampledBy?: string;
  readonly laboratory?: string;
  readonly received?: string;
  readonly analysed?: string;
  readonly handed: readonly string[];
  readonly note?: string;
  readonly result: readonly string[];
  readonly without: readonly ParameterId[];
}

/** `banyu lab revise`, `banyu lab withdraw` and `banyu lab restore`. */
export function addLabReviseCommands(lab: Command): void {
  signed(lab.command('revise <plant> <sample>'))
    .description(
      'change a sample: what is given takes the place of what was, the rest stays; old versions stay, too',
    )
    .option('--point <point>', 'the sampling point')
    .option('--taken <time>', 'when it was taken, or its gathering began')
    .option('--until <time>', 'when the gathering of a composite ended')
    .option('--sampled-by <name>', 'who took it')
    .option('--laboratory <laboratory>', 'id of who analysed it; see banyu lab laboratory list')
    .option('--received <time>', 'when the laboratory had it')
    .option('--analysed <time>', 'when the last result was ready')
    .option('--handed <text>', 'the whole chain of custody anew; may be given often', collect, [])
    .option('--note <text>', 'what else is to be known of the sample')
    .option('--result <text>', 'a result, in the place of the one there is; may be given often', collect, [])
    .option('--without <parameter>', 'a result that was a mistake; may be given often', parameters, [])
    .addHelpText('after', RESULT_EXAMPLES)
    .action(async (plant: string, id: string, options: ReviseOptions, command: Command) => {
      await withRegistry(command, async ({ plants, samples }) => {
        const { timeZone } = await plants.get(plant);
        const { versions } = await samples.history(plant, id);
        const present = versions.find(({ endedAt }) => endedAt === null);
        if (present === undefined) {
          throw new InvalidInputError(
            `Cannot revise sample "${id}": it was withdrawn; banyu lab restore undoes that`,
          );
        }
        const sample = factsOf(present, options, timeZone);
        const results = await resultsOf(samples, present, options.result, timeZone);
        const revision = { ...(sample !== undefined && { sample }), results, withdrawn: options.without };
        await samples.revise(plant, id, revision, signatureOf(options));
        process.stdout.write(`Sample "${id}" is revised. See banyu lab show ${plant} "${id}"\n`);
      });
    });

  signed(lab.command('withdraw <plant> <sample>'))
    .description('take back a sample that was entered by mistake, with its results; it stays on record')
    .action(async (plant: string, id: string, options: SignedOptions, command: Command) => {
      await withRegistry(command, ({ samples }) => samples.withdraw(plant, id, signatureOf(options)));
      process.stdout.write(`Sample "${id}" holds no longer. banyu lab restore undoes that.\n`);
    });

  signed(lab.command('restore <plant> <sample>'))
    .description('undo the withdrawal of a sample: it holds again, with the results it had')
    .action(async (plant: string, id: string, options: SignedOptions, command: Command) => {
      await withRegistry(command, ({ samples }) => samples.restore(plant, id, signatureOf(options)));
      process.stdout.write(`Sample "${id}" holds again.\n`);
    });
}

function parameters(text: string, before: readonly ParameterId[]): readonly ParameterId[] {
  return [...before, parameterArgument(text)];
}

/** All facts of the sample as they should be; undefined when none is to be changed. */
function factsOf(
  present: SampleVersion,
  options: ReviseOptions,
  timeZone: string,
): Omit<SampleEntry, 'id'> | undefined {
  const { point, taken, until, sampledBy, laboratory, received, analysed, handed, note } = options;
  const given = [point, taken, until, sampledBy, laboratory, received, analysed, note, ...handed];
  if (given.every((option) => option === undefined)) return undefined;
  const instant = (text: string | undefined, name: string) =>
    text === undefined ? undefined : parseInstant(text.replace(' ', 'T'), timeZone, name);
  const from = instant(taken, '--taken') ?? present.from;
  const to = instant(until, '--until') ?? present.to;
  const kind = until === undefined ? present.kind : 'composite';
  return {
    ...{ point: point ?? present.point, kind, from },
    ...(kind === 'composite' && { to }),
    timeKnown: taken === undefined ? present.timeKnown : true,
    sampledBy: sampledBy ?? present.sampledBy,
    laboratory: laboratory ?? present.laboratory,
    receivedAt: instant(received, '--received') ?? present.receivedAt,
    analysedAt: instant(analysed, '--analysed') ?? present.analysedAt,
    custody: handed.length === 0 ? present.custody : handed.map((text) => custodyIn(text, timeZone)),
    note: note ?? present.note,
  };
}

/** The results that options give, judged as rows of a table are. Throws InvalidInputError. */
async function resultsOf(
  samples: Registry['samples'],
  { plant, point, from, sampledBy }: SampleVersion,
  texts: readonly string[],
  timeZone: string,
): Promise<readonly NewResult[]> {
  if (texts.length === 0) return [];
  // Results alone are read here: whether the sample takes them, its revision tells.
  const facts = [null, point, 'grab', localTime(from, timeZone), null, sampledBy, null, null, null];
  const outcome = await samples.preview(plant, sampleTable(facts, texts), { onDuplicate: 'supersede' });
  return entriesOf(outcome, 'Cannot revise the sample').flatMap((entry) => entry.results);
}
