import type { Annotation, Dashboard, DashboardLink, Variable } from './grafana/model.ts';
import { variableInUrl } from './influxql/macros.ts';
import { laidOut, type Section } from './layout.ts';
import { type Language, type Say, sayIn } from './text.ts';
import { consoleVariable } from './variables.ts';

/** What a dashboard is written for. */
export interface Edition {
  readonly language: Language;
  readonly say: Say;
  /** Address of Banyu's own page, without a slash at its end. */
  readonly consoleUrl: string;
}

export function editionOf(language: Language, consoleUrl: string): Edition {
  return { language, say: sayIn(language), consoleUrl };
}

export interface DashboardOptions {
  /** With the language it makes the uid. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly refresh: string;
  readonly variables?: readonly Variable[];
  readonly annotations?: readonly Annotation[];
  readonly sections: readonly Section[];
}

/** The version of the classic format that is written; Grafana 11, 12 and 13 load it. */
const SCHEMA_VERSION = 42;

export function uidOf(name: string, language: Language): string {
  return `banyu-${name}-${language}`;
}

/** A dashboard with the defaults of the house. */
export function houseDashboard(edition: Edition, options: DashboardOptions): Dashboard {
  const { variables = [], annotations = [] } = options;
  return {
    uid: uidOf(options.name, edition.language),
    title: options.title,
    description: options.description,
    tags: ['banyu', tagOf(edition.language)],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    // One crosshair for all panels, so that cause and effect stand under each other.
    graphTooltip: 1,
    timezone: 'browser',
    refresh: options.refresh,
    time: { from: options.from, to: 'now' },
    links: links(edition, variables),
    templating: { list: [...variables, consoleVariable(edition.consoleUrl)] },
    annotations: { list: [BUILT_IN, ...annotations] },
    panels: laidOut(options.sections),
  };
}

function tagOf(language: Language): string {
  return `banyu-${language}`;
}

/** To the other dashboards of this language with the same plant and time, and to Banyu's own page. */
function links({ language, say }: Edition, variables: readonly Variable[]): readonly DashboardLink[] {
  const hasPlant = variables.some(({ name }) => name === 'plant');
  const common = { icon: 'external link', tooltip: '', asDropdown: false, targetBlank: false };
  return [
    {
      ...common,
      title: 'Banyu',
      type: 'dashboards',
      url: '',
      tags: [tagOf(language)],
      includeVars: true,
      keepTime: true,
    },
    {
      ...common,
      title: say({ id: 'Konsol Banyu', en: 'Banyu console' }),
      type: 'link',
      url: hasPlant ? `$console/#/${variableInUrl('plant')}` : '$console/',
      tags: [],
      includeVars: false,
      keepTime: false,
      targetBlank: true,
    },
  ];
}

/** What people write into Grafana by hand. */
const BUILT_IN: Annotation = {
  name: 'Annotations & Alerts',
  enable: true,
  hide: true,
  iconColor: 'rgba(0, 211, 255, 1)',
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  target: { limit: 100, matchAny: false, tags: [], type: 'dashboard' },
  builtIn: 1,
  type: 'dashboard',
};
