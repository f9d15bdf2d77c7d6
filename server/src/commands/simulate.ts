import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '@banyu/contracts';
import {
  type BenchmarkProgress,
  type Evaluation,
  InfluentFileError,
  type InfluentSeries,
  parseInfluentFile,
  runBenchmark,
} from '@banyu/simulator';
import type { Command } from 'commander';
import { messageOf } from '../message-of.ts';
import { wholeNumber } from './number-argument.ts';
import { openProgress } from './progress.ts';

interface SimulateOptions {
  readonly bsm1: string;
  readonly before?: string;
  readonly closedLoop: boolean;
  readonly noiseSeed?: number;
  readonly json: boolean;
}

/** `banyu simulate …` */
export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('run the IWA benchmark plant (BSM1) through a weather file and judge its effluent')
    .requiredOption('--bsm1 <file>', 'influent in the format of the benchmark, judged from day 7 on')
    .option(
      '--before <file>',
      'influent of the weeks before, usually the dry weather (default: the same file)',
    )
    .option('--closed-loop', 'control oxygen and nitrate as the benchmark does', false)
    .option('--noise-seed <number>', 'noise of the sensors with --closed-loop (default: none)', wholeNumber)
    .option('--json', 'for programs', false)
    .action(async (options: SimulateOptions) => {
      const { closedLoop, noiseSeed, json } = options;
      if (noiseSeed !== undefined && !closedLoop) {
        throw new InvalidInputError(
          '--noise-seed is about the sensors of --closed-loop: add that, or leave it out.',
        );
      }
      const influent = await readInfluent(options.bsm1);
      const before = options.before === undefined ? influent : await readInfluent(options.before);
      const evaluation = run(
        runBenchmark({ influent, before, closedLoop, ...(noiseSeed !== undefined && { noiseSeed }) }),
      );
      process.stdout.write(json ? `${JSON.stringify(evaluation, null, 2)}\n` : report(evaluation));
    });
}

async function readInfluent(file: string): Promise<InfluentSeries> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = messageOf(cause);
    throw new InvalidInputError(`Cannot read the influent file "${file}": ${reason}`, { cause });
  }
  try {
    return parseInfluentFile(text);
  } catch (cause) {
    if (cause instanceof InfluentFileError) {
      throw new InvalidInputError(`Cannot read the influent in "${file}": ${cause.message}.`, { cause });
    }
    throw cause;
  }
}

/** Runs to the end, with a bar on the terminal of people. */
function run(steps: Generator<BenchmarkProgress, Evaluation>): Evaluation {
  const progress = openProgress();
  try {
    for (;;) {
      const next = steps.next();
      if (next.done === true) return next.value;
      progress.tell(next.value.done, next.value.phase);
    }
  } finally {
    progress.end();
  }
}

function report(e: Evaluation): string {
  const line = (name: string, value: number, digits: number, unit: string) =>
    `${name.padEnd(34)}${value.toFixed(digits).padStart(12)}  ${unit}`;
  const violation = (name: string, { limit, percentOfTime, times }: Evaluation['violations']['ammonia']) =>
    `${`${name} above ${limit} g/m³`.padEnd(34)}${percentOfTime.toFixed(2).padStart(12)}  % of time, ${times} times`;
  return [
    `Judged over ${e.days.toFixed(2)} days`,
    '',
    line('influent quality index (IQI)', e.influentQualityIndex, 2, 'kg/d'),
    line('effluent quality index (EQI)', e.effluentQualityIndex, 2, 'kg/d'),
    line('aeration energy (AE)', e.aerationEnergy, 2, 'kWh/d'),
    line('pumping energy (PE)', e.pumpingEnergy, 2, 'kWh/d'),
    line('mixing energy (ME)', e.mixingEnergy, 2, 'kWh/d'),
    line('sludge for disposal (SP)', e.sludgeProduction, 2, 'kg/d'),
    line('sludge with the effluent’s', e.totalSludgeProduction, 2, 'kg/d'),
    line('operational cost index (OCI)', e.operationalCostIndex, 2, ''),
    '',
    'Effluent',
    line('flow', e.effluentFlow, 1, 'm³/d'),
    line('ammonia N (SNH)', e.effluent.ammonia, 3, 'g/m³'),
    line('nitrate N (SNO)', e.effluent.nitrate, 3, 'g/m³'),
    line('Kjeldahl N', e.effluent.kjeldahlNitrogen, 3, 'g/m³'),
    line('total N', e.effluent.totalNitrogen, 3, 'g/m³'),
    line('COD', e.effluent.cod, 2, 'g/m³'),
    line('BOD5', e.effluent.bod5, 3, 'g/m³'),
    line('TSS', e.effluent.tss, 3, 'g/m³'),
    line('95 % of time ammonia N below', e.percentile95.ammonia, 3, 'g/m³'),
    line('95 % of time total N below', e.percentile95.totalNitrogen, 3, 'g/m³'),
    line('95 % of time TSS below', e.percentile95.tss, 3, 'g/m³'),
    '',
    violation('ammonia N', e.violations.ammonia),
    violation('total N', e.violations.totalNitrogen),
    violation('COD', e.violations.cod),
    violation('BOD5', e.violations.bod5),
    violation('TSS', e.violations.tss),
    '',
  ]
    .map((text) => text.trimEnd())
    .join('\n');
}
