import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard';

/** What a panel asks, and whom. */
export interface Asked {
  readonly datasource: DataSourceRef;
  readonly targets: readonly Builder<Dataquery>[];
}

/** A query of a kind that the SDK has no builder for, as its keys. */
export function dataquery(keys: Readonly<Record<string, unknown>>): Builder<Dataquery> {
  // The SDK marks its queries with a function, of which nothing is written.
  return { build: () => ({ ...keys, _implementsDataqueryVariant: () => undefined }) };
}

/** `A` for the first query of a panel, `B` for the second. */
export function refIdOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
