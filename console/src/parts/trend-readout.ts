import type { Columns } from '../chart/columns.ts';
import { type ParameterLabel, useWording } from '../services.ts';

/** One row of a chart in words. */
export interface Readout {
  readonly when: string;
  readonly what: string;
}

/** Says what a row of the chart shows and what it stands on; a row that is none is a gap, or no data at all. */
export function useReadout(label: ParameterLabel): (columns: Columns, index: number) => Readout {
  const { text, format } = useWording();
  const number = (value: number | null | undefined) => format.value(value ?? null, label.decimals);
  const withUnit = (value: number | null | undefined) => `${number(value)} ${label.unit}`.trim();
  return ({ t, facts, mean, low, high }, index) => {
    const fact = facts[index];
    if (fact === undefined) return { when: '', what: t.length === 0 ? text.noData : text.gapLegend };
    const when = format.dateTime(fact.t);
    if (fact.reading !== undefined) {
      return { when, what: `${withUnit(fact.reading.value)} · ${text.flag[fact.reading.flag]}` };
    }
    const value =
      fact.count === 0
        ? text.markUntrusted
        : `${text.mean} ${withUnit(mean[index])} · ${number(low[index])}–${number(high[index])}`;
    const base = text.standsOn(format.count(fact.total), format.percent(fact.good / fact.total));
    return { when, what: `${value} · ${base}` };
  };
}
