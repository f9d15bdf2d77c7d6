import { InvalidInputError } from '@banyu/contracts';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { before, parseDuration } from '../duration.ts';
import { fillHistory, type HistoryOutcome, type HistoryRequest } from '../fill-history.ts';
import { createLogger } from '../logger.ts';
import { type Core, openCore } from '../open-core.ts';
import { configOf } from './context.ts';
import { wholeNumber } from './number-argument.ts';
import { openProgress } from './progress.ts';
import { runServer } from './run-server.ts';
import { stopSignal } from './stop-signal.ts';
import { withScenario } from './with-scenario.ts';

interface DemoOptions {
  readonly history?: string;
  readonly sample: string;
  readonly seed?: number;
  readonly scenario?: string;
  readonly exit: boolean;
}

/** Where there is no terminal, how often the progress is told. */
const LINE_EVERY_MS = 5_000;
/** A program that was stopped by Ctrl-C, by the shells' convention. */
const EXIT_INTERRUPTED = 130;

/** `banyu demo` */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('run the demo plant, with a past: what its devices would have measured until now')
    .option('--history <duration>', 'how far back the past goes, e.g. 90d, 6mo or 1y (default: none)')
    .option('--sample <duration>', 'how often the devices sampled in the past', '1m')
    .option('--seed <number>', 'another seed, another plant (default: demo.seed)', wholeNumber)
    .option('--scenario <name-or-file>', 'what goes wrong from now on (default: demo.scenario)')
    .option('--exit', 'end when the past is stored, instead of going on like start --demo', false)
    .addHelpText(
      'after',
      '\nSamples that are stored already stay as they are: after Ctrl-C the same command fills the rest.',
    )
    .action(async ({ history, sample, seed, scenario, exit }: DemoOptions, command: Command) => {
      const given = await withScenario(configOf(command), true, scenario);
      const config = seed === undefined ? given : { ...given, demo: { ...given.demo, seed } };
      if (history === undefined && exit) {
        throw new InvalidInputError('--exit needs --history: else there is nothing to do.');
      }
      const period = history === undefined ? undefined : periodOf(history, sample);
      const log = createLogger(config);
      const stop = stopSignal();
      if (period === undefined) {
        await runServer(config, { log, stop, demo: true });
        return;
      }
      const fill = filling(config, period, stop.signal);
      try {
        if (exit) await openAndFill(config, log, stop, fill);
        else await runServer(config, { log, stop, demo: true, beforeDemo: fill });
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
        process.stdout.write('Stopped. The same command fills the rest.\n');
        process.exitCode = EXIT_INTERRUPTED;
      }
    });
}

async function openAndFill(
  config: Config,
  log: Logger,
  stop: AbortController,
  fill: (core: Core) => Promise<void>,
): Promise<void> {
  await using opened = new AsyncDisposableStack();
  await fill(await openCore(config, { log, onFatal: (error) => stop.abort(error) }, opened));
}

type Period = Pick<HistoryRequest, 'fromMs' | 'sampleMs'>;

function periodOf(history: string, sample: string): Period {
  const now = Date.now();
  return {
    fromMs: before(now, parseDuration(history, '--history')),
    sampleMs: now - before(now, parseDuration(sample, '--sample')),
  };
}

function filling(
  config: Config,
  { fromMs, sampleMs }: Period,
  signal: AbortSignal,
): (core: Core) => Promise<void> {
  return async (core) => {
    const begun = performance.now();
    const progress = openProgress({ lineEveryMs: LINE_EVERY_MS });
    let outcome: HistoryOutcome;
    try {
      outcome = await fillHistory(config, core, {
        fromMs,
        sampleMs,
        signal,
        onProgress: ({ reachedMs, readings }) => {
          const perSecond = Math.round(readings / ((performance.now() - begun) / 1_000));
          const day = new Date(reachedMs).toISOString().slice(0, 10);
          progress.tell(
            (reachedMs - fromMs) / (Date.now() - fromMs),
            readings === 0 ? `${day}, there already` : `${day}, ${perSecond.toLocaleString('en')} readings/s`,
          );
        },
      });
    } finally {
      progress.end();
    }
    process.stdout.write(`${report(outcome, (performance.now() - begun) / 1_000)}\n`);
  };
}

function report(outcome: HistoryOutcome, seconds: number): string {
  const { readings, stored, samplesBefore, duplicates, rejected } = outcome;
  const number = (value: number) => value.toLocaleString('en');
  return [
    `History: ${number(stored)} readings stored in ${seconds.toFixed(1)} s (${number(Math.round(readings / seconds))} a second).`,
    ...(samplesBefore > 0 ? [`  ${number(samplesBefore)} samples were there before and stay.`] : []),
    ...(duplicates > 0 ? [`  ${number(duplicates)} readings were there before.`] : []),
    ...(rejected > 0 ? [`  ${number(rejected)} readings rejected: see the plant's rejects.`] : []),
  ].join('\n');
}
