/**
 * The part of Grafana's classic dashboard format (schema version 42) that the house writes. Grafana ignores keys that it
 * does not know, so that a type is the first check of what is written here.
 */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly schemaVersion: number;
  readonly version: number;
  readonly editable: boolean;
  readonly graphTooltip: 0 | 1 | 2;
  readonly timezone: string;
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly links: readonly DashboardLink[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly Annotation[] };
  readonly panels: readonly Item[];
}

export interface DataSourceRef {
  readonly type: 'influxdb' | 'prometheus' | 'grafana';
  readonly uid: string;
}

export interface DashboardLink {
  readonly title: string;
  readonly type: 'link' | 'dashboards';
  readonly icon: string;
  readonly tooltip: string;
  readonly url: string;
  readonly tags: readonly string[];
  readonly asDropdown: boolean;
  readonly targetBlank: boolean;
  readonly includeVars: boolean;
  readonly keepTime: boolean;
}

export interface Choice {
  readonly selected: boolean;
  readonly text: string | readonly string[];
  readonly value: string | readonly string[];
}

export type Variable = QueryVariable | CustomVariable | ConstantVariable;

export interface QueryVariable {
  readonly type: 'query';
  readonly name: string;
  readonly label: string;
  readonly datasource: DataSourceRef;
  readonly query: string;
  readonly definition: string;
  readonly refresh: 1 | 2;
  readonly sort: 1;
  readonly regex: string;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly options: readonly [];
  readonly hide: 0;
}

export interface CustomVariable {
  readonly type: 'custom';
  readonly name: string;
  readonly label: string;
  readonly query: string;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly current: Choice;
  readonly options: readonly Choice[];
  readonly hide: 0;
}

export interface ConstantVariable {
  readonly type: 'constant';
  readonly name: string;
  readonly query: string;
  readonly current: Choice;
  readonly options: readonly Choice[];
  /** 2: neither its name nor its value is shown. */
  readonly hide: 2;
}

export interface Annotation {
  readonly name: string;
  readonly enable: boolean;
  readonly hide: boolean;
  readonly iconColor: string;
  readonly datasource: DataSourceRef;
  readonly target: Readonly<Record<string, unknown>>;
  readonly builtIn?: 1;
  readonly type?: 'dashboard';
}

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export type Item = RowPanel | Panel;

export interface RowPanel {
  readonly type: 'row';
  readonly id: number;
  readonly title: string;
  readonly gridPos: GridPosition;
  readonly collapsed: false;
  readonly panels: readonly [];
}

export const PANEL_TYPES = ['timeseries', 'stat', 'table', 'state-timeline', 'text'] as const;
export type PanelType = (typeof PANEL_TYPES)[number];

export interface Panel {
  readonly type: PanelType;
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: GridPosition;
  readonly datasource?: DataSourceRef;
  readonly targets?: readonly Target[];
  readonly transformations?: readonly Transformation[];
  /** No bucket is shorter. */
  readonly interval?: string;
  readonly fieldConfig: FieldConfig;
  /** What the SDK says of the panel type, as `custom` below. */
  readonly options: object;
}

export type Target = InfluxTarget | PrometheusTarget;

export interface InfluxTarget {
  readonly refId: string;
  readonly datasource: DataSourceRef;
  readonly query: string;
  readonly rawQuery: true;
  readonly resultFormat: 'time_series' | 'table';
  readonly alias?: string;
}

export interface PrometheusTarget {
  readonly refId: string;
  readonly datasource: DataSourceRef;
  readonly expr: string;
  readonly legendFormat: string;
  readonly editorMode: 'code';
  readonly range: boolean;
  readonly instant: boolean;
  readonly format: 'time_series';
}

export interface Transformation {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ThresholdStep {
  /** From this value on; null for the first step, which has no lower end. */
  readonly value: number | null;
  readonly color: string;
}

export interface Thresholds {
  readonly mode: 'absolute';
  readonly steps: readonly ThresholdStep[];
}

export interface ValueMapping {
  readonly type: 'value';
  readonly options: Readonly<
    Record<string, { readonly text: string; readonly color: string; readonly index: number }>
  >;
}

export interface FieldConfig {
  readonly defaults: {
    readonly unit: string;
    readonly noValue: string;
    readonly decimals?: number;
    readonly min?: number;
    readonly max?: number;
    readonly color: { readonly mode: string; readonly fixedColor?: string };
    readonly thresholds: Thresholds;
    readonly mappings: readonly ValueMapping[];
    readonly custom: object;
  };
  readonly overrides: readonly Override[];
}

export interface Override {
  readonly matcher: { readonly id: 'byName' | 'byRegexp'; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}
