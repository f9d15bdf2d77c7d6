import type { Marks, MarksQuery } from '@banyu/store';
import type { PowerEvent, RejectFact, ServiceEvent } from './completeness/facts.ts';

/** Of which plant and when: from ≤ t < to, Unix ms. */
export interface FactQuery {
  readonly plant: string;
  readonly from: number;
  readonly to: number;
}

/** Where the facts about slots are: the store, and what ingest keeps beside the readings. */
export interface SlotSources {
  marks(query: MarksQuery): Promise<Marks>;
  /** Rejects of samples of that time, or that came then. */
  rejects(query: FactQuery): Promise<readonly (RejectFact & { readonly device: string })[]>;
  /** What devices said of their power, of that time by their clocks. Ascending in time. */
  power(query: FactQuery): Promise<readonly (PowerEvent & { readonly device: string })[]>;
  /** What devices said of work on them, in the same way. */
  service(query: FactQuery): Promise<readonly (ServiceEvent & { readonly device: string })[]>;
}
