import type { CustodyEntry, NoticeCode } from '@banyu/contracts';
import { type Cell, FORMULA, textOf } from './cell.ts';
import type { CustodyColumns, CustodyHeading } from './headings.ts';

/** What of a row's sample the hand-overs follow, and the ways of the row's reader. Instants are Unix ms. */
interface CustodyContext {
  readonly taken: number;
  readonly receivedAt: number | null;
  readonly sampledBy: string;
  /** The instant in a cell; null when there is none, or it is a fault. */
  readonly instant: (cell: Cell, heading: string | null, notBefore: number) => number | null;
  readonly fault: (code: NoticeCode, heading: string | null, message: string) => void;
}

/**
 * The hand-overs that a row tells of. Who gives is who had the sample last, and when is when it was received, unless
 * the row says it. A remark (how it was preserved) without a hand-over is one on the sample.
 */
export function readCustody(
  row: readonly Cell[],
  handOvers: readonly CustodyColumns[],
  { taken, receivedAt, sampledBy, instant, fault }: CustodyContext,
): { readonly custody: readonly CustodyEntry[]; readonly remark: string | null } {
  const custody: CustodyEntry[] = [];
  let remark: string | null = null;
  for (const columns of handOvers) {
    const cell = (name: CustodyHeading) => row[columns.get(name)?.index ?? -1];
    const [from, to, note] = [textOf(cell('from')), textOf(cell('to')), textOf(cell('note'))];
    for (const { index, heading } of columns.values()) {
      const text = textOf(row[index]);
      if (FORMULA.test(text)) fault('formula', heading, `"${text}" looks like a formula: write its text`);
    }
    if (textOf(cell('at')) === '' && from === '' && to === '') {
      remark ??= note === '' ? null : note;
      continue;
    }
    const last = custody.at(-1);
    const heading = columns.get('at')?.heading ?? null;
    const given = textOf(cell('at')) !== '';
    const at = given ? instant(cell('at'), heading, last?.at ?? taken) : receivedAt;
    if (to === '' || (at === null && !given)) {
      const [first] = columns.values();
      fault('wrong-fact', first?.heading ?? null, 'a hand-over needs when, and to whom');
    }
    if (to === '' || at === null) continue;
    const giver = from === '' ? (last?.to ?? sampledBy) : from;
    custody.push({ at, from: giver, to, ...(note !== '' && { note }) });
  }
  return { custody, remark };
}
