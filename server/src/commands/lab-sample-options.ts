import { type CustodyEntry, InvalidInputError } from '@banyu/contracts';
import type { Cell, Registry, RowVerdict } from '@banyu/registry';
import { parseInstant } from '../http/instant.ts';

// A sample's results and hand-overs as options give them, read as a row of a table is.

export const RESULT_EXAMPLES = `
A result is a parameter, its value with the unit, and what else the report says of it:
  --result "cod=81.3 mg/L" --result "phenol<0.05 mg/L; method=SNI 06-6989.21-2004; lod=0.05"
  with method=, lod= (detection limit), loq= (quantification limit), uncertainty= (k = 2), note=
Who handed the sample to whom, in order:
  --handed "2026-11-24 10:15; Budi; Sri, Labkesda; 4 °C, sealed"
Times without an offset are the plant's.`;

/** Gathers an option that may be given often. */
export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

const SAMPLE_HEADINGS = [
  ...['sample', 'point', 'type', 'date', 'to', 'sampled by', 'laboratory', 'received', 'analysed'],
];
const RESULT_HEADINGS = [
  ...[
    'parameter',
    'result',
    'unit',
    'method',
    'uncertainty',
    'detection limit',
    'quantification limit',
    'note',
  ],
];

/** A table with a row for each result; `facts`: point, kind and so on, in the order of SAMPLE_HEADINGS. */
export function sampleTable(
  facts: readonly Cell[],
  results: readonly string[],
): readonly (readonly Cell[])[] {
  return [
    [...SAMPLE_HEADINGS, ...RESULT_HEADINGS],
    ...results.map((text) => [...facts, ...resultCells(text)]),
  ];
}

const RESULT = /^([^=<>≤≥]+?)\s*(?:=\s*|(?=[<>≤≥]))(.+)$/;
/** A value or a limit, and the unit behind it. */
const VALUE = /^([<>≤≥]?=?\s*[+-]?[\d.,]+(?:\s*[x×*]\s*10\^[+-]?\d+)?|n\.?d\.?|-)\s*(.*)$/i;

/** `phenol<0.05 mg/L; method=…; lod=0.05` as the cells of RESULT_HEADINGS. */
function resultCells(text: string): readonly Cell[] {
  const [main = '', ...rest] = text.split(';').map((part) => part.trim());
  const [, parameter = '', found = ''] = RESULT.exec(main) ?? [];
  const [, result = '', unit = ''] = VALUE.exec(found) ?? [];
  if (result === '') {
    throw new InvalidInputError(
      `--result "${text}": expected for example "cod=81.3 mg/L" or "phenol<0.05 mg/L"`,
      {
        field: 'result',
      },
    );
  }
  const facts = new Map(rest.filter((part) => part !== '').map((part) => factIn(part, text)));
  const named = ['method', 'uncertainty', 'lod', 'loq', 'note'].map((name) => facts.get(name));
  return [parameter, result, unit, ...named];
}

function factIn(part: string, text: string): readonly [string, string] {
  const [, name = '', value = ''] = /^(method|uncertainty|lod|loq|note)\s*=\s*(.+)$/.exec(part) ?? [];
  if (name !== '') return [name, value];
  throw new InvalidInputError(
    `--result "${text}": "${part}" is not understood, expected method=, lod=, loq=, uncertainty= or note=`,
    { field: 'result' },
  );
}

/** A hand-over: `time; who gave it; who took it; remark`. Throws InvalidInputError. */
export function custodyIn(text: string, timeZone: string): CustodyEntry {
  const [time = '', from = '', to = '', note] = text.split(';').map((part) => part.trim());
  if (from === '' || to === '') {
    throw new InvalidInputError(`--handed "${text}": expected "time; who gave it; who took it; remark"`, {
      field: 'handed',
    });
  }
  const at = parseInstant(time.replace(' ', 'T'), timeZone, 'handed');
  return { at, from, to, ...(note !== undefined && { note }) };
}

type Preview = Awaited<ReturnType<Registry['samples']['preview']>>;

/** The entries of a table whose rows all can be taken; says what is to be noted of them. Throws InvalidInputError. */
export function entriesOf(outcome: Preview, attempt: string) {
  if (outcome.status === 'refused') throw new InvalidInputError(outcome.message);
  const [first, ...rest] = outcome.rows.flatMap((row) => (row.status === 'accepted' ? [row.entry] : []));
  if (first === undefined || 1 + rest.length < outcome.rows.length) throw refusal(outcome.rows, attempt);
  for (const message of warningsIn(outcome.rows)) process.stdout.write(`Note: ${message}\n`);
  return [first, ...rest] as const;
}

/** Why rows cannot be taken. */
function refusal(rows: readonly RowVerdict[], attempt: string): InvalidInputError {
  const faults = rows.flatMap((row) => (row.status === 'refused' ? row.faults : []));
  const messages = new Set(faults.map(({ message }) => message));
  return new InvalidInputError(`${attempt}: ${[...messages].join('; ')}`);
}

function warningsIn(rows: readonly RowVerdict[]): ReadonlySet<string> {
  return new Set(
    rows.flatMap((row) => (row.status === 'accepted' ? row.warnings : [])).map((w) => w.message),
  );
}
