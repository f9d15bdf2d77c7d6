import {
  ApiReviewStates,
  InvalidInputError,
  type ParameterId,
  type ReviewDecision,
  type ReviewLevel,
} from '@banyu/contracts';
import type { Registry } from '@banyu/registry';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { configOf, printRows, withRegistry } from './context.ts';
import { wholeNumberAboveZero } from './number-argument.ts';
import { type PlantTime, plantTime } from './plant-time.ts';
import { askServer } from './running-server.ts';
import { type SignedOptions, signatureOf, signed } from './signed.ts';
import { type Which, whichOf } from './which-series.ts';

type Place = Omit<Which, 'device'>;

interface DecideOptions extends Place, SignedOptions {
  readonly month?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Each decision: what it is for, and the level that it asks of a period. */
const DECISIONS: Readonly<
  Record<ReviewDecision, { readonly help: string; readonly of: readonly ReviewLevel[] }>
> = {
  submit: { help: 'say that a period was checked and waits for a second person', of: ['working'] },
  approve: { help: 'approve as the second person; it is locked then', of: ['in-review'] },
  reopen: {
    help: 'set a period back to working, which unlocks it and stays on record',
    of: ['in-review', 'approved'],
  },
};

/** `banyu review …` */
export function addReviewCommands(program: Command): void {
  const review = program
    .command('review')
    .description('how far readings have been reviewed: working, in review, approved');

  review
    .command('show <plant>')
    .description('show how far a month has come, parameter by parameter, as the running server knows it')
    .requiredOption('--month <month>', 'e.g. 2026-10')
    .option('--point <point>', 'of one sampling point')
    .option('--parameter <parameter>', 'of one parameter')
    .option('--json', 'for programs', false)
    .action(async (plant: string, options: Place & { month: string; json: boolean }, command: Command) => {
      const config = configOf(command);
      const { json, month } = options;
      const { states } = await statesOf(config, plant, month, whichOf(options));
      await withRegistry(command, async (registry) => {
        const time = await plantTime(registry, plant);
        const rows = states.flatMap(({ point, parameter, parts }) =>
          parts.map(({ from, to, level, by }) => ({
            ...{ point, parameter, level, from: time.show(from), to: time.show(to), by: by ?? '' },
          })),
        );
        printRows(json ? states : rows, json);
        if (states.length === 0 && !json) process.stdout.write('Nothing was ever measured there.\n');
      });
    });

  for (const decision of ['submit', 'approve', 'reopen'] as const) {
    signed(review.command(`${decision} <plant>`))
      .description(DECISIONS[decision].help)
      .option('--month <month>', 'e.g. 2026-10')
      .option('--from <time>', 'instead of a month: begin of the period, ISO 8601')
      .option('--to <time>', 'end of the period, not included')
      .option('--point <point>', 'the sampling point (default: all that have come so far)')
      .option('--parameter <parameter>', 'the parameter (default: all that have come so far)')
      .action(async (plant: string, options: DecideOptions, command: Command) => {
        const config = configOf(command);
        await withRegistry(command, async (registry) => {
          const time = await plantTime(registry, plant);
          const period = periodOf(options, time);
          const places = await placesOf(config, plant, decision, options);
          for (const place of places) {
            await registry.reviews[decision]({ plant, ...place, ...period }, signatureOf(options));
            process.stdout.write(
              `${place.parameter} at ${place.point}, ${time.show(period.from)} to ${time.show(period.to)}: ` +
                `${RESULT[decision]}.\n`,
            );
          }
        });
      });
  }

  review
    .command('list <plant>')
    .description('list the decisions, newest first')
    .option('--limit <n>', 'at most so many', wholeNumberAboveZero, 100)
    .option('--json', 'for programs', false)
    .action(async (plant: string, options: { limit: number; json: boolean }, command: Command) => {
      await withRegistry(command, async (registry) => {
        const { json, limit } = options;
        const time = await plantTime(registry, plant);
        const reviews = await registry.reviews.list({ plant, limit });
        printRows(
          json ? reviews.map((each) => ({ ...each })) : reviews.map((each) => rowOf(each, time)),
          json,
        );
        if (reviews.length === 0 && !json) process.stdout.write('Nothing was decided yet.\n');
      });
    });
}

const RESULT: Readonly<Record<ReviewDecision, string>> = {
  submit: 'in review',
  approve: 'approved and locked',
  reopen: 'working again',
};

function periodOf({ month, from, to }: DecideOptions, time: PlantTime) {
  if (month !== undefined) return time.month(month, 'month');
  if (from === undefined || to === undefined)
    throw new InvalidInputError('Say which period: --month 2026-10, or --from and --to.');
  return { from: time.instant(from, 'from'), to: time.instant(to, 'to') };
}

/** What is decided about: the place that is named, or of a month all that have come so far. */
async function placesOf(
  config: Config,
  plant: string,
  decision: ReviewDecision,
  { month, ...options }: DecideOptions,
): Promise<readonly { readonly point: string; readonly parameter: ParameterId }[]> {
  const { point, parameter } = options;
  if (point !== undefined && parameter !== undefined) return [{ point, parameter: parameter as ParameterId }];
  if (month === undefined)
    throw new InvalidInputError('With --from and --to, say what: --point and --parameter.');
  const { states } = await statesOf(config, plant, month, whichOf(options));
  const places = states.filter(({ level }) => DECISIONS[decision].of.includes(level));
  if (places.length > 0) return places.map(({ point, parameter }) => ({ point, parameter }));
  throw new InvalidInputError(
    `Nothing in ${month} is ${DECISIONS[decision].of.join(' or ')}: banyu review show ${plant} --month ${month}`,
  );
}

async function statesOf(config: Config, plant: string, month: string, which: Record<string, string>) {
  const search = new URLSearchParams({ month, ...which });
  const path = `/api/v1/plants/${encodeURIComponent(plant)}/reviews/states?${search}`;
  return await askServer(config, { path }, ApiReviewStates);
}

function rowOf(
  {
    id,
    point,
    parameter,
    from,
    to,
    level,
    at,
    by,
    why,
  }: Awaited<ReturnType<Registry['reviews']['list']>>[number],
  { show }: PlantTime,
) {
  return { id, point, parameter, from: show(from), to: show(to), level, at: show(at), by, why };
}
