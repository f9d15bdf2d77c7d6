import type { GraphicComponentOption } from 'echarts';
import type { Layout } from './layout.ts';
import { FONT, MARGIN, SIZE, wrapped } from './page.ts';
import { INK, SIGNAL } from './palette.ts';
import type { Expectation, Language, Rehearsal } from './rehearsal.ts';
import { clock, type TimeAxis } from './time-axis.ts';
import { placeAndName, symbolOf, wordOf } from './words.ts';

const CHARACTERS = 152;

export interface ListLine {
  readonly text: string;
  /** On the first line of an expectation. */
  readonly number?: string;
}

/** What should be seen and when it was, in the numbers of the badges. */
export function expectationLines(rehearsal: Rehearsal, axis: TimeAxis, language: Language): ListLine[] {
  return rehearsal.expectations.flatMap((expectation, i) => {
    const told = tell(expectation, rehearsal.verdicts[i], axis, language);
    return wrapped(told, CHARACTERS).map((text, line) => ({
      text,
      ...(line === 0 && { number: String(i + 1) }),
    }));
  });
}

function tell(
  { point, parameter, sees, toMs, text }: Expectation,
  verdict: Rehearsal['verdicts'][number] | undefined,
  axis: TimeAxis,
  language: Language,
): string {
  const time = (ms: number) => {
    const local = axis.local(ms);
    return axis.to - axis.from > 26 * 3_600_000
      ? `${axis.label(local - (local % 86_400_000)).replace('00:00\n', '')} ${clock(local)}`
      : clock(local);
  };
  const lasting = sees.sign === 'flat' || sees.sign === 'missing';
  const sign = wordOf(sees.sign, language);
  const what = 'by' in sees ? `${sign} ${sees.by} ${symbolOf(parameter)}` : sign;
  const flag = sees.sign === 'flag' ? ` ${sees.flag}` : '';
  const until = `${wordOf(lasting ? 'until' : 'by', language)} ${time(toMs)}`;
  const outcome = wordOf(verdict?.verdict ?? 'not seen', language);
  const at = verdict?.atMs === undefined || lasting ? '' : ` ${time(verdict.atMs)}`;
  const expected = `${placeAndName(point, parameter, language)} ${what.trim()}${flag} ${until}`;
  return `${expected}: ${outcome}${at}. ${text[language]}`;
}

export function listText(
  lines: readonly ListLine[],
  { listTop, listLineHeight }: Layout,
): GraphicComponentOption[] {
  return lines.flatMap(({ text, number }, i): GraphicComponentOption[] => {
    const style = { y: listTop + 26 + i * listLineHeight, fontSize: SIZE.note, fontFamily: FONT };
    const told: GraphicComponentOption = {
      type: 'text',
      style: { ...style, text, x: MARGIN.text + 22, fill: INK.text },
    };
    if (number === undefined) return [told];
    const numbered = { ...style, text: number, x: MARGIN.text, fill: SIGNAL, fontWeight: 'bold' as const };
    return [{ type: 'text', style: numbered }, told];
  });
}
