import { ConfigurationError } from '@banyu/contracts';
import {
  type DerivedWriter,
  type InfluxOptions,
  openDerivedWriter,
  openDuckdbStore,
  openInfluxStore,
  type Store,
} from '@banyu/store';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { pathsIn } from './paths.ts';

/**
 * Readings put in order at a time: one row group of DuckDB. Longer runs make raw queries over months cheaper and cost
 * tens of MB while they are sorted, which a server that lives beside other things on a small machine should not take.
 */
const SORT_AFTER_ROWS = 122_880;

/** Opens the store that the configuration names. Throws ConfigurationError or UnavailableError. */
export async function openStore(config: Config, log: Logger): Promise<Store> {
  switch (config.store.kind) {
    case 'duckdb':
      return openDuckdbStore({
        path: pathsIn(config.dataDirectory).readings,
        memory: {
          usual: `${config.store.duckdb.memoryLimitMb}MB`,
          most: `${config.store.duckdb.peakMemoryMb}MB`,
        },
        sortAfterRows: SORT_AFTER_ROWS,
        log,
      });
    case 'influx':
      return openInfluxStore(influxOptions(config, log));
  }
}

/** Where derived figures are written for dashboards; undefined with a store that no dashboard reads. */
export async function openDerived(config: Config, log: Logger): Promise<DerivedWriter | undefined> {
  return config.store.kind === 'influx' ? openDerivedWriter(influxOptions(config, log)) : undefined;
}

function influxOptions(config: Config, log: Logger): InfluxOptions {
  const { influx } = config.store;
  if (influx === undefined) throw new ConfigurationError('store.kind is influx: store.influx.url is needed');
  const { url, database, username, password, token } = influx;
  return {
    url,
    database,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
    log,
  };
}
