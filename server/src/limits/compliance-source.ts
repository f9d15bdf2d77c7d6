import { InvalidInputError } from '@banyu/contracts';
import { type JudgeableSample, judgeCompliance } from '@banyu/evaluation';
import type { Registry } from '@banyu/registry';
import type { TimeRange } from '@banyu/store';
import type { ComplianceSource } from '../http/ports.ts';
import { deviceServices } from '../slot-plan.ts';
import { judgedPlant, type LimitParts, limitSource } from './limit-source.ts';

/** So many samples are judged at once; the registry gives no more at a time. */
const MOST_SAMPLES = 1_000;

type ComplianceParts = Pick<LimitParts, 'store' | 'corrected'> & {
  readonly registry: Pick<Registry, 'devices' | 'schedules' | 'windows' | 'corrections' | 'samples'>;
};

/** Plants against their limits, with what the registry says of their devices and laboratories found. */
export function complianceSource({ store, corrected, registry }: ComplianceParts): ComplianceSource {
  return {
    judge: async (record, range, now) => {
      const plant = judgedPlant(record);
      if (plant === undefined) return [];
      const { corrections } = registry;
      const [devices, samples] = await Promise.all([
        deviceServices(registry, plant.id, range),
        samplesOf(registry, plant, range),
      ]);
      const source = limitSource({ store, corrected, corrections, timeZone: plant.timeZone });
      return await judgeCompliance(source, { plant, devices, samples, ...range, now });
    },
  };
}

async function samplesOf(
  { samples }: Pick<Registry, 'samples'>,
  { id, point }: { readonly id: string; readonly point: string },
  range: TimeRange,
): Promise<readonly JudgeableSample[]> {
  const found = await samples.list({ plant: id, point, ...range, limit: MOST_SAMPLES });
  if (found.length < MOST_SAMPLES) return found;
  throw new InvalidInputError(
    `${MOST_SAMPLES} laboratory samples or more in that range: ask for a shorter one`,
    {
      field: 'from',
    },
  );
}
