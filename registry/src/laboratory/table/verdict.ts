import type { CustodyEntry, LaboratoryOutcome, NoticeCode } from '@banyu/contracts';
import type { Lock } from '../../corrections/locks.ts';
import type { SampleWithResults } from '../samples.ts';

/** What a row says that a person has to know of, or why it cannot be taken. */
export interface Notice {
  readonly code: NoticeCode;
  /** The column's heading, where it is about one. */
  readonly column: string | null;
  readonly message: string;
}

/** What becomes of a row; `row` counts from 1, as spreadsheets do. Empty rows have no verdict. */
export type RowVerdict =
  | {
      readonly status: 'accepted';
      readonly row: number;
      /** What `samples.save` takes. */
      readonly entry: SampleWithResults;
      readonly warnings: readonly Notice[];
    }
  | { readonly status: 'refused'; readonly row: number; readonly faults: readonly Notice[] };

/** What the reader has to know besides the table. */
export interface TableContext {
  readonly plant: string;
  readonly timeZone: string;
  readonly points: readonly { readonly id: string; readonly name: string }[];
  readonly laboratories: readonly {
    readonly id: string;
    readonly name: string;
    readonly accreditation: string | null;
    readonly accreditedFrom: number | null;
    readonly accreditedTo: number | null;
  }[];
  /** What holds for rows that do not say it themselves. */
  readonly defaults: { readonly point?: string; readonly sampledBy?: string; readonly laboratory?: string };
  /** The server's clock, Unix ms. */
  readonly now: number;
  /** The samples there are, by id. */
  readonly saved: ReadonlyMap<string, SavedSample>;
  /** What reviews have approved at the samples' times: nothing new is taken there. */
  readonly locks: readonly Lock[];
  /** Whether a result may take the place of another that is there. */
  readonly onDuplicate: 'refuse' | 'supersede';
}

/** As much of a saved sample as tells whether a row is the same, or something new. */
export interface SavedSample {
  readonly point: string;
  readonly kind: 'grab' | 'composite';
  readonly from: number;
  readonly to: number;
  readonly custody: readonly CustodyEntry[];
  readonly results: readonly {
    readonly parameter: string;
    readonly given: LaboratoryOutcome;
    readonly unit: string;
  }[];
}
