import type { EffluentLimit, LaboratoryOutcome } from '@banyu/contracts';
import type { TimeRange } from '@banyu/store';
import { type LimitsInForce, limitsWithin } from '../standards/limits-in-force.ts';
import type { JudgedPlant } from './derive-limits.ts';
import { countVerdicts, type VerdictCounts } from './judge-hours.ts';
import { judgeOutcome, type Verdict } from './judge-sample.ts';
import { type LimitDevice, type LimitSource, readHours } from './read-hours.ts';

const HOUR_MS = 3_600_000;

/** A laboratory sample of the compliance point, outcomes in canonical units. */
export interface JudgeableSample {
  readonly id: string;
  /** When it was taken, or its gathering began, Unix ms. */
  readonly from: number;
  readonly results: readonly { readonly parameter: string; readonly outcome: LaboratoryOutcome }[];
}

export interface JudgedSample {
  readonly sample: string;
  readonly from: number;
  readonly outcome: LaboratoryOutcome;
  readonly verdict: Verdict;
}

/** How one parameter fared against one limit. */
export type ComplianceRow = VerdictCounts & {
  readonly limit: EffluentLimit;
  readonly limits: LimitsInForce;
  /** The part of what was asked for in which that limit held. */
  readonly within: TimeRange;
} & (
    | {
        readonly kind: 'sensor-hours';
        /** Whole hours that have passed, with readings or without. */
        readonly hours: number;
      }
    | {
        readonly kind: 'laboratory-samples';
        /** In the order of the samples given. */
        readonly samples: readonly JudgedSample[];
      }
  );

export interface ComplianceQuery extends TimeRange {
  readonly plant: JudgedPlant;
  readonly devices: readonly LimitDevice[];
  readonly samples: readonly JudgeableSample[];
  /** Unix ms; hours that go on are not judged. */
  readonly now: number;
}

/**
 * Holds what was measured at a plant's compliance point against its limits: hours of sensors, samples of laboratories.
 * A parameter that nobody measured has no row.
 */
export async function judgeCompliance(
  source: LimitSource,
  { plant, from, to, devices, samples, now }: ComplianceQuery,
): Promise<readonly ComplianceRow[]> {
  const rows: ComplianceRow[] = [];
  for (const limits of limitsWithin(plant, { from, to: Math.min(to, Math.max(now, from + 1)) })) {
    const { within } = limits;
    for (const limit of limits.tier.limits) {
      const { id, point, timeZone } = plant;
      const verdicts = await readHours(source, { plant: id, point, timeZone, ...within, limit, devices });
      const base = { limit, limits, within };
      if (verdicts.size > 0) {
        const hours = Math.floor((within.to - within.from) / HOUR_MS);
        rows.push({ ...base, kind: 'sensor-hours', hours, ...countVerdicts(verdicts.values()) });
      }
      const judged = judgedSamples(samples, limit, within);
      if (judged.length > 0) {
        const counts = countVerdicts(judged.map(({ verdict }) => verdict));
        rows.push({ ...base, kind: 'laboratory-samples', samples: judged, ...counts });
      }
    }
  }
  return rows;
}

function judgedSamples(
  samples: readonly JudgeableSample[],
  limit: EffluentLimit,
  within: TimeRange,
): readonly JudgedSample[] {
  return samples
    .filter(({ from }) => from >= within.from && from < within.to)
    .flatMap(({ id, from, results }) =>
      results
        .filter(({ parameter }) => parameter === limit.parameter)
        .flatMap(({ outcome }) => {
          const verdict = judgeOutcome(outcome, limit);
          return verdict === undefined ? [] : [{ sample: id, from, outcome, verdict }];
        }),
    );
}
