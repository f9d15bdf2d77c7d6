import type { LaboratoryOutcome, ParameterId, ReviewLevel, ServiceKind } from '@banyu/contracts';

// The tables as Kysely sees them, in types that SQLite and PostgreSQL share: truth is 0 or 1, an instant is Unix ms in
// a bigint (which PostgreSQL's driver has to be told to read as a number).

export interface PlantTable {
  id: string;
  name: string;
  time_zone: string;
  capacity_m3_per_day: number | null;
  standard: string | null;
  horizon_ms: number;
  created_at: number;
  updated_at: number;
}

export interface PointTable {
  plant: string;
  id: string;
  name: string;
  compliance_point: number;
  /** Rank along the water's way, from 0, without gaps. */
  position: number;
  created_at: number;
  updated_at: number;
}

export interface DeviceTable {
  id: string;
  plant: string;
  point: string;
  name: string;
  enabled: number;
  created_at: number;
  updated_at: number;
  /** Messages received from then on have to be signed; null: none has to. */
  signed_from: number | null;
}

/** A key holds from `created_at` until `ended_at`, when it was revoked. */
export interface DeviceKeyTable {
  device: string;
  id: string;
  /** Ed25519, 32 bytes in base64url. */
  public_key: string;
  created_at: number;
  created_by: string;
  why: string;
  ended_at: number | null;
}

/** Apart from the devices, so that nothing that lists devices carries a hash along. */
export interface CredentialTable {
  device: string;
  /** argon2id, PHC string format. */
  secret_hash: string;
  created_at: number;
  updated_at: number;
}

/** The audit trail; its fields are AuditEntry's. */
export interface AuditTable {
  id: number;
  at: number;
  who: string;
  action: string;
  plant: string | null;
  subject: string;
  before: string | null;
  after: string | null;
  why: string | null;
  evidence: string | null;
  origin: string | null;
  previous: string;
  hash: string;
}

export interface LaboratoryTable {
  id: string;
  name: string;
  accreditation: string | null;
  accredited_from: number | null;
  accredited_to: number | null;
  created_at: number;
  updated_at: number;
}

/** One version of a sample: true from `created_at` until `ended_at`, when it was superseded or withdrawn. */
export interface SampleTable {
  plant: string;
  id: string;
  version: number;
  point: string;
  kind: 'grab' | 'composite';
  taken_from: number;
  taken_to: number;
  time_known: number;
  sampled_by: string;
  laboratory: string | null;
  received_at: number | null;
  analysed_at: number | null;
  /** JSON: CustodyEntry[]. */
  custody: string;
  note: string | null;
  created_at: number;
  created_by: string;
  ended_at: number | null;
}

/** One version of a result. `given` is in `unit`, all other numbers in the parameter's canonical unit. */
export interface ResultTable {
  plant: string;
  sample: string;
  parameter: ParameterId;
  version: number;
  outcome: LaboratoryOutcome['kind'];
  given: number | null;
  unit: string;
  value: number | null;
  method: string | null;
  uncertainty: number | null;
  detection_limit: number | null;
  quantification_limit: number | null;
  note: string | null;
  created_at: number;
  created_by: string;
  why: string;
  ended_at: number | null;
}

/** One version of a window: true from `created_at` until `ended_at`, when it was superseded or cancelled. */
export interface ServiceWindowTable {
  id: number;
  version: number;
  plant: string;
  /** Null, here and below: all. With a device there is always its point. */
  point: string | null;
  device: string | null;
  parameter: ParameterId | null;
  kind: ServiceKind;
  begins: number;
  /** Null while it is open. */
  ends: number | null;
  created_at: number;
  created_by: string;
  why: string;
  ended_at: number | null;
}

/** Append-only. */
export interface QualitySettingsTable {
  id: number;
  plant: string;
  /** Null, here and below: all. With a device there is always its point. */
  point: string | null;
  device: string | null;
  parameter: ParameterId | null;
  /** JSON: QualitySettingsChange; null: what is said less specifically, or by default, holds again. */
  settings: string | null;
  valid_from: number;
  created_at: number;
  created_by: string;
  why: string;
}

/** A layer over readings: it holds from `created_at` until `ended_at`, when it was withdrawn. */
export interface CorrectionTable {
  id: number;
  plant: string;
  point: string;
  device: string;
  parameter: ParameterId;
  begins: number;
  ends: number;
  /** JSON: CorrectionKind. */
  what: string;
  created_at: number;
  created_by: string;
  why: string;
  ended_at: number | null;
  ended_by: string | null;
  ended_why: string | null;
}

/** Append-only: of the decisions over an instant, the newest holds. */
export interface ReviewTable {
  id: number;
  plant: string;
  point: string;
  parameter: ParameterId;
  begins: number;
  ends: number;
  level: ReviewLevel;
  created_at: number;
  created_by: string;
  why: string;
}

export interface ObserverTable {
  name: string;
  /** argon2id, PHC string format. */
  secret_hash: string;
  created_at: number;
}

export interface DeviceCommandTable {
  id: string;
  plant: string;
  device: string;
  /** Counts a device's commands. */
  number: number;
  /** JSON. */
  action: string;
  requested_by: string;
  reason: string | null;
  created_at: number;
  valid_until: number;
  times_sent: number;
  sent_at: number | null;
  delivered_at: number | null;
  answered_at: number | null;
  /** The device's reply, JSON. */
  reply: string | null;
}

/** One version of a device's schedule: true from `created_at` until `ended_at`, when it was superseded or withdrawn. */
export interface DeviceScheduleTable {
  device: string;
  /** From when it counts. */
  begins: number;
  version: number;
  /** JSON: ParameterId[]. */
  parameters: string;
  interval_ms: number;
  offset_ms: number;
  sends_every_ms: number;
  late_after_ms: number;
  created_at: number;
  created_by: string;
  why: string;
  ended_at: number | null;
}

/** A reject of which somebody made readings: once. */
export interface RejectRepairTable {
  id: number;
  reject: number;
  received_at: number;
  plant: string;
  device: string;
  /** JSON: RejectRepair. */
  repair: string;
  /** JSON: RepairedReading[]. */
  readings: string;
  created_at: number;
  created_by: string;
  why: string;
  submitted_at: number | null;
}

/** Stored readings to be judged again, until `done_at`. */
export interface RequalificationQueueTable {
  id: number;
  plant: string;
  /** Null, here and below: all. With a device there is always its point. */
  point: string | null;
  device: string | null;
  parameter: ParameterId | null;
  begins: number;
  /** Null: up to the time it is done. */
  ends: number | null;
  /** The audit trail's subject. */
  cause: string;
  created_at: number;
  created_by: string;
  why: string;
  attempts: number;
  next_at: number;
  problem: string | null;
  done_at: number | null;
}

export interface Tables {
  plants: PlantTable;
  points: PointTable;
  devices: DeviceTable;
  device_keys: DeviceKeyTable;
  credentials: CredentialTable;
  audit: AuditTable;
  laboratories: LaboratoryTable;
  samples: SampleTable;
  results: ResultTable;
  service_windows: ServiceWindowTable;
  quality_settings: QualitySettingsTable;
  corrections: CorrectionTable;
  reviews: ReviewTable;
  observers: ObserverTable;
  device_commands: DeviceCommandTable;
  device_schedules: DeviceScheduleTable;
  reject_repairs: RejectRepairTable;
  requalification_queue: RequalificationQueueTable;
}
