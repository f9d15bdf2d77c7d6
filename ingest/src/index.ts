export { JOURNAL_FILE } from './journal/database.ts';
export { openJournal } from './journal/disk-journal.ts';
export type { Journal, JournalOptions, JournalState } from './journal/journal.ts';
export type { JournalCursor, Lane } from './journal/lane.ts';
export type { JournalLevel } from './journal/space.ts';
export type { LaneLimits } from './lane-flow.ts';
export { openPipeline, type Pipeline } from './pipeline.ts';
export { DEFAULT_PIPELINE_LIMITS, type PipelineLimits, type PipelineOptions } from './pipeline-options.ts';
export type { Clock, DeviceDirectory, DeviceRecord, IngestLog, StoredListener } from './ports.ts';
export type { PlantFinding } from './quality/plant/plant-finding.ts';
export { QualityStage, type QualityStageOptions } from './quality/quality-stage.ts';
export type { FlagChange, Requalified, RequalifyQuery } from './quality/requalify.ts';
export { type BuiltInQuality, builtInQuality } from './quality/settings/built-in-directory.ts';
export type { DatedSettings, QualityDirectory } from './quality/settings/quality-directory.ts';
export type { RejectCount } from './rejects.ts';
export type { RetryPace } from './retry.ts';
export { type BundleOptions, bundleLines } from './seal/bundle.ts';
export type { Round, Seal } from './seal/chain.ts';
export { SealBook } from './seal/seal-book.ts';
export { openSealer, type Sealer, type SealerOptions } from './seal/sealer.ts';
export { SignedBook } from './seal/signed-book.ts';
export { type Verified, type VerifyOptions, verifySeals } from './seal/verify.ts';
export type { Finding, PublishedRound } from './seal/verify-chain.ts';
export {
  connectSource,
  type Deliver,
  type Source,
  type SourceOptions,
  type SourceState,
} from './source/connect-source.ts';
export { STATE_FILE } from './state/database.ts';
export type { DeviceState } from './state/devices.ts';
export type { EventPage, EventQuery, StoredEvent } from './state/events.ts';
export type { PlantFindingQuery } from './state/plant-findings.ts';
export type { RejectPage, RejectQuery } from './state/rejects.ts';
export type { SignedTelemetry } from './state/signed-messages.ts';
export type { PowerFact, RejectFact, ServiceFact, SlotFactQuery } from './state/slot-facts.ts';
export type { PipelineStatistics } from './statistics.ts';
