import { type EffluentLimit, type EffluentStandard, NotFoundError, parameterOf } from '@banyu/contracts';
import { STANDARDS, standardOf } from '@banyu/evaluation';
import type { Command } from 'commander';
import { printRows } from './context.ts';

/** `banyu standard …` */
export function addStandardCommands(program: Command): void {
  const standard = program
    .command('standard')
    .description('look up effluent standards (baku mutu air limbah)');

  standard
    .command('list')
    .description('list the standards that a plant can be judged by')
    .option('--json', 'for programs', false)
    .action(({ json }: { json: boolean }) => {
      printRows(
        json
          ? STANDARDS.map((each) => ({ ...each }))
          : STANDARDS.map(({ id, regulation, status, name }) => ({ id, regulation, status, name: name.en })),
        json,
      );
    });

  standard
    .command('show <id>')
    .description('show the limits of a standard, and where they come from')
    .option('--json', 'for programs', false)
    .action((id: string, { json }: { json: boolean }) => {
      const found = standardOf(id);
      if (found === undefined) {
        throw new NotFoundError(`There is no standard "${id}". See them all: banyu standard list`);
      }
      process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : headOf(found));
      if (json) return;
      printRows(rowsOf(found), false);
      for (const { en } of found.notJudged) process.stdout.write(`Not judged: ${en}\n`);
      for (const { en } of found.notes) process.stdout.write(`Note: ${en}\n`);
    });
}

function headOf({ name, regulation, annex, status, basis, source }: EffluentStandard): string {
  const read = basis === 'regulation' ? 'the regulation’s text' : 'a copy';
  return `${name.en}\n${name.id}\n${regulation}, ${annex} (${status}), read in ${read}: ${source}\n\n`;
}

/** A row a parameter, a column a tier. */
function rowsOf({ tiers }: EffluentStandard): readonly Readonly<Record<string, string>>[] {
  const parameters = new Set(tiers.flatMap(({ limits }) => limits.map(({ parameter }) => parameter)));
  return [...parameters].map((parameter) => ({
    parameter,
    unit: parameterOf(parameter)?.symbol ?? '',
    ...Object.fromEntries(
      tiers.map(({ fromM3PerDay, toM3PerDay, limits }) => [
        tiers.length === 1 ? 'limit' : `${fromM3PerDay}–${toM3PerDay ?? ''} m³/day`,
        boundsText(limits.find((limit) => limit.parameter === parameter)),
      ]),
    ),
  }));
}

function boundsText(limit: EffluentLimit | undefined): string {
  if (limit === undefined) return '';
  const { min, max } = limit;
  if (min === null) return `≤ ${max}`;
  return max === null ? `≥ ${min}` : `${min}–${max}`;
}
