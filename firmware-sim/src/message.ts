/**
 * A telemetry message that was given its number: from then on, it is the same message until it is acknowledged,
 * however often it is sent.
 */
export interface Message {
  readonly boot: string;
  readonly seq: number;
  /** How many samples it carries, and the first and last of them in the backlog; others' may lie between. */
  readonly samples: number;
  readonly first: number;
  readonly last: number;
  /** The JSON of the contract's telemetry message. */
  readonly payload: string;
}

/** Bounds of one message. */
export interface MessageLimits {
  readonly samples: number;
  /** Of the payload, as UTF-8. One sample is always taken, however long. */
  readonly bytes: number;
}

export const DEFAULT_MESSAGE_LIMITS: MessageLimits = { samples: 200, bytes: 32_768 };

/** Room the envelope takes at most: boot id and number at their longest. */
export const ENVELOPE_BYTES = 96;

/** The payload around samples that are JSON already. */
export function payloadOf(boot: string, seq: number, samples: readonly string[]): string {
  return `{"v":1,"boot":"${boot}","seq":${seq},"samples":[${samples.join(',')}]}`;
}
