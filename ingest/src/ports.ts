import type { ReadingBatch } from '@banyu/contracts';

/** What ingest must know of a device to judge its messages. */
export interface DeviceRecord {
  readonly plant: string;
  readonly point: string;
  readonly device: string;
  /** Samples older than this (ms before the server's now) are rejected. */
  readonly horizonMs: number;
}

/** The device directory; answers from memory, asked once per message. */
export interface DeviceDirectory {
  find(device: string): DeviceRecord | undefined;
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
