import type { ReadingBatch } from '@banyu/contracts';

/** What ingest must know of a device to judge its messages. */
export interface DeviceRecord {
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  /** Samples older than this (ms before the server's now) are rejected. */
  readonly horizonMs: number;
  /** Where a key was ever registered for it. */
  readonly signing?: DeviceSigning;
}

/** With what a device signs; the same object as long as nothing of it changed. Instants are Unix ms of receipt. */
export interface DeviceSigning {
  /** From when on a message has to be signed; null: none has to be. */
  readonly requiredFrom: number | null;
  readonly keys: readonly {
    readonly id: string;
    /** Ed25519, 32 bytes in base64url. */
    readonly publicKey: string;
    readonly from: number;
    /** Null while it is in force. */
    readonly to: number | null;
  }[];
}

/** The device directory; answers from memory, asked once per message. */
export interface DeviceDirectory {
  find(device: string): DeviceRecord | undefined;
  /** Whether these samples are what a person made of that reject of the device; asked of devices that have to sign. */
  isRepair?(device: string, reject: number, samples: readonly unknown[]): boolean;
}

/** Unix time in ms. */
export type Clock = () => number;

/** The part of a pino logger ingest uses. */
export interface IngestLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Told of every batch after it is stored: the live feed. Must not throw and must not hold the pipeline. */
export type StoredListener = (batch: ReadingBatch) => void;
