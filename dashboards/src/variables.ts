import { PARAMETERS } from '@banyu/contracts';
import { READINGS } from './data-sources.ts';
import type { ConstantVariable, CustomVariable, QueryVariable } from './grafana/model.ts';
import { TIME_FILTER, tagIsVariable } from './influxql/macros.ts';
import { quoted } from './influxql/select.ts';
import { TELEMETRY } from './influxql/telemetry.ts';
import type { Language, Say } from './text.ts';

/** One plant. */
export function plantVariable(say: Say): QueryVariable {
  return tagVariable('plant', say({ id: 'IPAL', en: 'Plant' }), '');
}

/** Some of the plant's sampling points, or all of them. */
export function pointVariable(say: Say): QueryVariable {
  const label = say({ id: 'Titik pantau', en: 'Sampling point' });
  return {
    ...tagVariable('point', label, ` AND ${tagIsVariable('plant', 'plant')}`),
    multi: true,
    includeAll: true,
  };
}

function tagVariable(tag: string, label: string, condition: string): QueryVariable {
  // Only tags of readings in the dashboard's time range are listed: what is long gone does not stay for ever.
  const query = `SHOW TAG VALUES FROM ${quoted(TELEMETRY)} WITH KEY = ${quoted(tag)} WHERE ${TIME_FILTER}${condition}`;
  return {
    type: 'query',
    name: tag,
    label,
    datasource: READINGS,
    query,
    definition: query,
    refresh: 2,
    sort: 1,
    regex: '',
    multi: false,
    includeAll: false,
    options: [],
    hide: 0,
  };
}

/** The length of the periods that derived figures stand for. */
export function periodVariable(say: Say): CustomVariable {
  return customVariable('period', say({ id: 'Periode', en: 'Period' }), 'month', [
    { text: say({ id: 'hari', en: 'day' }), value: 'day' },
    { text: say({ id: 'bulan', en: 'month' }), value: 'month' },
    { text: say({ id: 'semester', en: 'semester' }), value: 'semester' },
  ]);
}

/** One parameter; its unit stands in its name, as a panel cannot choose a unit by a variable. */
export function parameterVariable(language: Language, say: Say): CustomVariable {
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
): CustomVariable {
  const options = choices.map((choice) => ({ ...choice, selected: choice.value === first }));
  const current = options.find(({ selected }) => selected);
  if (current === undefined) throw new RangeError(`"${first}" is no choice of ${name}`);
  return {
    type: 'custom',
    name,
    label,
    query: choices.map(({ text, value }) => `${text} : ${value}`).join(','),
    multi: false,
    includeAll: false,
    current,
    options,
    hide: 0,
  };
}

/** Where Banyu's own page is: a constant, as Grafana puts no environment into dashboards. */
export function consoleVariable(url: string): ConstantVariable {
  const choice = { selected: true, text: url, value: url };
  return { type: 'constant', name: 'console', query: url, current: choice, options: [choice], hide: 2 };
}
