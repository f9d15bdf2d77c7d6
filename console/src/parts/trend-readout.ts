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
  return ({ t, facts, low, high }, index) => {
    const fact = facts[index];
    if (fact === undefined) return { when: '', what: t.length === 0 ? text.noData : text.gapLegend };
    const when = format.dateTime(fact.t);
    if (fact.reading !== undefined) {
      const { value, flag, state, raw } = fact.reading;
      const said = state === undefined ? '' : ` · ${text.stateOf(state, withUnit(raw))}`;
      return { when, what: `${withUnit(value)}${said} · ${text.flag[flag]}` };
    }
    const value =
      fact.value === null
        ? text.markUntrusted
        : `${text.mean} ${withUnit(fact.value)} · ${number(low[index])}–${number(high[index])}`;
    const share = fact.total === 0 ? 0 : fact.good / fact.total;
    const base = [
      text.standsOn(format.count(fact.total), format.percent(share)),
      fact.corrected > 0 && text.corrected(format.count(fact.corrected)),
      fact.estimated > 0 && text.estimated(format.count(fact.estimated)),
    ];
    return { when, what: [value, ...base.filter(Boolean)].join(' · ') };
  };
}
