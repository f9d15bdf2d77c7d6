import { FLAG } from '@banyu/contracts';
import type { Summary } from '../summary.ts';
import { type Cell, numberIn } from './answer.ts';
import { fieldsOf } from './fields.ts';
import { identifier, where } from './influxql.ts';

/** What a summary is made of, in the order of the columns that ask for it. */
const FIGURES = ['count', 'sum', 'min', 'max', 'total', 'good'] as const satisfies readonly (keyof Summary)[];
export type Figure = (typeof FIGURES)[number];

/** A statement whose rows hold a time and these figures. */
export interface FigureQuestion {
  readonly statement: string;
  readonly figures: readonly Figure[];
}

/** The field of an hour that keeps a figure of its readings. */
export function hourField(parameter: string, figure: Figure): string {
  return `${parameter}_${figure}`;
}

/** Asks for the figures of readings in a measurement; three statements, as they stand on different readings. */
export function figuresOfReadings(
  measurement: string,
  parameter: string,
  conditions: readonly string[],
  groupBy: string,
): FigureQuestion[] {
  const fields = fieldsOf(parameter);
  const [value, flag] = [identifier(fields.value), identifier(fields.flag)];
  const select = (columns: string, ...more: readonly string[]): string =>
    `SELECT ${columns} FROM ${measurement}${where(...conditions, ...more)}${groupBy}`;
  return [
    {
      statement: select(
        `count(${value}), sum(${value}), min(${value}), max(${value})`,
        `${flag} != ${FLAG.fail}`,
        `${flag} != ${FLAG.missing}`,
      ),
      figures: ['count', 'sum', 'min', 'max'],
    },
    { statement: select(`count(${flag})`), figures: ['total'] },
    { statement: select(`count(${flag})`, `${flag} = ${FLAG.pass}`), figures: ['good'] },
  ];
}

/** Asks for the figures of hours in a measurement. */
export function figuresOfHours(
  measurement: string,
  parameter: string,
  conditions: readonly string[],
  groupBy: string,
): FigureQuestion {
  const columns = FIGURES.map((figure) => {
    const add = figure === 'min' || figure === 'max' ? figure : 'sum';
    return `${add}(${identifier(hourField(parameter, figure))})`;
  });
  const statement = `SELECT ${columns.join(', ')} FROM ${measurement}${where(...conditions)}${groupBy}`;
  return { statement, figures: FIGURES };
}

/** What a row says; figures that it leaves open are those of nothing. */
export function summaryIn(figures: readonly Figure[], cells: readonly Cell[]): Summary {
  const summary: Summary = { count: 0, total: 0, good: 0, sum: 0, min: Number.NaN, max: Number.NaN };
  for (const [i, figure] of figures.entries()) {
    const number = numberIn(cells[i]);
    if (!Number.isNaN(number)) summary[figure] = number;
  }
  return summary;
}
