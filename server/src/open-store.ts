import { ConfigurationError } from '@banyu/contracts';
import { openDuckdbStore, openInfluxStore, type Store } from '@banyu/store';
import type { Config } from './config.ts';
import { pathsIn } from './paths.ts';

export interface StoreLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Opens the store that the configuration names. Throws ConfigurationError or UnavailableError. */
export async function openStore(config: Config, log: StoreLog): Promise<Store> {
  switch (config.store.kind) {
    case 'duckdb':
      return openDuckdbStore({
        path: pathsIn(config.dataDirectory).readings,
        memoryLimit: `${config.store.duckdb.memoryLimitMb}MB`,
        log,
      });
    case 'influx': {
      const { influx } = config.store;
      if (influx === undefined)
        throw new ConfigurationError('store.kind is influx: store.influx.url is needed');
      const { url, database, username, password, token } = influx;
      return openInfluxStore({
        url,
        database,
        ...(username !== undefined && { username }),
        ...(password !== undefined && { password }),
        ...(token !== undefined && { token }),
        log,
      });
    }
  }
}
