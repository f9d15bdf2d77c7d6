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

export interface Tables {
  plants: PlantTable;
  points: PointTable;
  devices: DeviceTable;
  credentials: CredentialTable;
  audit: AuditTable;
}
