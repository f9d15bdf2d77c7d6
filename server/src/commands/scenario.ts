import { InvalidInputError } from '@banyu/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEMO_CAPACITY_M3_PER_DAY, DEMO_WARM_UP_DAYS } from '../demo-plant.ts';
import { describeScenario, localTime } from '../scenario/describe.ts';
import { parseInstant } from '../scenario/instant.ts';
import { BEFORE_MS, type Verdict } from '../scenario/judge.ts';
import { findScenario, standardScenarios } from '../scenario/library.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import { NOTHING_WRONG, rehearse } from '../scenario/rehearse.ts';
import { type DatedExpectation, scheduleOf } from '../scenario/schedule.ts';
import { writeSees } from '../scenario/sees.ts';
import { writeSpan } from '../scenario/span-of-time.ts';
import { LANGUAGES, type Language } from '../scenario/text.ts';
import { printRows } from './context.ts';
import { wholeNumber } from './number-argument.ts';

interface ShowOptions {
  readonly from: number;
  readonly language: Language;
  readonly json: boolean;
}

interface RehearseOptions {
  readonly from: number;
  readonly seed: number;
  readonly without: boolean;
  readonly json: boolean;
}

/** `banyu scenario …` */
export function addScenarioCommands(program: Command): void {
  const scenario = program
    .command('scenario')
    .description('what can go wrong at the demo plant, when, and what should be seen of it')
    .addHelpText(
      'after',
      '\nRun one: banyu start --demo --scenario NAME, or with the path of a file of yours.',
    );

  scenario
    .command('list')
    .description('list the scenarios that come with Banyu')
    .addOption(languageOption())
    .option('--json', 'for programs', false)
    .action(({ language, json }: { language: Language; json: boolean }) => {
      const rows = standardScenarios().map((name) => {
        const found = findScenario(name);
        const { zeroMs, endMs } = scheduleOf(found, Date.now());
        return { name, lasts: writeSpan(endMs - zeroMs), title: found.title[language] };
      });
      printRows(rows, json);
    });

  scenario
    .command('show <name-or-file>')
    .description('tell its timeline: what happens, and what should be seen')
    .addOption(fromOption())
    .addOption(languageOption())
    .option('--json', 'everything at its instant (Unix ms), for programs', false)
    .action((nameOrFile: string, { from, language, json }: ShowOptions) => {
      const found = findScenario(nameOrFile);
      if (!json) {
        process.stdout.write(describeScenario(found, language, from));
        return;
      }
      const { name, title, text } = found;
      process.stdout.write(`${JSON.stringify({ name, title, text, ...scheduleOf(found, from) }, null, 2)}\n`);
    });

  scenario
    .command('check <file...>')
    .description('find what is wrong with scenario files')
    .action((files: readonly string[]) => {
      const failures: string[] = [];
      for (const file of files) {
        try {
          const { name, timeline, expectations } = readScenario(file);
          const counts = `${timeline.length} in its timeline, ${expectations.length} expected`;
          process.stdout.write(`${file}: ${name} is good: ${counts}\n`);
        } catch (error) {
          if (!(error instanceof InvalidInputError)) throw error;
          failures.push(error.message);
        }
      }
      if (failures.length > 0) throw new InvalidInputError(failures.join('\n'), { field: 'scenario' });
    });

  scenario
    .command('rehearse <name-or-file>')
    .description('simulate it without waiting, and say which of its expectations come true')
    .addOption(fromOption())
    .option('--seed <number>', 'another seed, another plant', wholeNumber, 1)
    .option('--without', 'the same time with nothing wrong: nothing of it should be seen', false)
    .option('--json', 'with everything at its instant (Unix ms), for programs', false)
    .action((nameOrFile: string, { from, seed, without, json }: RehearseOptions) => {
      const found = findScenario(nameOrFile);
      const schedule = scheduleOf(found, from);
      const { expectations } = schedule;
      const options = {
        seed,
        beginMs: Math.min(from, schedule.zeroMs) - BEFORE_MS,
        flowM3PerDay: DEMO_CAPACITY_M3_PER_DAY,
        warmUpDays: DEMO_WARM_UP_DAYS,
      };
      const verdicts = run(rehearse(without ? NOTHING_WRONG : schedule, expectations, options));
      if (json) {
        const { name, title, text } = found;
        const told = { name, title, text, ...schedule, options, verdicts };
        process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
        return;
      }
      printRows(
        expectations.map((expectation, i) => outcomeRow(expectation, verdicts[i])),
        false,
      );
      if (!without && verdicts.some(({ verdict }) => verdict === 'not seen')) process.exitCode = 1;
    });
}

/** Runs to the end, with a word of progress on the terminal of people. */
function run(steps: Generator<number, readonly Verdict[]>): readonly Verdict[] {
  for (;;) {
    const next = steps.next();
    if (next.done === true) {
      if (process.stderr.isTTY) process.stderr.write(`\r${' '.repeat(40)}\r`);
      return next.value;
    }
    if (process.stderr.isTTY) process.stderr.write(`\rsimulated until ${localTime(next.value)}`);
  }
}

function outcomeRow(
  { point, parameter, sees, fromMs, toMs }: DatedExpectation,
  verdict: Verdict | undefined,
) {
  return {
    expected: `${point} ${parameter} ${writeSees(sees)}`,
    from: localTime(fromMs),
    until: localTime(toMs),
    outcome: outcomeText(verdict),
  };
}

function outcomeText(verdict: Verdict | undefined): string {
  if (verdict?.verdict === 'seen') return `seen at ${localTime(verdict.atMs)}`;
  if (verdict?.verdict !== 'not seen') return 'for quality control to say';
  return verdict.nearest === undefined ? 'not seen' : `not seen, nearest ${verdict.nearest.toPrecision(3)}`;
}

function languageOption(): Option {
  return new Option('--language <language>', 'of the texts').choices(LANGUAGES).default('en');
}

function fromOption(): Option {
  return new Option('--from <instant>', 'when the run begins, e.g. 2026-08-17T07:00+07:00 (default: now)')
    .argParser((text: string) => {
      const ms = parseInstant(text);
      if (ms === undefined) throw new InvalidArgumentError('expected an instant with its zone.');
      return ms;
    })
    .default(Date.now(), 'now');
}
