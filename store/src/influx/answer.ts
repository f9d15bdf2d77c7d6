import { UnavailableError } from '@banyu/contracts';

export type Cell = string | number | boolean | null;

/** Some rows of one series in the answer to a statement. */
export interface SeriesChunk {
  /** Which statement of the request, from 0. */
  readonly statement: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The values of the columns in the order of the statement; the first is the time, ms. */
  readonly rows: readonly (readonly Cell[])[];
}

interface Answer {
  readonly error?: string;
  readonly results?: readonly {
    readonly statement_id?: number;
    readonly error?: string;
    readonly partial?: boolean;
    readonly series?: readonly {
      readonly tags?: Readonly<Record<string, string>>;
      readonly values?: readonly (readonly Cell[])[];
    }[];
  }[];
}

/**
 * The series in a chunked answer: JSON documents, one a line, in pieces of any size. Only one document is in memory at a
 * time. Throws UnavailableError where InfluxDB reports an error or the answer ends too early.
 */
export async function* seriesOf(pieces: AsyncIterable<string>): AsyncGenerator<SeriesChunk> {
  let more = false;
  for await (const line of linesOf(pieces)) {
    const answer = parseAnswer(line);
    if (answer.error !== undefined) throw new UnavailableError(answer.error);
    for (const result of answer.results ?? []) {
      if (result.error !== undefined) throw new UnavailableError(result.error);
      more = result.partial === true;
      for (const { tags = {}, values = [] } of result.series ?? []) {
        yield { statement: result.statement_id ?? 0, tags, rows: values };
      }
    }
  }
  if (more) throw new UnavailableError('the answer broke off');
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  for await (const piece of pieces) {
    let begin = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', begin)) {
      const line = pending + piece.slice(begin, end);
      pending = '';
      begin = end + 1;
      if (line.trim() !== '') yield line;
    }
    pending += piece.slice(begin);
  }
  if (pending.trim() !== '') yield pending;
}

function parseAnswer(line: string): Answer {
  try {
    const answer: unknown = JSON.parse(line);
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch {
    // Said below: what is not JSON is no answer either.
  }
  throw new UnavailableError(`not an answer of InfluxDB: ${line.slice(0, 100)}`);
}

/** A cell that should hold a number; NaN when it holds none. */
export function numberIn(cell: Cell | undefined): number {
  return typeof cell === 'number' ? cell : Number.NaN;
}

/** A cell that should hold a text. */
export function textIn(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : '';
}
