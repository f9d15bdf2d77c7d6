import { setTimeout as delay } from 'node:timers/promises';
import {
  type ApiFlagChange,
  type ApiNewRequalification,
  ApiRequalification,
  InvalidInputError,
  PARAMETER_IDS,
  type ParameterId,
  UnavailableError,
} from '@banyu/contracts';
import type { Registry } from '@banyu/registry';
import { type Command, Option } from 'commander';
import type { Config } from '../config.ts';
import { parseInstant } from '../http/instant.ts';
import { tryLockDataDirectory } from '../lock.ts';
import { createLogger } from '../logger.ts';
import { openCore } from '../open-core.ts';
import { pathsIn } from '../paths.ts';
import { RequalifyDesk } from '../requalify-desk.ts';
import { configOf, printRows, withRegistry } from './context.ts';
import { openProgress } from './progress.ts';
import { askServer } from './running-server.ts';
import { userName } from './user-name.ts';

interface RequalifyOptions {
  readonly plant?: string;
  readonly point?: string;
  readonly device?: string;
  readonly parameter?: ParameterId;
  readonly from?: string;
  readonly to?: string;
  readonly dryRun: boolean;
  readonly by?: string;
  readonly why?: string;
  readonly evidence?: string;
  readonly json: boolean;
}

const ASK_EVERY_MS = 250;

/** `banyu requalify` */
export function addRequalifyCommand(program: Command): void {
  program
    .command('requalify')
    .description(
      'judge stored readings again by the settings and service windows that hold now; while a server runs, by that server',
    )
    .option('--plant <plant>', 'of this plant (default: the only one)')
    .option('--point <point>', 'of one sampling point')
    .option('--device <device>', 'of one device')
    .addOption(new Option('--parameter <parameter>', 'of one parameter').choices(PARAMETER_IDS))
    .option(
      '--from <time>',
      'ISO 8601, the plant’s clock without an offset; inclusive (default: the first reading)',
    )
    .option('--to <time>', 'exclusive (default: now)')
    .option('--dry-run', 'change nothing: show what would change', false)
    .option('--by <name>', 'who wants it (default: the user who runs this)')
    .option('--why <text>', 'the reason, kept in the audit trail; not needed for a dry run')
    .option('--evidence <text>', 'a document, kept in the audit trail')
    .option('--json', 'for programs', false)
    .action(async (options: RequalifyOptions, command: Command) => {
      const config = configOf(command);
      const { plant, request } = await withRegistry(command, (registry) => requestOf(registry, options));
      const ended = await requalify(config, plant, request);
      if (ended.status === 'failed') throw new UnavailableError(ended.problem ?? 'It failed.');
      if (options.json) process.stdout.write(`${JSON.stringify(ended, null, 2)}\n`);
      else print(ended);
    });
}

async function requestOf(registry: Registry, options: RequalifyOptions) {
  const { point, device, parameter, dryRun, by = userName(), evidence } = options;
  const why = options.why ?? (dryRun ? 'dry run' : undefined);
  if (why === undefined) {
    throw new InvalidInputError(
      'Say why with --why, e.g. --why "span of the new probe"; or look first with --dry-run.',
      { field: 'why' },
    );
  }
  const { id: plant, timeZone } = await plantOf(registry, options.plant);
  const request: ApiNewRequalification = {
    ...(point !== undefined && { point }),
    ...(device !== undefined && { device }),
    ...(parameter !== undefined && { parameter }),
    ...(options.from !== undefined && { from: parseInstant(options.from, timeZone, 'from') }),
    ...(options.to !== undefined && { to: parseInstant(options.to, timeZone, 'to') }),
    ...{ dryRun, by, why },
    ...(evidence !== undefined && { evidence }),
  };
  return { plant, request };
}

async function plantOf({ plants }: Registry, id: string | undefined) {
  if (id !== undefined) return await plants.get(id);
  const [plant, ...others] = await plants.list();
  if (plant !== undefined && others.length === 0) return plant;
  const choice = [plant, ...others].map((each) => each?.id).join(', ');
  throw new InvalidInputError(
    plant === undefined ? 'There is no plant yet: nothing to judge.' : `Add --plant with one of ${choice}.`,
    { field: 'plant' },
  );
}

/** By the server that runs on the data directory, or here when none does. */
async function requalify(
  config: Config,
  plant: string,
  request: ApiNewRequalification,
): Promise<ApiRequalification> {
  const lock = tryLockDataDirectory(pathsIn(config.dataDirectory).lock);
  if (lock === undefined) {
    const path = `/api/v1/plants/${encodeURIComponent(plant)}/requalifications`;
    const begun = await askServer(config, { path, body: request }, ApiRequalification);
    return await watch(begun, (id) => askServer(config, { path: `${path}/${id}` }, ApiRequalification));
  }
  lock[Symbol.dispose]();
  const death = new AbortController();
  const log = createLogger({ ...config, log: { ...config.log, level: 'warn' } });
  await using opened = new AsyncDisposableStack();
  const { registry, thread } = await openCore(
    config,
    { log, onFatal: (error) => death.abort(error) },
    opened,
  );
  const { requalifications } = registry;
  const desk = new RequalifyDesk({ requalifications, data: thread.data, clock: Date.now });
  const begun = await desk.start(plant, request, 'command line');
  return await watch(begun, (id) => {
    death.signal.throwIfAborted();
    return desk.get(plant, id);
  });
}

/** Waits for the end, with a bar. */
async function watch(
  begun: ApiRequalification,
  ask: (id: string) => Promise<ApiRequalification>,
): Promise<ApiRequalification> {
  const progress = openProgress();
  try {
    for (let job = begun; ; job = await ask(job.id)) {
      if (job.status !== 'running') return job;
      progress.tell(job.all === 0 ? 0 : job.done / job.all, `${job.done} of ${job.all} readings`);
      await delay(ASK_EVERY_MS);
    }
  } finally {
    progress.end();
  }
}

function print({ dryRun, done, changes, restamped }: ApiRequalification): void {
  const changed = changes.reduce((sum, { readings }) => sum + readings, 0);
  const [say, carry] = dryRun ? ['would say', 'would carry'] : ['say', 'carry'];
  process.stdout.write(
    `${done} readings judged${dryRun ? ' without a change' : ' again'}: ${changed} ${say} something else, ` +
      `${restamped} more ${carry} another settings version.\n`,
  );
  printRows(
    changes.map(({ parameter, before, after, readings }) => ({
      parameter,
      before: verdictText(before),
      after: verdictText(after),
      readings,
    })),
    false,
  );
}

function verdictText({ flag, tests }: ApiFlagChange['before']): string {
  return [flag, ...tests].join(' ');
}
