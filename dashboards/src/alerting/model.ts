/** The part of Grafana's alerting provisioning files (apiVersion 1) that the house writes. */
export interface RuleGroup {
  readonly orgId: number;
  readonly name: string;
  /** The folder's title, not its uid. */
  readonly folder: string;
  /** A multiple of 10 s. */
  readonly interval: string;
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly uid: string;
  readonly title: string;
  /** The refId of the step that decides. */
  readonly condition: string;
  readonly data: readonly Step[];
  readonly for: string;
  readonly noDataState: 'NoData' | 'Alerting' | 'OK' | 'KeepLast';
  readonly execErrState: 'Error' | 'Alerting' | 'OK' | 'KeepLast';
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: { readonly severity: Severity };
  readonly isPaused: boolean;
  readonly dashboardUid: string;
  readonly panelId: number;
}

export type Severity = 'critical' | 'warning';

export interface Step {
  readonly refId: string;
  readonly datasourceUid: string;
  /** Seconds before now. */
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly model: Readonly<Record<string, unknown>>;
}

export interface Route {
  readonly receiver: string;
  readonly group_by?: readonly string[];
  readonly object_matchers?: readonly (readonly [label: string, operator: '=', value: string])[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly routes?: readonly Route[];
}
