import type { Cell } from '@banyu/registry';
import type { Command } from 'commander';
import { withRegistry } from './context.ts';
import { collect, custodyIn, entriesOf, RESULT_EXAMPLES, sampleTable } from './lab-sample-options.ts';
import { resultsText } from './lab-text.ts';
import { userName } from './user-name.ts';

interface AddOptions {
  readonly id?: string;
  readonly point: string;
  readonly taken: string;
  readonly until?: string;
  readonly sampledBy?: string;
  readonly laboratory?: string;
  readonly received?: string;
  readonly analysed?: string;
  readonly result: readonly string[];
  readonly handed: readonly string[];
  readonly note?: string;
  readonly by?: string;
  readonly why: string;
  readonly evidence?: string;
}

/** `banyu lab add`: one sample with its results, judged as a row of a table is. */
export function addLabAddCommand(lab: Command): void {
  lab
    .command('add <plant>')
    .description('enter one sample with its results')
    .option('--id <sample>', 'the laboratory’s number of it (default: where and when it was taken)')
    .requiredOption('--point <point>', 'the sampling point')
    .requiredOption('--taken <time>', 'when it was taken, or its gathering began, e.g. "2026-11-24 08:30"')
    .option('--until <time>', 'when the gathering of a composite ended')
    .option('--sampled-by <name>', 'who took it (default: --by)')
    .option('--laboratory <laboratory>', 'who analysed it; see banyu lab laboratory list')
    .option('--received <time>', 'when the laboratory had it')
    .option('--analysed <time>', 'when the last result was ready')
    .requiredOption('--result <text>', 'a result; may be given often', collect, [])
    .option('--handed <text>', 'chain of custody; may be given often', collect, [])
    .option('--note <text>', 'what else is to be known of the sample')
    .option('--by <name>', 'who enters it (default: the user who runs this)')
    .requiredOption('--why <text>', 'the reason, kept in the audit trail')
    .option('--evidence <text>', 'the report’s number, kept in the audit trail')
    .addHelpText('after', RESULT_EXAMPLES)
    .action(async (plant: string, options: AddOptions, command: Command) => {
      const { by = userName(), why, evidence, note } = options;
      await withRegistry(command, async ({ plants, samples }) => {
        const { timeZone } = await plants.get(plant);
        const custody = options.handed.map((text) => custodyIn(text, timeZone));
        const outcome = await samples.preview(plant, tableOf(options, by));
        const entries = entriesOf(outcome, 'Cannot add the sample');
        const sample = { ...entries[0].sample, custody, note: note ?? null };
        const results = entries.flatMap((entry) => entry.results);
        const signature = { by, why, ...(evidence !== undefined && { evidence }) };
        const saved = await samples.save([{ sample, results }], { onDuplicate: 'refuse' }, signature);
        const added = saved.samplesAdded > 0 ? 'added' : 'known; results are added to it';
        process.stdout.write(`Sample "${sample.id}" is ${added}: ${resultsText(results)}\n`);
      });
    });
}

/** The options as a table: a row for each result. */
function tableOf(options: AddOptions, by: string): readonly (readonly Cell[])[] {
  const { id, point, taken, until, sampledBy = by, laboratory, received, analysed } = options;
  const type = until === undefined ? 'grab' : 'composite';
  const facts = [id, point, type, taken, until, sampledBy, laboratory, received, analysed];
  return sampleTable(facts, options.result);
}
