// A slot is an instant at which a device's schedule expects a reading of a parameter.

/** What became of a slot; each has exactly one, and no more than one reading fills it. */
export const SLOT_STATUSES = [
  /** A reading is there that came in time and that no test doubts: flag 1, or 2. */
  'received',
  /** As received, but it came later than the schedule allows. */
  'late',
  /** Its reading is suspect or failed: flag 3 or 4. */
  'flagged',
  /** Something was sent for it, and rejected. */
  'rejected',
  /** Left out: work on the sensor, a stop of production, or an exclusion by a person. Whether a reading is there does not matter. */
  'excluded',
  /** No value. */
  'missing',
  /** Not due yet. */
  'pending',
] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** Why a slot is not received; `none` where nothing has to be explained, or nothing can be: a suspect value may be true. */
export const SLOT_CAUSES = [
  'none',
  /** The device was off, or it was connected and silent. */
  'device',
  /** The device was not connected: off or without network, which of the two shows when it is back. */
  'offline',
  /** The device measured, and could not send. */
  'network',
  /** The device's clock was wrong. */
  'clock',
  /** Calibration, cleaning or maintenance, declared by a person or told by the device. */
  'maintenance',
  /** The production stood. */
  'shutdown',
  /** A person left it out, with a reason. */
  'exclusion',
  /** The sensor gave no value while the device sent its other parameters, or one that cannot be true (flag 4). */
  'sensor',
  /** This server: it did not run, or took nothing. */
  'server',
  /** What came was not what the contract says. */
  'message',
  /** Nothing is known of that time. */
  'unknown',
] as const;
export type SlotCause = (typeof SLOT_CAUSES)[number];
