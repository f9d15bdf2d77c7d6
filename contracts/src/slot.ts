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
  /** Left out: a service window, or an exclusion by a person. Whether a reading is there does not matter. */
  'excluded',
  /** No value. */
  'missing',
  /** Not due yet. */
  'pending',
] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** Why a slot is not received; `none` where nothing has to be explained. */
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
  /** Calibration, cleaning or maintenance. */
  'maintenance',
  /** The production stood. */
  'shutdown',
  /** A person left it out, with a reason. */
  'exclusion',
  /** The device sent its other parameters, or said that the sensor gave no value. */
  'sensor',
  /** This server: it did not run, or took nothing. */
  'server',
  /** What came was not what the contract says. */
  'message',
  /** Nothing is known of that time. */
  'unknown',
] as const;
export type SlotCause = (typeof SLOT_CAUSES)[number];
