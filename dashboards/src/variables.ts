import { PARAMETERS } from '@banyu/contracts';
import {
  ConstantVariableBuilder,
  CustomVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { READINGS } from './data-sources.ts';
import { TIME_FILTER, tagIsVariable } from './influxql/macros.ts';
import { quoted } from './influxql/select.ts';
import { TELEMETRY } from './influxql/telemetry.ts';
import type { Language, Say } from './text.ts';

/** One plant. */
export function plantVariable(say: Say): QueryVariableBuilder {
  return tagVariable('plant', say({ id: 'IPAL', en: 'Plant' }), '');
}

/** Some of the plant's sampling points, or all of them. */
export function pointVariable(say: Say): QueryVariableBuilder {
  const label = say({ id: 'Titik pantau', en: 'Sampling point' });
  return tagVariable('point', label, ` AND ${tagIsVariable('plant', 'plant')}`)
    .multi(true)
    .includeAll(true);
}

function tagVariable(tag: string, label: string, condition: string): QueryVariableBuilder {
  // Only tags of readings in the dashboard's time range are listed: what is long gone does not stay for ever.
  const query = `SHOW TAG VALUES FROM ${quoted(TELEMETRY)} WITH KEY = ${quoted(tag)} WHERE ${TIME_FILTER}${condition}`;
  return new QueryVariableBuilder(tag)
    .label(label)
    .hide(VariableHide.DontHide)
    .datasource(READINGS)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .regex('')
    .options([]);
}

/** The length of the periods that derived figures stand for. */
export function periodVariable(say: Say): CustomVariableBuilder {
  return customVariable('period', say({ id: 'Periode', en: 'Period' }), 'month', [
    { text: say({ id: 'hari', en: 'day' }), value: 'day' },
    { text: say({ id: 'bulan', en: 'month' }), value: 'month' },
    { text: say({ id: 'semester', en: 'semester' }), value: 'semester' },
  ]);
}

/** One parameter; its unit stands in its name, as a panel cannot choose a unit by a variable. */
export function parameterVariable(language: Language, say: Say): CustomVariableBuilder {
  return customVariable(
    'parameter',
    say({ id: 'Parameter', en: 'Parameter' }),
    'cod',
    PARAMETERS.map(({ id, symbol, name }) => ({ text: `${name[language]} (${symbol})`, value: id })),
  );
}

function customVariable(
  name: string,
  label: string,
  first: string,
  choices: readonly { readonly text: string; readonly value: string }[],
): CustomVariableBuilder {
  const options = choices.map((choice) => ({ ...choice, selected: choice.value === first }));
  const current = options.find(({ selected }) => selected);
  if (current === undefined) throw new RangeError(`"${first}" is no choice of ${name}`);
  return new CustomVariableBuilder(name)
    .label(label)
    .hide(VariableHide.DontHide)
    .values(choices.map(({ text, value }) => `${text} : ${value}`).join(','))
    .current(current)
    .options(options);
}

/** Where Banyu's own page is: a constant, as Grafana puts no environment into dashboards. */
export function consoleVariable(url: string): ConstantVariableBuilder {
  return new ConstantVariableBuilder('console').value(url);
}
