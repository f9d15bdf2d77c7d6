import { type ApiPlantFinding, ApiPlantFindingList, InvalidInputError, parameterOf } from '@banyu/contracts';
import type { Command } from 'commander';
import { configOf, printRows, withRegistry } from './context.ts';
import { wholeNumberAboveZero } from './number-argument.ts';
import { type PlantTime, plantTime } from './plant-time.ts';
import { askServer } from './running-server.ts';

interface FindingsOptions {
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly json: boolean;
}

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** `banyu quality findings` */
export function addFindingsCommand(quality: Command): void {
  quality
    .command('findings <plant>')
    .description(
      'list which devices contradict each other, and in what, the latest first, by the running server',
    )
    .option('--from <time>', 'that last beyond it, ISO 8601 (default: 30 days before --to)')
    .option('--to <time>', 'that begin before it (default: now)')
    .option('--limit <number>', 'at most so many, up to 1000', wholeNumberAboveZero, 100)
    .option('--json', 'for programs', false)
    .action(async (plant: string, options: FindingsOptions, command: Command) => {
      const time = await withRegistry(command, (registry) => plantTime(registry, plant));
      const to = options.to === undefined ? Date.now() : time.instant(options.to, 'to');
      const from =
        options.from === undefined ? to - DEFAULT_DAYS * DAY_MS : time.instant(options.from, 'from');
      if (from >= to) {
        throw new InvalidInputError(
          `--from: ${time.show(from)} is not before --to, ${time.show(to)}: give an earlier one.`,
          { field: 'from' },
        );
      }
      const query = new URLSearchParams({ from: String(from), to: String(to), limit: String(options.limit) });
      const path = `/api/v1/plants/${encodeURIComponent(plant)}/quality/findings?${query}`;
      const { findings } = await askServer(configOf(command), { path }, ApiPlantFindingList);
      if (options.json) {
        printRows(findings, true);
        return;
      }
      printRows(
        findings.map((finding) => rowOf(finding, time)),
        false,
      );
      if (findings.length === 0) {
        process.stdout.write(
          `Nothing contradicts anything from ${time.show(from)} to ${time.show(to)}. See docs/quality.md for what is compared.\n`,
        );
      }
    });
}

function rowOf({ check, parameter, from, to, side, other, limit }: ApiPlantFinding, { show }: PlantTime) {
  const unit = check === 'flow-balance' ? 'm³' : (parameterOf(parameter)?.symbol ?? '');
  const figure = (value: number) => `${Number(value.toPrecision(6))} ${unit}`.trimEnd();
  const tell = ({ point, device, value, marked }: ApiPlantFinding['side']) =>
    `${point}/${device} ${figure(value)}${marked === undefined ? '' : ', suspect'}`;
  return {
    from: show(from),
    to: show(to),
    check,
    parameter,
    what: tell(side),
    against: tell(other),
    limit: `${check === 'removal' ? 'at most' : 'differ by at most'} ${figure(limit)}`,
  };
}
