import type { EVENT_KINDS, RejectReason, SlotCause } from '@banyu/contracts';

/** From ≤ t < to, Unix ms; `to` may be Infinity. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When something was so; outside of the spans, and after `since`, it was not. Before `since` nobody knows. */
export interface Watched {
  readonly since: number;
  /** Ascending, apart from each other. */
  readonly spans: readonly Span[];
}

/** A time that is left out, of one parameter or (null) of all. */
export interface ExcludedSpan extends Span {
  readonly parameter: string | null;
  readonly cause: Extract<SlotCause, 'maintenance' | 'shutdown' | 'exclusion'>;
}

/** What a device said of its power, by its own clock. */
export interface PowerEvent {
  readonly t: number;
  readonly kind: 'power-lost' | 'power-restored' | 'reboot';
}

/** What a device said of work on its sensors, by its own clock. */
export interface ServiceEvent {
  readonly t: number;
  readonly kind: Extract<(typeof EVENT_KINDS)[number], `${string}-begun` | `${string}-ended`>;
  /** Null: all of them. */
  readonly parameter: string | null;
}

/** A rejected message, sample or value. */
export interface RejectFact {
  readonly receivedAt: number;
  /** Time of the sample, where it could be read. */
  readonly t: number | null;
  /** Null: the whole sample, or message. */
  readonly parameter: string | null;
  readonly reason: RejectReason;
}

/** What is known of a device's time besides its readings; no more than touches the time that is judged. */
export interface DeviceFacts {
  readonly excluded: readonly ExcludedSpan[];
  /** When the device was connected; undefined when nobody sees that, as with an external broker. */
  readonly connected: Watched | undefined;
  /** Ascending. */
  readonly power: readonly PowerEvent[];
  readonly rejects: readonly RejectFact[];
}

/** What is known of the server itself. */
export interface ServerFacts {
  /** The instant of the judgement, Unix ms. */
  readonly now: number;
  /** All that was received until then is in the store; `now`, but while readings wait for it. */
  readonly storedThrough: number;
  /** When the server ran and took deliveries. */
  readonly serving: Watched;
}

/** Readings of one series, in any order of time, in columns. */
export interface ReadingMarks {
  /** Unix ms. */
  readonly t: Float64Array;
  readonly receivedAt: Float64Array;
  readonly flag: Uint8Array;
  /** Bits: see `testBit`. */
  readonly tests: Uint32Array;
}
