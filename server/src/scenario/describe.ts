import { parameterOf } from '@banyu/contracts';
import type { Scenario } from './scenario.ts';
import type { Entry, Expectation } from './scenario-file.ts';
import { PLANT_TIME_ZONE, scheduleOf } from './schedule.ts';
import { type Sees, writeSees } from './sees.ts';
import { writeSpan } from './span-of-time.ts';
import type { Language } from './text.ts';

/** Keys that are told apart from what makes an entry what it is. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  'at',
  'for',
  'kind',
  'note',
  'point',
  'parameter',
  'device',
]);
/** Keys whose values are spans of time, ms. */
const SPANS: ReadonlySet<string> = new Set(['ramp', 'wipedEvery', 'lasts', 'by']);

const WIDTH = 100;

/** A scenario as people read it: what it is, and its timeline with what should be seen, in a run from `beginMs` on. */
export function describeScenario(scenario: Scenario, language: Language, beginMs: number): string {
  const { name, title, text, timeline, expectations } = scenario;
  const { zeroMs } = scheduleOf(scenario, beginMs);
  const rows = [
    ...timeline.map(({ entry }) => ({ at: entry.at, lines: entryLines(entry, language) })),
    ...expectations.map(({ expectation }) => ({
      at: expectation.at,
      lines: expectationLines(expectation, zeroMs, language),
    })),
  ].toSorted((a, b) => a.at - b.at);
  const column = Math.max(...rows.map(({ at }) => writeSpan(at).length), 0);
  const told = rows.flatMap(({ at, lines }) =>
    lines.map((line, index) => {
      const time = index === 0 ? `${localTime(zeroMs + at)}  +${writeSpan(at).padEnd(column)}` : '';
      return `  ${time.padEnd(LOCAL_TIME_WIDTH + 3 + column)}  ${line}`.trimEnd();
    }),
  );
  return [`${title[language]} (${name})`, '', ...wrapped(text[language], WIDTH), '', ...told, ''].join('\n');
}

function entryLines(entry: Entry, language: Language): string[] {
  const lasts = 'for' in entry && entry.for !== undefined ? ` for ${writeSpan(entry.for)}` : '';
  const details = Object.entries(entry)
    .filter(([key, value]) => !TOLD_ELSEWHERE.has(key) && value !== undefined)
    .map(([key, value]) => `${key} ${SPANS.has(key) ? writeSpan(Number(value)) : String(value)}`);
  const detail = details.length === 0 ? '' : ` (${details.join(', ')})`;
  const note =
    entry.note === undefined ? [] : wrapped(entry.note[language], WIDTH).map((line) => `  ${line}`);
  return [`${whereOf(entry)}${entry.kind}${lasts}${detail}`, ...note];
}

function whereOf(entry: Entry): string {
  if ('device' in entry) return `${entry.device}: `;
  if (!('point' in entry)) return '';
  return `${entry.point}${'parameter' in entry ? ` ${entry.parameter}` : ''}: `;
}

function expectationLines(expectation: Expectation, zeroMs: number, language: Language): string[] {
  const { point, parameter, sees, at, within, text } = expectation;
  const until = localTime(zeroMs + at + within);
  const allTheTime = sees.sign === 'flat' || sees.sign === 'missing';
  const where = expectation.in === 'truth' ? ' in truth' : '';
  const what = `see ${point} ${parameter} ${writeSees(sees)}${unitOf(sees, parameter)}${where}`;
  return [
    `${what}, ${allTheTime ? 'all the time until' : 'at the latest'} ${until}`,
    ...wrapped(text[language], WIDTH).map((line) => `  ${line}`),
  ];
}

function unitOf(sees: Sees, parameter: string): string {
  return 'by' in sees ? ` ${parameterOf(parameter)?.symbol ?? ''}`.trimEnd() : '';
}

/** `Mon 17 Aug 06:00` */
export function localTime(ms: number): string {
  const t = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(PLANT_TIME_ZONE);
  const date = t.toLocaleString('en-GB', { weekday: 'short', day: '2-digit', month: 'short' });
  return `${date.replace(',', '')} ${t.toPlainTime().toString({ smallestUnit: 'minute' })}`;
}
const LOCAL_TIME_WIDTH = 'Mon 17 Aug 06:00'.length;

/** Words in lines of at most so many characters. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
