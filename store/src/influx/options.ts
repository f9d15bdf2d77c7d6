/** How to reach an InfluxDB: 1.x, or the 1.x end points of 2.x, 3 and what speaks the same protocol. */
export interface InfluxOptions {
  /** Scheme, host, port and, behind a proxy, path. No credentials. */
  readonly url: string;
  readonly database: string;
  /** InfluxDB 1.x with authentication. */
  readonly username?: string;
  readonly password?: string;
  /** InfluxDB 2.x and 3. */
  readonly token?: string;
  /** Default: the database's default policy. */
  readonly retentionPolicy?: string;
  /** How long a write may take, and a query be silent, ms. Default a minute: a slow store is not a dead one. */
  readonly timeoutMs?: number;
  /** Whether what is written travels compressed. Default: unless the store is on this machine. */
  readonly compress?: boolean;
  readonly log?: InfluxLog;
}

/** The part of a pino logger the store uses. */
export interface InfluxLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
