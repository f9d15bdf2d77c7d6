import type { PlantCheck, SeriesKey } from '@banyu/contracts';

/** What was compared; the parameter is that of the finding. */
export interface FindingSide {
  readonly point: string;
  readonly device: string;
  /** m³ for a flow balance, else the mean in the parameter's canonical unit. */
  readonly value: number;
  /** Whose readings are suspect by it: from ≤ t < to, Unix ms; undefined: none, as others speak for this side. */
  readonly marked?: { readonly from: number; readonly to: number };
}

/** Two series of a plant that contradict each other in some hours of a day. */
export interface PlantFinding {
  readonly check: PlantCheck['check'];
  readonly parameter: string;
  /** Unix ms: from ≤ t < to. */
  readonly from: number;
  readonly to: number;
  readonly side: FindingSide;
  readonly other: FindingSide;
  /** What the two may differ by at most; for a removal, what `side` may be at most. */
  readonly limit: number;
}

/** A series of the plant and its hours; those of a day begin with 0. */
export interface ComparedSeries {
  readonly key: SeriesKey;
  readonly checks: readonly PlantCheck[];
  readonly hours: ReadonlyMap<number, number>;
}

/** A day of a plant as far as it is over: hours 0 to before `hours`; a day has 23 to 25. */
export interface PlantDay {
  /** Unix ms. */
  readonly begin: number;
  readonly hours: number;
  readonly isOver: boolean;
}
