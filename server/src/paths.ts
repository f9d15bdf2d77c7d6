import { join } from 'node:path';

/** Where things lie in the data directory. */
export function pathsIn(dataDirectory: string) {
  return {
    registry: join(dataDirectory, 'registry.db'),
    journal: join(dataDirectory, 'journal'),
    ingest: join(dataDirectory, 'ingest'),
    readings: join(dataDirectory, 'readings.duckdb'),
    seals: join(dataDirectory, 'seals.db'),
    backups: join(dataDirectory, 'backups'),
    exports: join(dataDirectory, 'exports'),
    simulatedDevices: join(dataDirectory, 'simulated-devices.db'),
    demoPlant: join(dataDirectory, 'demo-plant.json'),
    fleetIdentities: join(dataDirectory, 'simulated-fleet-identities.ndjson'),
    fleetBacklog: join(dataDirectory, 'simulated-fleet.db'),
    operation: join(dataDirectory, 'operation.db'),
    lock: join(dataDirectory, 'banyu.lock'),
  } as const;
}
