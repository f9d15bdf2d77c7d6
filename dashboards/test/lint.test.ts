import { describe, expect, it } from 'vitest';
import { DATA_SOURCE_FILE } from '../src/data-sources.ts';
import { provisioningFiles } from '../src/files.ts';
import { type Dashboard, readDashboard } from './support/dashboard-file.ts';
import { lint } from './support/lint.ts';

const DATA_SOURCES = DATA_SOURCE_FILE.datasources.map(({ uid }) => uid);

const FILES = [...provisioningFiles()].filter(([path]) => path.endsWith('.json'));

describe.each(FILES)('%s', (path, text) => {
  const dashboard = readDashboard(text);

  it('holds nothing that Grafana would pass over in silence', () => {
    expect(lint(dashboard, DATA_SOURCES)).toEqual([]);
  });

  it('lies in a file that is named after its uid', () => {
    expect(path).toMatch(new RegExp(`/${dashboard.uid}\\.json$`));
  });
});

it('no two dashboards have one uid, or one title in one language', () => {
  const dashboards = FILES.map(([, text]) => readDashboard(text));
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(FILES.length);
  expect(new Set(dashboards.map(({ title, tags }) => `${tags} ${title}`)).size).toBe(FILES.length);
});

describe('lint()', () => {
  const sound = (name: string): string => {
    const text = FILES.find(([path]) => path === `dashboards/en/banyu-${name}-en.json`)?.[1];
    if (text === undefined) throw new Error(`no dashboard ${name}`);
    return text;
  };

  it.each([
    ['plant', /"uid": "banyu-plant-en"/, `"uid": "${'x'.repeat(41)}"`, 'uid'],
    ['plant', /"schemaVersion": 42/, '"schemaVersion": 1', 'schemaVersion'],
    ['plant', /"id": 3\n/, '"id": 2\n', 'two items have one id'],
    ['plant', /"x": 4,/, '"x": 3,', 'overlap'],
    ['plant', /"x": 20,/, '"x": 21,', 'within 24 columns'],
    ['plant', /"unit": "suffix:mg\/L"/, '"unit": "mg/L"', 'print the unit "mg/L"'],
    ['plant', /"lastNotNull"/, '"newest"', 'no reducer is called newest'],
    ['plant', /"type": "stat"/, '"type": "singlestat"', 'no panel type'],
    ['plant', /"wideLayout"/, '"widelayout"', 'unknown option'],
    ['plant', /"spanNulls"/, '"spannulls"', 'unknown custom field'],
    ['plant', /"noValue": "no data"/, '"noValue": ""', 'no text for no data'],
    ['plant', /"description": "The newest[^"]*"/, '"description": ""', 'no description'],
    ['plant', /"value": null/, '"value": 0', 'the first threshold'],
    ['plant', /"mode": "palette-classic"/, '"mode": "palette"', 'no colour mode'],
    ['plant', /"alias": "\$tag_device"/, '"alias": ""', 'no alias'],
    ['plant', /"uid": "banyu-influxdb"\n {10}\},/, '"uid": "influxdb"\n          },', 'no data source'],
    ['plant', /\$\{plant:singlequote\}/, '$' + '{site:singlequote}', 'no variable is called site'],
    ['plant', /\$\{plant:singlequote\}/, "'$plant'", 'plain quotes'],
    ['plant', /"url": "\$console/, '"url": "$page', 'no variable is called page'],
    ['plant', /"target": \{\s*"refId": "Anno"[\s\S]*?\n {8}\}/, '"target": {}', 'has no target'],
    ['plant', /SELECT last/, 'SELECT 1; SELECT last', 'one statement only'],
    ['parameter', /=~ \/\^\$point\$\//, "= '$point'", 'has many values'],
    ['parameter', /"id": "organize"/, '"id": "organise"', 'no transformation'],
    ['plant', /"alias": "upper"/, '"alias": "limit"', 'a field "upper"'],
    ['health', /"legendFormat": "[^"]*"/, '"legendFormat": ""', 'no legend'],
    ['health', /"value": 0.9/, '"value": 0.4', 'do not ascend'],
  ] as const)('%s with %s made %s turns red: %s', (name, from, to, expected) => {
    const broken = sound(name).replace(from, to);
    expect(broken).not.toBe(sound(name));
    expect(lint(JSON.parse(broken) as Dashboard, DATA_SOURCES).join('\n')).toContain(expected);
  });

  it.each([
    [/"graphTooltip"/, '"graphToolTip"'],
    [/"noValue"/, '"novalue"'],
    [/"legendFormat"/, '"legend"'],
    [/"allowCustomValue"/, '"allowCustom"'],
  ])('a key %s made %s turns red', (from, to) => {
    const broken = sound('health').replace(from, to);
    expect(broken).not.toBe(sound('health'));
    expect(() => readDashboard(broken)).toThrow();
  });
});
