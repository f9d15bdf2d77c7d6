import { type CustodyEntry, InvalidInputError } from '@banyu/contracts';
import type { Cell, RowVerdict } from '@banyu/registry';
import type { Command } from 'commander';
import { parseInstant } from '../http/instant.ts';
import { withRegistry } from './context.ts';
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

const EXAMPLES = `
A result is a parameter, its value with the unit, and what else the report says of it:
  --result "cod=81.3 mg/L" --result "phenol<0.05 mg/L; method=SNI 06-6989.21-2004; lod=0.05"
  with method=, lod= (detection limit), loq= (quantification limit), uncertainty= (k = 2), note=
Who handed the sample to whom, in order:
  --handed "2026-11-24 10:15; Budi; Sri, Labkesda; 4 °C, sealed"
Times without an offset are the plant's.`;

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
    .addHelpText('after', EXAMPLES)
    .action(async (plant: string, options: AddOptions, command: Command) => {
      const { by = userName(), why, evidence, note } = options;
      await withRegistry(command, async ({ plants, samples }) => {
        const { timeZone } = await plants.get(plant);
        const custody = options.handed.map((text) => custodyIn(text, timeZone));
        const outcome = await samples.preview(plant, tableOf(options, by));
        if (outcome.status === 'refused') throw new InvalidInputError(outcome.message);
        const entries = outcome.rows.flatMap((row) => (row.status === 'accepted' ? [row.entry] : []));
        const [first] = entries;
        if (first === undefined || entries.length < outcome.rows.length) throw refusal(outcome.rows);
        for (const message of warningsIn(outcome.rows)) process.stdout.write(`Note: ${message}\n`);
        const sample = { ...first.sample, custody, note: note ?? null };
        const results = entries.flatMap((entry) => entry.results);
        const signature = { by, why, ...(evidence !== undefined && { evidence }) };
        const saved = await samples.save([{ sample, results }], { onDuplicate: 'refuse' }, signature);
        const added = saved.samplesAdded > 0 ? 'added' : 'known; results are added to it';
        process.stdout.write(`Sample "${sample.id}" is ${added}: ${resultsText(results)}\n`);
      });
    });
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

const SAMPLE_HEADINGS = [
  ...['sample', 'point', 'type', 'date', 'to', 'sampled by', 'laboratory', 'received', 'analysed'],
];
const RESULT_HEADINGS = [
  ...[
    'parameter',
    'result',
    'unit',
    'method',
    'uncertainty',
    'detection limit',
    'quantification limit',
    'note',
  ],
];

/** The options as a table: a row for each result. */
function tableOf(options: AddOptions, by: string): readonly (readonly Cell[])[] {
  const { id, point, taken, until, sampledBy = by, laboratory, received, analysed } = options;
  const type = until === undefined ? 'grab' : 'composite';
  const sample = [id, point, type, taken, until, sampledBy, laboratory, received, analysed];
  return [
    [...SAMPLE_HEADINGS, ...RESULT_HEADINGS],
    ...options.result.map((text) => [...sample, ...resultCells(text)]),
  ];
}

const RESULT = /^([^=<>≤≥]+?)\s*(?:=\s*|(?=[<>≤≥]))(.+)$/;
/** A value or a limit, and the unit behind it. */
const VALUE = /^([<>≤≥]?=?\s*[+-]?[\d.,]+(?:\s*[x×*]\s*10\^[+-]?\d+)?|n\.?d\.?|-)\s*(.*)$/i;

/** `phenol<0.05 mg/L; method=…; lod=0.05` as the cells of RESULT_HEADINGS. */
function resultCells(text: string): readonly Cell[] {
  const [main = '', ...rest] = text.split(';').map((part) => part.trim());
  const [, parameter = '', found = ''] = RESULT.exec(main) ?? [];
  const [, result = '', unit = ''] = VALUE.exec(found) ?? [];
  if (result === '') {
    throw new InvalidInputError(
      `--result "${text}": expected for example "cod=81.3 mg/L" or "phenol<0.05 mg/L"`,
      {
        field: 'result',
      },
    );
  }
  const facts = new Map(rest.filter((part) => part !== '').map((part) => factIn(part, text)));
  const named = ['method', 'uncertainty', 'lod', 'loq', 'note'].map((name) => facts.get(name));
  return [parameter, result, unit, ...named];
}

function factIn(part: string, text: string): readonly [string, string] {
  const [, name = '', value = ''] = /^(method|uncertainty|lod|loq|note)\s*=\s*(.+)$/.exec(part) ?? [];
  if (name !== '') return [name, value];
  throw new InvalidInputError(
    `--result "${text}": "${part}" is not understood, expected method=, lod=, loq=, uncertainty= or note=`,
    { field: 'result' },
  );
}

function custodyIn(text: string, timeZone: string): CustodyEntry {
  const [time = '', from = '', to = '', note] = text.split(';').map((part) => part.trim());
  if (from === '' || to === '') {
    throw new InvalidInputError(`--handed "${text}": expected "time; who gave it; who took it; remark"`, {
      field: 'handed',
    });
  }
  const at = parseInstant(time.replace(' ', 'T'), timeZone, 'handed');
  return { at, from, to, ...(note !== undefined && { note }) };
}

function refusal(rows: readonly RowVerdict[]): InvalidInputError {
  const faults = rows.flatMap((row) => (row.status === 'refused' ? row.faults : []));
  const messages = new Set(faults.map(({ message }) => message));
  return new InvalidInputError(`Cannot add the sample: ${[...messages].join('; ')}`);
}

function warningsIn(rows: readonly RowVerdict[]): ReadonlySet<string> {
  return new Set(
    rows.flatMap((row) => (row.status === 'accepted' ? row.warnings : [])).map((w) => w.message),
  );
}
