import type { Delivery } from '@banyu/contracts';

/** Who a device is, once its credential was verified. */
export interface Identity {
  readonly plant: string;
  readonly device: string;
}

/** A log-in attempt by secret or, on TLS with a verified client certificate, by its common name. */
export type Credential =
  | { readonly kind: 'secret'; readonly device: string; readonly secret: Uint8Array }
  | { readonly kind: 'certificate'; readonly device: string };

/** What the broker asks of the rest of the house. */
export interface BrokerPorts {
  /** The device behind a credential, or undefined: unknown, wrong and disabled look and last the same. */
  identify(credential: Credential): Promise<Identity | undefined>;
  /** Whether this is an observer's secret; without it there are no observers. Unknown and wrong last the same. */
  identifyObserver?(name: string, secret: Uint8Array): Promise<boolean>;
  /**
   * Takes a delivery over. `done()` only when it lies on disk; `done(error)` when it does not, and then the
   * device must send it again. Called in order per device, answered in the same order.
   */
  deliver(delivery: Delivery, done: (error?: Error) => void): void;
  /** False while deliveries could not be kept (journal full, disk full): new connections are turned away. */
  accepting(): boolean;
  /** Told of a device's coming and going, for the live picture; never relied on for data. */
  onPresence?(presence: {
    readonly plant: string;
    readonly device: string;
    readonly online: boolean;
    readonly at: number;
  }): void;
  /** Told when a device has subscribed to its commands, each time: what waits for it can be sent now. */
  onListening?(device: Identity): void;
  /** Figures of others to be told beside the broker's own: `journal/bytes` is `$SYS/broker/banyu/journal/bytes`. */
  systemFigures?(): Readonly<Record<string, string | number>>;
  log: BrokerLog;
}

/** The part of a pino logger the broker uses. */
export interface BrokerLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
