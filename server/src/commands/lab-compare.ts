import { type ApiComparison, ApiComparisonList, type ParameterId, parameterOf } from '@banyu/contracts';
import type { Command } from 'commander';
import { configOf, printRows } from './context.ts';
import { parameterArgument } from './lab-list.ts';
import { outcomeText } from './lab-text.ts';
import { askServer } from './running-server.ts';

interface CompareOptions {
  readonly point?: string;
  readonly device?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json: boolean;
}

/** `banyu lab compare`: asks the running server, which alone holds the readings. */
export function addLabCompareCommand(lab: Command): void {
  lab
    .command('compare <plant>')
    .description('compare a parameter’s sensors with the laboratory, through the running server')
    .requiredOption('--parameter <parameter>', 'e.g. cod', parameterArgument)
    .option('--point <point>', 'of one sampling point')
    .option('--device <device>', 'of one device')
    .option('--from <time>', 'samples taken from then on (default: 400 days ago)')
    .option('--to <time>', 'samples taken before then (default: now)')
    .option('--json', 'for programs', false)
    .action(async (plant: string, options: CompareOptions & { parameter: ParameterId }, command: Command) => {
      const { json, ...query } = options;
      const path = `/api/v1/plants/${encodeURIComponent(plant)}/laboratory/compare?${new URLSearchParams(query)}`;
      const list = await askServer(configOf(command), { path }, ApiComparisonList);
      if (json) {
        process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
        return;
      }
      if (!list.complete) process.stdout.write(`Only the newest ${list.samples} samples are compared.\n`);
      for (const comparison of list.comparisons) print(comparison);
      if (list.comparisons.length === 0) {
        process.stdout.write(
          `${list.samples} samples have a result; no sensor measures ${query.parameter} there.\n`,
        );
      }
    });
}

function print({ point, device, parameter, pairs, unpaired, agreement, drift }: ApiComparison): void {
  const { symbol = '', decimals = 2 } = parameterOf(parameter) ?? {};
  const number = (value: number | null, places = decimals) => (value === null ? '–' : value.toFixed(places));
  process.stdout.write(`\n${point} · ${device} · ${parameter} (${symbol})\n`);
  printRows(
    pairs.map((pair) => ({
      sample: pair.sample,
      time: new Date(pair.t).toISOString(),
      laboratory: outcomeText(pair.laboratory),
      sensor: number(pair.sensor),
      readings: pair.readings,
      difference: number(pair.difference),
      'RPD %': number(pair.rpd, 1),
      agrees: pair.agrees === null ? '' : pair.agrees ? 'yes' : 'NO',
    })),
    false,
  );
  for (const { sample, reason } of unpaired) process.stdout.write(`${sample}: no pair (${reason})\n`);
  const { bias, biasPercent, rpd } = agreement;
  process.stdout.write(
    `${agreement.pairs} pairs: bias ${number(bias)} ${symbol} (${number(biasPercent, 1)} %), mean RPD ${number(rpd, 1)} %\n`,
  );
  process.stdout.write(`${driftText(drift)}\n`);
}

function driftText({ status, pairsNeeded, side, since, lastGoodAt }: ApiComparison['drift']): string {
  const time = (t: number | null) => (t === null ? 'unknown' : new Date(t).toISOString());
  switch (status) {
    case 'too-few-pairs':
      return `Drift: not judged, ${pairsNeeded} pairs with a value are needed`;
    case 'no-spread':
      return 'Drift: not judged, all differences are equal';
    case 'steady':
      return 'Drift: none seen';
    case 'drifting':
      return `DRIFT: the sensor reads too ${side}, seen ${time(since)}; last good ${time(lastGoodAt)}`;
    case 'drifted-before':
      return `Drift: none now; it read too ${side}, seen ${time(since)}`;
  }
}
