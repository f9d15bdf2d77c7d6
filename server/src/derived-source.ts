import { InvalidInputError } from '@banyu/contracts';
import type { HoursSource } from '@banyu/evaluation';
import type { Registry } from '@banyu/registry';
import type { BucketRow, Coverage } from '@banyu/store';
import { correctedBuckets } from './corrected/corrected-series.ts';
import { type CorrectableStore, layersFor } from './corrected/reads.ts';

const HOUR_MS = 3_600_000;

/** What is asked of a store when figures are derived. */
export type DerivableStore = HoursSource & CorrectableStore;

/** A store that is asked the same once: all that is derived of a plant in a round goes by the same hours. */
export function readOnce(store: DerivableStore): DerivableStore {
  const covered = new Map<string, Promise<readonly Coverage[]>>();
  const hours = new Map<string, Promise<readonly BucketRow[]>>();
  return {
    coverage: async ({ plant, point, device, parameter, from, to }) => {
      const all = await once(covered, [plant, from, to], () =>
        store.coverage({ from, to, ...(plant !== undefined && { plant }) }),
      );
      const isAsked = (wanted: string | undefined, is: string) => (wanted ?? is) === is;
      return all.filter(
        (each) =>
          isAsked(point, each.point) && isAsked(device, each.device) && isAsked(parameter, each.parameter),
      );
    },
    aggregate: (query) => {
      const { series, from, to, bucket, timeZone, quantiles } = query;
      const { plant, point, device, parameter } = series;
      return once(hours, [plant, point, device, parameter, from, to, bucket, timeZone, quantiles], () =>
        store.aggregate(query),
      );
    },
    rawSeries: (query) => store.rawSeries(query),
    received: (query) => store.received(query),
    marks: (query) => store.marks(query),
  };
}

function once<Answer>(
  answers: Map<string, Promise<Answer>>,
  question: readonly unknown[],
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const key = JSON.stringify(question);
  const answer = answers.get(key) ?? ask();
  answers.set(key, answer);
  return answer;
}

/**
 * Hours as corrections leave them, for figures about the water. People's estimates are no measurements and stay out; so
 * do corrected hours whose readings were deleted by age, or are too many to be looked at.
 */
export function correctedHours(
  store: DerivableStore,
  corrections: Pick<Registry['corrections'], 'layersAsOf'>,
): HoursSource {
  return {
    coverage: (query) => store.coverage(query),
    aggregate: async (query) => {
      const said = await layersFor(corrections, query.series, query);
      const layers = said.layers.filter(({ what }) => what.kind !== 'estimate');
      if (layers.length === 0) return store.aggregate(query);
      try {
        return await correctedBuckets(store, { ...query, layers });
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw error;
        const rows = await store.aggregate(query);
        return rows.filter(({ t }) => layers.every(({ from, to }) => from >= t + HOUR_MS || to <= t));
      }
    },
  };
}
