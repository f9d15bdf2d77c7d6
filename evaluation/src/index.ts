export { COMPLETENESS_BUCKETS, type CompletenessBucket } from './completeness/calendar.ts';
export {
  type Completeness,
  countSlots,
  type SeriesCounts,
  type SlotFilter,
} from './completeness/count-slots.ts';
export type {
  DeviceFacts,
  ExcludedSpan,
  PowerEvent,
  ReadingMarks,
  RejectFact,
  ServerFacts,
  ServiceEvent,
  Span,
  Watched,
} from './completeness/facts.ts';
export { type Stretch, slotsOf } from './completeness/grid.ts';
export { type JudgedSlots, judgeSlots, type SlotInput } from './completeness/judge-slots.ts';
export { type OpenGap, openGaps } from './completeness/open-gaps.ts';
export type { DevicePlan, SlotPlan } from './completeness/plan.ts';
export { proposeSchedules, type ScheduleProposal } from './completeness/propose-schedule.ts';
export type { ScheduleVersion } from './completeness/schedule.ts';
export { causeOf, slotCode, statusOf } from './completeness/slot-code.ts';
export { type SeriesSpans, slotSpans } from './completeness/slot-spans.ts';
export type { SlotSpan } from './completeness/spans.ts';
export { type BucketCounts, VALID_SHARE, type ValidParts } from './completeness/tally.ts';
export { deriveEnvironment, type EnvironmentQuery } from './environment/derive-environment.ts';
export { periodsOf } from './environment/periods.ts';
export type { HoursSource } from './environment/plant-hours.ts';
export {
  type ComplianceQuery,
  type ComplianceRow,
  type JudgeableSample,
  type JudgedSample,
  judgeCompliance,
} from './limits/compliance.ts';
export { type DeriveLimitsQuery, deriveLimits, type JudgedPlant } from './limits/derive-limits.ts';
export {
  countVerdicts,
  joinDevices,
  joinParameters,
  judgeHour,
  type VerdictCounts,
} from './limits/judge-hours.ts';
export { judgeOutcome, VERDICTS, type Verdict } from './limits/judge-sample.ts';
export type { LimitDevice, LimitSource } from './limits/read-hours.ts';
export type { FactQuery, SlotSources } from './ports.ts';
export {
  isInside,
  type LimitedPlant,
  type LimitsInForce,
  limitsAt,
  limitsOverTime,
  limitsWithin,
} from './standards/limits-in-force.ts';
export { assertStandard, STANDARDS, standardOf } from './standards/standards.ts';
