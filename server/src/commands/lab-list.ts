import { InvalidInputError, PARAMETER_IDS, type ParameterId } from '@banyu/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import { parseInstant } from '../http/instant.ts';
import { printRows, withRegistry } from './context.ts';
import { localTime, outcomeText, resultsText, unitText } from './lab-text.ts';
import { wholeNumberAboveZero } from './number-argument.ts';

interface ListOptions {
  readonly point?: string;
  readonly parameter?: ParameterId;
  readonly from?: string;
  readonly to?: string;
  readonly asOf?: string;
  readonly withdrawn: boolean;
  readonly limit: number;
  readonly json: boolean;
}

/** `banyu lab list` and `banyu lab show` */
export function addLabListCommands(lab: Command): void {
  lab
    .command('list <plant>')
    .description('list samples with their results, newest first')
    .option('--point <point>', 'of one sampling point')
    .option('--parameter <parameter>', 'with a result of this parameter, and only that', parameterArgument)
    .option('--from <time>', 'taken then or later; without an offset, the plant’s clock')
    .option('--to <time>', 'taken before then')
    .option('--as-of <time>', 'as the registry stood at that time')
    .option('--withdrawn', 'those that were withdrawn, which lab restore brings back', false)
    .option('--limit <n>', 'so many, at most 1000', wholeNumberAboveZero, 50)
    .option('--json', 'for programs', false)
    .action(async (plant: string, options: ListOptions, command: Command) => {
      const { json, from, to, asOf, ...filter } = options;
      if (filter.withdrawn && asOf !== undefined)
        throw new InvalidInputError('--withdrawn lists what is withdrawn today: leave --as-of out.');
      await withRegistry(command, async ({ plants, samples }) => {
        const { timeZone } = await plants.get(plant);
        const found = await samples.list({
          ...filter,
          ...{ plant, newestFirst: true },
          ...(from !== undefined && { from: parseInstant(from, timeZone, '--from') }),
          ...(to !== undefined && { to: parseInstant(to, timeZone, '--to') }),
          ...(asOf !== undefined && { asOf: parseInstant(asOf, timeZone, '--as-of') }),
        });
        if (json)
          printRows(
            found.map((sample) => ({ ...sample })),
            true,
          );
        else {
          printRows(
            found.map((sample) => ({
              sample: sample.id,
              point: sample.point,
              kind: sample.kind,
              taken: localTime(sample.from, timeZone, sample.timeKnown),
              laboratory: sample.laboratory,
              results: resultsText(sample.results.map((result) => ({ ...result, outcome: result.given }))),
            })),
            false,
          );
        }
        if (found.length === 0 && !json) process.stdout.write('No sample. See banyu lab add --help\n');
      });
    });

  lab
    .command('show <plant> <sample>')
    .description('show one sample, its custody, and every version of it and its results')
    .option('--json', 'for programs', false)
    .action(async (plant: string, id: string, { json }: { json: boolean }, command: Command) => {
      await withRegistry(command, async ({ plants, samples }) => {
        const { timeZone } = await plants.get(plant);
        const { versions, results } = await samples.history(plant, id);
        if (json) {
          process.stdout.write(`${JSON.stringify({ versions, results }, null, 2)}\n`);
          return;
        }
        const time = (t: number | null, known = true) => (t === null ? '' : localTime(t, timeZone, known));
        printRows(
          versions.map((version) => ({
            version: version.version,
            point: version.point,
            kind: version.kind,
            taken: time(version.from, version.timeKnown),
            to: version.to === version.from ? '' : time(version.to),
            'sampled by': version.sampledBy,
            laboratory: version.laboratory,
            received: time(version.receivedAt),
            analysed: time(version.analysedAt),
            recorded: `${time(version.recordedAt)} ${version.recordedBy}`,
            ended: time(version.endedAt),
          })),
          false,
        );
        for (const { at, from, to, note } of versions.at(-1)?.custody ?? []) {
          process.stdout.write(`${time(at)}  ${from} → ${to}${note === undefined ? '' : ` (${note})`}\n`);
        }
        const note = versions.at(-1)?.note ?? null;
        if (note !== null) process.stdout.write(`Note: ${note}\n`);
        process.stdout.write('\n');
        printRows(
          results.map((result) => ({
            parameter: result.parameter,
            version: result.version,
            result: `${outcomeText(result.given)} ${unitText(result.unit, result.parameter)}`.trim(),
            method: result.method,
            'detection limit': result.detectionLimit,
            uncertainty: result.uncertainty,
            recorded: `${time(result.recordedAt)} ${result.recordedBy}`,
            why: result.why,
            ended: time(result.endedAt),
          })),
          false,
        );
      });
    });
}

/** Throws commander's InvalidArgumentError. */
export function parameterArgument(text: string): ParameterId {
  const known = PARAMETER_IDS.find((id) => id === text);
  if (known === undefined) throw new InvalidArgumentError(`expected one of ${PARAMETER_IDS.join(', ')}.`);
  return known;
}
