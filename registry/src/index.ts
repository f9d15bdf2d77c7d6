export type { Audit, AuditQuery } from './audit/audit.ts';
export type { AuditEntry, AuditHead } from './audit/chain.ts';
export type { Actor } from './audit/ledger.ts';
export type { Discrepancy } from './audit/registered.ts';
export type { AuditVerdict } from './audit/verify.ts';
export { applyLayers, type CorrectedPoint, type RawPoint } from './corrections/apply-layers.ts';
export type { Correction, CorrectionQuery, Corrections } from './corrections/corrections.ts';
export { estimateReads } from './corrections/estimate.ts';
export type { Lock } from './corrections/locks.ts';
export type { Review } from './corrections/read-reviews.ts';
export type { ReviewEntry, ReviewSegment } from './corrections/review-levels.ts';
export type { ReviewQuery, Reviews } from './corrections/reviews.ts';
export type { DeviceCommandRecord, DeviceCommands, NewCommandRecord } from './device-commands.ts';
export { type DeviceDirectory, type DirectoryEntry, openDeviceDirectory } from './device-directory.ts';
export type { DeviceKeys } from './device-keys.ts';
export type { Device, Devices } from './devices.ts';
export type { Credential, Identify, Identity } from './identify.ts';
export {
  type ChartPoint,
  type ChartState,
  DEFAULT_CHART,
  type Difference,
  type DriftChart,
  type DriftVerdict,
  judgeDrift,
  movingRangeSigma,
} from './laboratory/drift.ts';
export type { Laboratories, LaboratoryRecord } from './laboratory/laboratories.ts';
export {
  type Agreement,
  agreementOf,
  differencesOf,
  PAIRING_HALF_WINDOW_MS,
  type Pair,
  type PairingOptions,
  pairWithSensor,
  type ReferenceResult,
  type SensorReading,
  type UnpairedResult,
} from './laboratory/pairing.ts';
export type { PreviewOptions } from './laboratory/preview.ts';
export type {
  LaboratoryResult,
  LaboratorySample,
  SampleQuery,
  SampleVersion,
} from './laboratory/read-samples.ts';
export type { Samples, SampleWithResults, SavedResults } from './laboratory/samples.ts';
export type { Cell } from './laboratory/table/cell.ts';
export { readLaboratoryTable, type TableOutcome } from './laboratory/table/read-table.ts';
export type {
  Notice,
  RowVerdict,
  SavedSample,
  TableContext,
} from './laboratory/table/verdict.ts';
export type { OnDuplicate } from './laboratory/write-samples.ts';
export type { Observer, Observers } from './observers.ts';
export type { Plant, Plants } from './plants.ts';
export type { Point, Points } from './points.ts';
export type { DatedSettings, SettingsEntry } from './quality/layered-settings.ts';
export { openQualityDirectory, type QualityDirectory } from './quality/quality-directory.ts';
export type { QueuedRequalification, RequalificationQueue } from './quality/requalification-queue.ts';
export type { Requalification, Requalifications } from './quality/requalifications.ts';
export type {
  DeclaredWindow,
  NewestWindowsQuery,
  ServiceWindows,
  WindowQuery,
} from './quality/service-windows.ts';
export type { RequalificationDue, Settings, SettingsVersion } from './quality/settings.ts';
export { openRegistry, type Registry, type RegistryOptions } from './registry.ts';
export type { RejectRepairs, RepairRecord } from './reject-repairs.ts';
export type { Schedules, SetSchedule } from './schedules.ts';
export { STANDARD_POINTS } from './standard-points.ts';
