import type { RefusedRow } from '../outcome.ts';
import { parameterOfField } from './fields.ts';
import type { InfluxHttp, WriteAnswer, WriteLater } from './http.ts';
import { encodeLines, type LinePlan } from './line-protocol.ts';

/** Rows in one request, some 200 kB: below the body limits of servers and proxies (nginx: 1 MB), and done soon. */
const ROWS_PER_REQUEST = 5_000;
/** Requests under way at a time. */
const REQUESTS_AT_ONCE = 2;

/** Rows that InfluxDB will never take; all others are stored. Or: not now, and nothing is known to be stored. */
export type Delivered =
  | { readonly status: 'delivered'; readonly refused: readonly RefusedRow[] }
  | WriteLater;

/**
 * Writes the rows of a plan. A request that InfluxDB finds fault with is split until the faulty rows are alone:
 * what was written before is written again meanwhile, with the same values.
 */
export async function deliver(http: InfluxHttp, plan: LinePlan): Promise<Delivered> {
  const refused: RefusedRow[] = [];
  const waiting: (readonly number[])[] = [];
  for (let i = 0; i < plan.rows.length; i += ROWS_PER_REQUEST) {
    waiting.push(plan.rows.slice(i, i + ROWS_PER_REQUEST));
  }
  let later: WriteLater | undefined;
  const work = async (): Promise<void> => {
    for (let rows = waiting.shift(); rows !== undefined && later === undefined; rows = waiting.shift()) {
      const { text, lines } = encodeLines(plan, rows);
      const answer = await http.write(text);
      switch (answer.status) {
        case 'written':
          break;
        case 'later':
          later = answer;
          break;
        case 'faulty':
        case 'too-large':
          if (areAllAtFault(answer, rows.length, lines)) {
            for (const row of rows) refused.push({ row, reason: `InfluxDB: ${answer.reason}` });
          } else {
            waiting.unshift(...split(plan, rows, answer.reason));
          }
      }
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, work));
  return later ?? { status: 'delivered', refused: refused.sort((a, b) => a.row - b.row) };
}

/** Whether there is nothing left to split: a row alone, or every line dropped, and none for the fault of another row in it. */
function areAllAtFault(answer: WriteAnswer, rows: number, lines: number): boolean {
  if (rows === 1) return true;
  if (answer.status !== 'faulty' || answer.dropped !== lines) return false;
  return lines === rows || answer.reason.includes('points beyond retention policy');
}

/** InfluxDB 1.x and 2.x name the field that is stored with another type already. */
const FIELD_AT_FAULT = /field type conflict: input field "(.+?)" on measurement/;

/** Two parts of several rows: apart by the parameter that InfluxDB blames, else in the middle. */
function split(plan: LinePlan, rows: readonly number[], reason: string): (readonly number[])[] {
  const { batch } = plan;
  const blamed = parameterOfField(FIELD_AT_FAULT.exec(reason)?.[1] ?? '');
  const isBlamed = (row: number): boolean =>
    batch.series[batch.seriesIndex[row] as number]?.parameter === blamed;
  const suspects = rows.filter(isBlamed);
  if (suspects.length > 0 && suspects.length < rows.length) {
    return [rows.filter((row) => !isBlamed(row)), suspects];
  }
  const middle = rows.length >> 1;
  return [rows.slice(0, middle), rows.slice(middle)];
}
