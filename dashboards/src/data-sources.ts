/** Readings, and what is derived from them. */
export const READINGS = { type: 'influxdb', uid: 'banyu-influxdb' } as const;

/** Banyu's own health. */
export const HEALTH = { type: 'prometheus', uid: 'banyu-prometheus' } as const;

/**
 * The provisioning file of the data sources. What differs from site to site comes from Grafana's environment:
 * BANYU_INFLUXDB_URL, BANYU_INFLUXDB_DATABASE, BANYU_INFLUXDB_USER, BANYU_INFLUXDB_PASSWORD, BANYU_PROMETHEUS_URL.
 */
export const DATA_SOURCE_FILE = {
  apiVersion: 1,
  datasources: [
    {
      name: 'Banyu InfluxDB',
      type: READINGS.type,
      uid: READINGS.uid,
      access: 'proxy',
      orgId: 1,
      url: '$BANYU_INFLUXDB_URL',
      user: '$BANYU_INFLUXDB_USER',
      isDefault: true,
      version: 1,
      editable: false,
      // A sensor samples every few seconds at most: no panel asks for finer buckets.
      jsonData: {
        version: 'InfluxQL',
        dbName: '$BANYU_INFLUXDB_DATABASE',
        httpMode: 'POST',
        timeInterval: '10s',
      },
      secureJsonData: { password: '$BANYU_INFLUXDB_PASSWORD' },
    },
    {
      name: 'Banyu Prometheus',
      type: HEALTH.type,
      uid: HEALTH.uid,
      access: 'proxy',
      orgId: 1,
      url: '$BANYU_PROMETHEUS_URL',
      isDefault: false,
      version: 1,
      editable: false,
      jsonData: { httpMethod: 'POST', timeInterval: '15s' },
    },
  ],
} as const;
