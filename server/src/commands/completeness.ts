import { ApiCompleteness, type ApiCompletenessRow, InvalidInputError } from '@banyu/contracts';
import { type Command, Option } from 'commander';
import { configOf, printRows } from './context.ts';
import { askServer } from './running-server.ts';

interface CompletenessOptions {
  readonly day?: string;
  readonly month?: string;
  readonly semester?: string;
  readonly by?: string;
  readonly device?: string;
  readonly parameter?: string;
  readonly json: boolean;
}

/** `banyu completeness …` */
export function addCompletenessCommand(program: Command): void {
  program
    .command('completeness <plant>')
    .description(
      'what came of the readings that schedules expect, and why the rest did not (asks the running server)',
    )
    .addOption(new Option('--day <day>', 'e.g. 2026-10-05 (default: today)').conflicts(['month', 'semester']))
    .addOption(new Option('--month <month>', 'e.g. 2026-10').conflicts(['day', 'semester']))
    .addOption(new Option('--semester <semester>', 'e.g. 2026-2').conflicts(['day', 'month']))
    .addOption(
      new Option('--by <bucket>', 'a line for each (default: for the whole)').choices([
        'hour',
        'day',
        'month',
      ]),
    )
    .option('--device <device>', 'of one device')
    .option('--parameter <parameter>', 'of one parameter')
    .option('--json', 'for programs', false)
    .action(async (plant: string, options: CompletenessOptions, command: Command) => {
      const { bucket, from, to } = periodOf(options);
      const query = new URLSearchParams({ bucket: options.by ?? bucket, ...(from !== '' && { from, to }) });
      for (const name of ['device', 'parameter'] as const) {
        const value = options[name];
        if (value !== undefined) query.set(name, value);
      }
      const path = `/api/v1/plants/${encodeURIComponent(plant)}/completeness?${query}`;
      const answer = await askServer(configOf(command), { path }, ApiCompleteness);
      if (options.json) {
        process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
        return;
      }
      const rows = from === '' ? answer.rows.filter(({ to: end }) => end >= answer.judgedAt) : answer.rows;
      printRows(
        rows.map((row) => lineOf(row, answer.timeZone)),
        false,
      );
      for (const device of answer.unscheduled) {
        process.stdout.write(`${device} has no schedule: see "banyu device schedule propose ${plant}"\n`);
      }
    });
}

/** What to ask for; `from` empty: the last 24 hours, of which today is shown. */
function periodOf({ day, month, semester }: CompletenessOptions): {
  readonly bucket: string;
  readonly from: string;
  readonly to: string;
} {
  if (month !== undefined) {
    const begin = parsed(month, 'month', () => Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 }));
    return { bucket: 'month', ...dates(begin, { months: 1 }) };
  }
  if (semester !== undefined) {
    const [, year, half] = /^(\d{4})-([12])$/.exec(semester) ?? [];
    const begin = parsed(semester, 'semester', () =>
      Temporal.PlainDate.from({ year: Number(year), month: half === '1' ? 1 : 7, day: 1 }),
    );
    return { bucket: 'semester', ...dates(begin, { months: 6 }) };
  }
  if (day === undefined) return { bucket: 'day', from: '', to: '' };
  return {
    bucket: 'day',
    ...dates(
      parsed(day, 'day', () => Temporal.PlainDate.from(day)),
      { days: 1 },
    ),
  };
}

function dates(begin: Temporal.PlainDate, length: Temporal.DurationLike) {
  return { from: begin.toString(), to: begin.add(length).toString() };
}

function parsed(text: string, option: string, read: () => Temporal.PlainDate): Temporal.PlainDate {
  try {
    return read();
  } catch (cause) {
    const example = { day: '2026-10-05', month: '2026-10', semester: '2026-2' }[option];
    throw new InvalidInputError(`--${option}: "${text}" is none; expected e.g. ${example}.`, {
      field: option,
      cause,
    });
  }
}

function lineOf(row: ApiCompletenessRow, timeZone: string): Record<string, string | number> {
  const { counts, share, causes, hours, days } = row;
  const begin = Temporal.Instant.fromEpochMilliseconds(row.from).toZonedDateTimeISO(timeZone);
  return {
    from: begin.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' '),
    device: row.device,
    parameter: row.parameter,
    expected: row.expected,
    ...counts,
    complete: share === null ? '' : `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`,
    validHours: `${hours.valid}/${hours.total}`,
    validDays: days.total === 0 ? '' : `${days.valid}/${days.total}`,
    why: causes
      .slice(0, 3)
      .map(({ status, cause, count }) => `${status} ${cause} ${count}`)
      .join(', '),
  };
}
