import {
  LABORATORY_LIMITS,
  NewResult,
  NewSample,
  type NoticeCode,
  type ParameterId,
  parameterOf,
} from '@banyu/contracts';
import { canonicalResult } from '../canonical-result.ts';
import type { SampleWithResults } from '../samples.ts';
import { type Cell, FORMULA, keyOf, textOf } from './cell.ts';
import type { Columns, Heading } from './headings.ts';
import { parameterNamed } from './parameter-names.ts';
import { readCustody } from './read-custody.ts';
import { type DecimalMark, readNumber } from './read-number.ts';
import { readOutcome } from './read-outcome.ts';
import { instantOf, type LocalTime, readDate, readTimeOfDay } from './read-time.ts';
import type { Notice, TableContext } from './verdict.ts';

/** A row by itself. */
export type RowReading =
  | { readonly status: 'read'; readonly entry: SampleWithResults; readonly warnings: readonly Notice[] }
  | { readonly status: 'refused'; readonly faults: readonly Notice[] };

const COMPOSITE = /^(?:composite|komposit|gabungan)/;
const GRAB = /^(?:grab|sesaat)/;

/** Reads one row; every fault of it is named. */
export function readRow(
  row: readonly Cell[],
  columns: Columns,
  mark: DecimalMark | undefined,
  context: TableContext,
): RowReading {
  const reader = new RowReader(row, columns, mark, context);
  const sample = reader.sample();
  const results = reader.results();
  if (sample === undefined || reader.faults.length > 0) return { status: 'refused', faults: reader.faults };
  return { status: 'read', entry: { sample, results }, warnings: reader.warnings };
}

class RowReader {
  readonly faults: Notice[] = [];
  readonly warnings: Notice[] = [];
  readonly #row: readonly Cell[];
  readonly #columns: Columns;
  readonly #mark: DecimalMark | undefined;
  readonly #context: TableContext;

  constructor(row: readonly Cell[], columns: Columns, mark: DecimalMark | undefined, context: TableContext) {
    this.#row = row;
    this.#columns = columns;
    this.#mark = mark;
    this.#context = context;
  }

  sample(): NewSample | undefined {
    const { plant, timeZone, defaults, now } = this.#context;
    const taken = this.#taken();
    const point = this.#named('point', this.#context.points, defaults.point, 'unknown-point');
    const laboratory = this.#named(
      'laboratory',
      this.#context.laboratories,
      defaults.laboratory,
      'unknown-laboratory',
    );
    const sampledBy = this.#text('sampledBy') || defaults.sampledBy;
    if (sampledBy === undefined) this.#fault('no-sampler', 'sampledBy', 'who took the sample is not said');
    if (point === undefined && this.#text('point') === '') {
      this.#fault('unknown-point', 'point', 'the sampling point is not said');
    }
    if (taken === undefined || point === undefined || sampledBy === undefined) return undefined;
    const receivedAt = this.#instant('receivedAt', taken.to);
    const analysedAt = this.#instant('analysedAt', receivedAt ?? taken.to);
    const { custody, remark } = readCustody(this.#row, this.#columns.custody, {
      ...{ taken: taken.to, receivedAt, sampledBy },
      instant: (cell, heading, notBefore) => this.#instantAt(cell, heading, notBefore),
      fault: (code, heading, message) => this.#faultAt(code, heading, message),
    });
    const { from, to, kind, timeKnown } = taken;
    const sample: NewSample = {
      id: this.#text('sample') || sampleIdOf(point, from, timeZone, timeKnown),
      plant,
      point,
      kind,
      from,
      to,
      timeKnown,
      sampledBy,
      laboratory: laboratory ?? null,
      receivedAt,
      analysedAt,
      custody,
      // In a table of results a note is about the result.
      note: (this.#columns.facts.has('parameter') ? '' : this.#text('note')) || remark,
    };
    const parsed = NewSample.safeParse(sample);
    for (const issue of parsed.error?.issues ?? []) {
      this.#fault('wrong-fact', undefined, `${issue.path.join('.')}: ${issue.message}`);
    }
    for (const heading of ['sample', 'sampledBy', 'method', 'note'] as const) {
      const text = this.#text(heading);
      if (FORMULA.test(text))
        this.#fault('formula', heading, `"${text}" looks like a formula: write its text`);
    }
    const latest = Math.max(to, receivedAt ?? 0, analysedAt ?? 0, custody.at(-1)?.at ?? 0);
    if (latest > now + LABORATORY_LIMITS.aheadMs) this.#fault('not-yet', 'date', 'a date is yet to come');
    this.#checkAccreditation(laboratory, analysedAt ?? to);
    return sample;
  }

  /** Of a table with one result a row, this one; of the other kind, one for each parameter with something in its cell. */
  results(): readonly NewResult[] {
    const { facts, parameters } = this.#columns;
    if (!facts.has('parameter')) {
      const results = parameters.flatMap(({ index, heading, parameter, unit }) => {
        const result = this.#result(this.#row[index], heading, parameter, unit ?? '', {});
        return result === undefined ? [] : [result];
      });
      if (results.length === 0 && this.faults.length === 0) {
        this.#fault('no-result', undefined, 'no parameter has a result in this row');
      }
      return results;
    }
    const name = this.#text('parameter');
    const parameter = parameterNamed(name);
    if (parameter === undefined) {
      this.#fault('unknown-parameter', 'parameter', `parameter "${name}" is not known`);
      return [];
    }
    const heading = facts.get('result')?.heading ?? null;
    const result = this.#result(this.#cell('result'), heading, parameter, this.#text('unit'), {
      method: this.#text('method') || null,
      note: this.#text('note') || null,
      uncertainty: this.#number('uncertainty'),
      detectionLimit: this.#number('detectionLimit'),
      quantificationLimit: this.#number('quantificationLimit'),
    });
    if (result !== undefined) return [result];
    if (this.faults.length === 0) this.#fault('no-result', 'result', 'there is no result in this row');
    return [];
  }

  #result(
    cell: Cell,
    heading: string | null,
    parameter: ParameterId,
    givenUnit: string,
    facts: Partial<NewResult>,
  ): NewResult | undefined {
    const { detectionLimit = null } = facts;
    const reading = readOutcome(cell, this.#mark, detectionLimit);
    const text = textOf(cell);
    if (reading.status === 'empty') return undefined;
    if (reading.status === 'no-limit') {
      this.#faultAt('no-detection-limit', heading, `"${text}" says not below what: give the detection limit`);
      return undefined;
    }
    if (reading.status === 'no-result') {
      this.#faultAt(
        'no-result',
        heading,
        `"${text}" is no result: expected a number, "<" and a limit, or "-"`,
      );
      return undefined;
    }
    const { id, unit: canonical = '' } = parameterOf(parameter) ?? {};
    const unit = givenUnit === '' ? canonical : givenUnit;
    if (givenUnit === '' && id !== 'ph' && reading.outcome.kind !== 'not-analysed') {
      this.#warn('unit-assumed', heading, `no unit is given for ${parameter}: ${canonical} is assumed`);
    }
    if (reading.ambiguous) {
      this.#faultAt('ambiguous-number', heading, ambiguityText(text));
      return undefined;
    }
    const uncertainty = reading.uncertainty ?? facts.uncertainty ?? null;
    const result = { ...facts, parameter, outcome: reading.outcome, unit, uncertainty };
    const parsed = NewResult.safeParse(result);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) {
        this.#faultAt('wrong-fact', heading, `${path.join('.')}: ${message}`);
      }
      return undefined;
    }
    const checked = canonicalResult(parsed.data);
    if (checked.status === 'canonical') return result;
    this.#faultAt(checked.fault.code, heading, checked.fault.message);
    return undefined;
  }

  #taken():
    | {
        readonly from: number;
        readonly to: number;
        readonly kind: 'grab' | 'composite';
        readonly timeKnown: boolean;
      }
    | undefined {
    const { timeZone } = this.#context;
    const kindText = keyOf(this.#text('kind'));
    const begun = this.#dateAndTime();
    const ended = this.#text('to') === '' ? undefined : readDate(this.#cell('to'));
    if (begun === undefined) {
      const text = this.#text('date');
      const expected = 'expected a date such as 2026-01-31 08:30 or 31/01/2026 08:30';
      if (text === '') this.#fault('no-date', 'date', `no date: ${expected}`);
      else if (readDate(this.#cell('date')) === undefined)
        this.#fault('no-date', 'date', `"${text}": ${expected}`);
      else this.#fault('no-date', 'time', `"${this.#text('time')}": expected a time of day such as 08:30`);
      return undefined;
    }
    if (kindText !== '' && !GRAB.test(kindText) && !COMPOSITE.test(kindText)) {
      this.#fault(
        'unknown-kind',
        'kind',
        `"${this.#text('kind')}": expected grab (sesaat) or composite (komposit)`,
      );
      return undefined;
    }
    const from = instantOf(begun, timeZone);
    const kind = COMPOSITE.test(kindText) || (kindText === '' && ended !== undefined) ? 'composite' : 'grab';
    if (kind === 'composite' && ended === undefined) {
      this.#fault('no-date', 'to', 'a composite sample needs the time at which its gathering ended');
      return undefined;
    }
    const timeKnown = begun.time !== undefined;
    if (!timeKnown) this.#warn('time-unknown', null, 'no time of day: it is compared with no sensor');
    const to = kind === 'composite' && ended !== undefined ? instantOf(ended, timeZone) : from;
    return { from, to, kind, timeKnown };
  }

  #dateAndTime(): LocalTime | undefined {
    const begun = readDate(this.#cell('date'));
    if (begun === undefined || this.#text('time') === '') return begun;
    const time = readTimeOfDay(this.#cell('time'));
    if (time === undefined) return undefined;
    return { date: begun.date, time };
  }

  #instant(heading: Heading, notBefore: number): number | null {
    return this.#instantAt(this.#cell(heading), this.#columns.facts.get(heading)?.heading ?? null, notBefore);
  }

  #instantAt(cell: Cell, heading: string | null, notBefore: number): number | null {
    const text = textOf(cell);
    if (text === '') return null;
    const local = readDate(cell);
    if (local === undefined) {
      this.#faultAt('no-date', heading, `"${text}" is no date`);
      return null;
    }
    const at = instantOf(local, this.#context.timeZone);
    // A date alone means some time on that day: that the day began earlier is no contradiction.
    const dayEnds = instantOf({ date: local.date.add({ days: 1 }), time: undefined }, this.#context.timeZone);
    return local.time === undefined && at < notBefore && notBefore < dayEnds ? notBefore : at;
  }

  /** The id of what a cell names by id or name; what is said for the whole table when the cell is empty. */
  #named(
    heading: 'point' | 'laboratory',
    known: readonly { readonly id: string; readonly name: string }[],
    otherwise: string | undefined,
    code: NoticeCode,
  ): string | undefined {
    const text = this.#text(heading) || otherwise;
    if (text === undefined) return undefined;
    const key = keyOf(text);
    const found = known.find(({ id, name }) => id === text || keyOf(id) === key || keyOf(name) === key);
    if (found !== undefined) return found.id;
    const ids = known.map(({ id }) => id).join(', ');
    const expected = ids === '' ? 'there is none yet, add it first' : `expected one of ${ids}`;
    this.#fault(code, heading, `${heading} "${text}" is not known: ${expected}`);
    return undefined;
  }

  #number(heading: Heading): number | null {
    const cell = this.#cell(heading);
    if (typeof cell === 'number') return cell;
    const text = this.#text(heading).replace(/^[<±\s]+/, '');
    if (text === '' || /^[-–]$/.test(text)) return null;
    const reading = readNumber(text, this.#mark);
    if (reading.status === 'no-number' || reading.value < 0) {
      this.#fault('wrong-fact', heading, `"${text}" is no number`);
      return null;
    }
    if (reading.ambiguous) this.#fault('ambiguous-number', heading, ambiguityText(text));
    return reading.value;
  }

  #checkAccreditation(id: string | undefined, at: number): void {
    const laboratory = this.#context.laboratories.find((known) => known.id === id);
    if (laboratory === undefined) return;
    const { accreditation, accreditedFrom: from, accreditedTo: to } = laboratory;
    if (accreditation !== null && (from === null || at >= from) && (to === null || at < to)) return;
    this.#warn(
      'not-accredited',
      null,
      `laboratory ${laboratory.id} has no accreditation for that day on record`,
    );
  }

  #cell(heading: Heading): Cell {
    const column = this.#columns.facts.get(heading);
    return column === undefined ? undefined : this.#row[column.index];
  }

  #text(heading: Heading): string {
    return textOf(this.#cell(heading));
  }

  #fault(code: NoticeCode, heading: Heading | undefined, message: string): void {
    const column = heading === undefined ? undefined : this.#columns.facts.get(heading);
    this.#faultAt(code, column?.heading ?? null, message);
  }

  #faultAt(code: NoticeCode, column: string | null, message: string): void {
    this.faults.push({ code, column, message });
  }

  #warn(code: NoticeCode, column: string | null, message: string): void {
    this.warnings.push({ code, column, message });
  }
}

/** A thousand times too much or too little is no matter for a guess. */
function ambiguityText(text: string): string {
  return (
    `"${text}" may have decimals or thousands, and nothing else in the table tells which: write it without a mark for ` +
    'thousands, or with one decimal more'
  );
}

/** A sample without a number of its own is named after where and when it was taken. */
function sampleIdOf(point: string, from: number, timeZone: string, timeKnown: boolean): string {
  const local = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDateTime();
  const when = timeKnown ? local.toString({ smallestUnit: 'minute' }) : local.toPlainDate().toString();
  return `${point} ${when}`;
}
