import type { DuckdbStore, DuckdbStoreOptions } from './duckdb/store.ts';
import type { DerivedWriter } from './influx/derived.ts';
import type { InfluxOptions } from './influx/options.ts';
import type { Store } from './store.ts';

// An adapter, and the library behind it, is loaded when it is opened: nobody pays for the one that is not used.

/** Opens or creates a store in a DuckDB file. Throws UnavailableError when it cannot, e.g. while another process holds it. */
export async function openDuckdbStore(options: DuckdbStoreOptions): Promise<DuckdbStore> {
  const adapter = await import('./duckdb/store.ts');
  return adapter.openDuckdbStore(options);
}

/** Opens a store in InfluxDB; one that is away may come later. Throws ConfigurationError when it can never work. */
export async function openInfluxStore(options: InfluxOptions): Promise<Store> {
  const adapter = await import('./influx/store.ts');
  return adapter.openInfluxStore(options);
}

/** Writes derived figures beside the readings in InfluxDB; the database is there since readings are. */
export async function openDerivedWriter(options: InfluxOptions): Promise<DerivedWriter> {
  const adapter = await import('./influx/derived.ts');
  return adapter.openDerivedWriter(options);
}
