import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { handWrittenAnnotation } from './annotations.ts';
import { variableInUrl } from './influxql/macros.ts';
import type { PanelBuilder } from './panels/house.ts';
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

/** Panels under a title. They fill their lines: the SDK begins a new one where 24 columns are full. */
export interface Section {
  readonly title: string;
  readonly panels: readonly PanelBuilder[];
}

export interface DashboardOptions {
  /** With the language it makes the uid. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly refresh: string;
  readonly variables?: readonly Builder<VariableModel>[];
  readonly annotations?: readonly Builder<AnnotationQuery>[];
  readonly sections: readonly Section[];
}

export type HouseDashboard = Dashboard & { readonly uid: string };

export function uidOf(name: string, language: Language): string {
  return `banyu-${name}-${language}`;
}

/** A dashboard with the defaults of the house. */
export function houseDashboard(edition: Edition, options: DashboardOptions): HouseDashboard {
  const { variables = [], annotations = [] } = options;
  const hasPlant = variables.some((variable) => variable.build().name === 'plant');
  const uid = uidOf(options.name, edition.language);
  const dashboard = new DashboardBuilder(options.title)
    .uid(uid)
    .description(options.description)
    .tags(['banyu', tagOf(edition.language)])
    .version(1)
    .editable()
    // One crosshair for all panels, so that cause and effect stand under each other.
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .refresh(options.refresh)
    .time({ from: options.from, to: 'now' })
    .links(links(edition, hasPlant))
    .variables([...variables, consoleVariable(edition.consoleUrl)])
    .annotations([handWrittenAnnotation(), ...annotations]);
  // The SDK gives no panel a number; alerts and images need one.
  let id = 0;
  for (const { title, panels } of options.sections) {
    dashboard.withRow(new RowBuilder(title).id(++id));
    for (const panel of panels) dashboard.withPanel(panel.id(++id));
  }
  return { ...dashboard.build(), uid };
}

function tagOf(language: Language): string {
  return `banyu-${language}`;
}

/** To the other dashboards of this language with the same plant and time, and to Banyu's own page. */
function links({ language, say }: Edition, hasPlant: boolean): Builder<DashboardLink>[] {
  return [
    inSight(
      new DashboardLinkBuilder('Banyu')
        .type(DashboardLinkType.Dashboards)
        .icon('external link')
        .url('')
        .tags([tagOf(language)])
        .includeVars(true)
        .keepTime(true),
    ),
    inSight(
      new DashboardLinkBuilder(say({ id: 'Konsol Banyu', en: 'Banyu console' }))
        .type(DashboardLinkType.Link)
        .icon('external link')
        .url(hasPlant ? `$console/#/${variableInUrl('plant')}` : '$console/')
        .targetBlank(true),
    ),
  ];
}

/** Above the panels: the SDK puts a link into a menu, and knows no other place. */
function inSight(link: DashboardLinkBuilder): Builder<DashboardLink> {
  return {
    build() {
      const { placement: _, ...rest } = link.build();
      return rest;
    },
  };
}
