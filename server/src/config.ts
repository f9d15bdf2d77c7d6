import { z } from 'zod';

const Port = z.int().min(0).max(65_535);
const Host = z.string().min(1);

const WITHOUT_SECRET = [
  (url: string) => !URL.canParse(url) || new URL(url).password === '',
  'must not carry a password: secrets come from the environment or a file of their own',
] as const;

const Tcp = z.strictObject({
  host: Host.default('127.0.0.1').describe('address to listen on'),
  port: Port.default(1883).describe('0 picks a free port'),
});

const Tls = z.strictObject({
  host: Host.default('0.0.0.0').describe('address to listen on'),
  port: Port.default(8883).describe('0 picks a free port'),
  certificateFile: z.string().describe('PEM, the whole chain'),
  keyFile: z.string().describe('PEM private key'),
  clientCaFile: z.string().optional().describe('PEM; devices may then log in by a certificate signed by it'),
});

const WebSocketListener = z.strictObject({
  host: Host.default('127.0.0.1').describe('address to listen on'),
  port: Port.default(8083).describe('0 picks a free port'),
  path: z.string().startsWith('/').default('/mqtt').describe('path of the WebSocket end point'),
  origins: z.array(z.string()).default([]).describe('browser origins that may connect; programs send none'),
});

const Mqtt = z.strictObject({
  enabled: z.boolean().default(true).describe('run the embedded broker'),
  tcp: Tcp.nullable().prefault({}).describe('MQTT over TCP; null for none'),
  tls: Tls.nullable().default(null).describe('MQTT over TLS; null for none'),
  websocket: WebSocketListener.nullable().default(null).describe('MQTT over WebSocket; null for none'),
  insecurePlaintext: z
    .boolean()
    .default(false)
    .describe('allow listeners without TLS beyond loopback: passwords and readings travel readable'),
  maxConnections: z.int().min(1).default(10_000).describe('open connections in total'),
  maxConnectionsPerAddress: z.int().min(1).default(1_000).describe('open connections from one address'),
  maxMessagesPerSecond: z
    .number()
    .positive()
    .default(2_000)
    .describe('of one device; beyond it its messages wait'),
  statisticsSeconds: z
    .number()
    .min(1)
    .max(3_600)
    .default(10)
    .describe('how often observers are told the broker’s figures under $SYS'),
});

const Source = z.strictObject({
  url: z
    .url({ protocol: /^(mqtts?|wss?)$/ })
    .refine(...WITHOUT_SECRET)
    .describe('external broker, e.g. mqtts://broker.example:8883'),
  clientId: z.string().default('banyu-ingest').describe('names the durable session: keep it'),
  username: z.string().optional().describe('user name there'),
  password: z.string().optional().describe('secret'),
  passwordFile: z.string().optional().describe('file that holds the password'),
  caFile: z.string().optional().describe('PEM; the CA to trust instead of the public ones'),
  sharedGroup: z
    .string()
    .optional()
    .describe('shared subscription group, when several workers divide the load'),
});

const Duckdb = z
  .strictObject({
    memoryLimitMb: z.int().min(32).default(32).describe('DuckDB’s own memory, as a rule'),
    peakMemoryMb: z
      .int()
      .min(256)
      .default(512)
      .describe('and while an export or a query over years needs more'),
  })
  .refine(({ memoryLimitMb, peakMemoryMb }) => memoryLimitMb <= peakMemoryMb, {
    path: ['peakMemoryMb'],
    message: 'must not be below memoryLimitMb',
  });

const Influx = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine(...WITHOUT_SECRET)
    .describe('e.g. http://127.0.0.1:8086'),
  database: z.string().default('banyu').describe('created when it is missing and may be'),
  username: z.string().optional().describe('user name there'),
  password: z.string().optional().describe('secret'),
  passwordFile: z.string().optional().describe('file that holds the password'),
  token: z.string().optional().describe('secret; InfluxDB 2 and 3 compatibility end points'),
  tokenFile: z.string().optional().describe('file that holds the token'),
});

const StoreConfig = z
  .strictObject({
    kind: z.enum(['duckdb', 'influx']).default('duckdb').describe('where readings live'),
    duckdb: Duckdb.prefault({}),
    influx: Influx.optional(),
    rawDays: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe('days to keep raw readings, null for ever; hourly figures stay'),
  })
  .refine((store) => store.kind !== 'influx' || store.influx !== undefined, {
    path: ['influx', 'url'],
    message: 'is needed when store.kind is influx',
  });

/** The whole of `banyu.yaml`. Every key has a default; unknown keys are errors. */
export const Config = z.strictObject({
  dataDirectory: z.string().default('./data').describe('journal, registry and embedded store'),
  http: z
    .strictObject({
      host: Host.default('127.0.0.1').describe('loopback only, until there are accounts'),
      port: Port.default(8080).describe('0 picks a free port'),
    })
    .prefault({}),
  mqtt: Mqtt.prefault({}),
  source: Source.optional().describe('take deliveries from an external MQTT broker as well'),
  store: StoreConfig.prefault({}),
  journal: z
    .strictObject({
      maxMb: z.int().min(16).default(8_192).describe('disk for messages that are not stored yet'),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['fatal', 'error', 'warn', 'info', 'debug'])
        .default('info')
        .describe('how much is logged'),
      pretty: z.boolean().optional().describe('for people rather than programs; default: on a terminal'),
    })
    .prefault({}),
  demo: z
    .strictObject({
      intervalSeconds: z.number().min(0.5).default(5).describe('sampling interval of the simulated devices'),
      seed: z.int().default(1).describe('same seed, same plant'),
      scenario: z
        .string()
        .min(1)
        .optional()
        .describe('what goes wrong: a name of `banyu scenario list`, or a file'),
    })
    .prefault({}),
});
export type Config = z.infer<typeof Config>;
