export {
  ApiAuditHead,
  ApiBackup,
  ApiBucket,
  ApiCoverage,
  ApiCoverageList,
  ApiDevice,
  ApiDeviceCommand,
  ApiDeviceCommandList,
  ApiDeviceEvent,
  ApiDeviceEventPage,
  ApiDeviceList,
  ApiHealth,
  ApiLatest,
  ApiLiveReading,
  ApiLiveReadings,
  ApiLiveReset,
  ApiParameter,
  ApiParameterList,
  ApiPlant,
  ApiPlantList,
  ApiPoint,
  ApiPointList,
  ApiProblem,
  ApiReadiness,
  ApiReading,
  ApiReadingPage,
  ApiRejectPage,
  ApiSeries,
  ApiSeriesList,
} from './api.ts';
export {
  ApiCompleteness,
  ApiCompletenessRow,
  ApiGap,
  ApiGapList,
  ApiNewSchedule,
  ApiSchedule,
  ApiScheduleList,
  ApiScheduleProposal,
  ApiScheduleProposalList,
  ApiSlotSeries,
  ApiSlotSpan,
  ApiSlots,
} from './api-completeness.ts';
export {
  ApiComparison,
  ApiComparisonList,
  ApiLaboratory,
  ApiLaboratoryList,
  ApiNotice,
  ApiResult,
  ApiRowVerdict,
  ApiSample,
  ApiSampleHistory,
  ApiSamplePage,
  ApiSampleVersion,
  ApiSavedResults,
  ApiUpload,
  LaboratoryChangeRequest,
  LaboratoryRequest,
  RestorationRequest,
  SampleRequest,
  SampleRevisionRequest,
  UploadSaveRequest,
  WithdrawalRequest,
} from './api-laboratory.ts';
export {
  ApiCorrection,
  ApiCorrectionPage,
  ApiQualityInForce,
  ApiQualitySet,
  ApiQualityVersion,
  ApiQualityVersionList,
  ApiReview,
  ApiReviewPage,
  ApiReviewState,
  ApiReviewStates,
  ApiServiceWindow,
  ApiServiceWindowList,
  REVIEW_DECISIONS,
  ReviewDecision,
  Signed,
} from './api-layers.ts';
export { ApiPlantFinding, ApiPlantFindingList } from './api-plant-findings.ts';
export { ApiReject, ApiRepair, ApiRepairOutcome, ApiRepairPreview, RepairedReading } from './api-repair.ts';
export {
  ApiFlagChange,
  ApiNewRequalification,
  ApiQueuedRequalification,
  ApiRequalification,
  ApiRequalificationList,
} from './api-requalification.ts';
export {
  ApiCompliance,
  ApiComplianceRow,
  ApiLimits,
  ApiPlantLimits,
  ApiStandardList,
} from './api-standards.ts';

export {
  COMMAND_OUTCOMES,
  COMMAND_STATES,
  CommandId,
  CommandReply,
  DeviceAction,
  DeviceCommand,
  DeviceConfiguration,
  NewDeviceCommand,
} from './command.ts';
export {
  CORRECTION_CAUSES,
  CORRECTION_LIMITS,
  CORRECTION_STATES,
  CorrectionKind,
  type CorrectionState,
  ESTIMATE_METHODS,
  NewCorrection,
  REVIEW_LEVELS,
  ReviewLevel,
  ReviewPeriod,
} from './correction.ts';
export type { Delivery } from './delivery.ts';
export { DERIVED_FIGURES, DERIVED_PERIODS, type DerivedFigure, type DerivedPeriod } from './derived.ts';
export { DeviceKey, DeviceSigning, NewDeviceKey } from './device-key.ts';
export { EffluentLimit, EffluentStandard, StandardTier } from './effluent-standard.ts';
export {
  ConfigurationError,
  ConflictError,
  type InputIssue,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
} from './errors.ts';
export { DeviceEvent, EVENT_KINDS } from './event.ts';
export type { EventMark } from './event-mark.ts';
export {
  aggregateFlag,
  FLAG,
  FLAGS,
  type Flag,
  QUALITY_TESTS,
  type QualityTest,
  testBit,
  testsFromBits,
} from './flag.ts';
export { DeviceId, isId, PlantId, PointId } from './id.ts';
export { GivenInstant, LATEST_INSTANT } from './instant.ts';
export {
  CustodyEntry,
  LABORATORY_LIMITS,
  LaboratoryChange,
  LaboratoryOutcome,
  NewLaboratory,
  NewResult,
  NewSample,
  type ResultFacts,
  SampleEntry,
  type SampleFacts,
  SampleId,
  SampleRevision,
} from './laboratory.ts';
export { NOTICE_CODES, type NoticeCode } from './laboratory-notice.ts';
export {
  DEVICE_KEYS_AT_A_TIME,
  DevicePublicKey,
  type SignedMessage,
  signingInput,
  splitSigned,
  toBeSigned,
  withSignature,
} from './message-signature.ts';
export { NewQualitySettings } from './new-quality-settings.ts';
export { PARAMETER_IDS, PARAMETERS, type Parameter, type ParameterId, parameterOf } from './parameter.ts';
export { PLANT_CHECKS, PlantCheck, RESIDENCE_HOURS_LIMIT } from './plant-check.ts';
export {
  DEFAULT_INTERVAL_SECONDS,
  DEFAULT_RECOVERY_SECONDS,
  DEFAULT_SETTINGS_SOURCE,
  DEFAULT_SETTINGS_VERSION,
  defaultQualitySettings,
  type SettingsPlace,
} from './quality-defaults.ts';
export {
  CLIMATOLOGY_PERIODS,
  type ClimatologyPeriod,
  CrossCheck,
  FIRST_OWN_SETTINGS_VERSION,
  QualitySettings,
  QualitySettingsChange,
  Span,
  WINDOW_READINGS_LIMIT,
} from './quality-settings.ts';
export { type ReadingBatch, type SeriesKey, seriesName } from './reading.ts';
export { NewDevice, NewPlant, NewPoint, PlantChange, TimeZone } from './registry.ts';
export { REJECT_REASONS, REJECT_SCOPES, Reject, RejectReason, type RejectScope } from './reject.ts';
export { RejectRepair } from './reject-repair.ts';
export { DeviceSchedule, type NewDeviceSchedule } from './schedule.ts';
export { Scope } from './scope.ts';
export { SERVICE_KINDS, ServiceKind, ServiceWindow } from './service-window.ts';
export { Signature } from './signature.ts';
export { SLOT_CAUSES, SLOT_STATUSES, type SlotCause, type SlotStatus } from './slot.ts';
export { DeviceStatus } from './status.ts';
export {
  BootId,
  REPAIR_BOOT,
  TELEMETRY_LIMITS,
  TelemetryMessage,
  TelemetrySample,
  TelemetryValue,
} from './telemetry.ts';
export {
  buildTopic,
  CHANNELS,
  type Channel,
  type DeviceTopic,
  isUplink,
  parseTopic,
  UPLINK_CHANNELS,
  type UplinkChannel,
} from './topic.ts';
export { conversionFrom, type UnitConversion, unitsOf } from './unit.ts';
export type { WindowMark } from './window-mark.ts';
