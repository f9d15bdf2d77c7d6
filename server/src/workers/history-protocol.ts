import type { DemoRecipe } from '../demo-plant.ts';

/** What the thread that makes up a past is started with. */
export interface HistoryWorkerInput {
  readonly recipe: DemoRecipe;
  /** From when on, Unix ms. */
  readonly fromMs: number;
  /** Until before when; undefined: the present, whenever it gets there. */
  readonly toMs: number | undefined;
  readonly sampleMs: number;
  readonly boot: string;
  /** For each device by its id, for each sample from `fromMs` on: 1 when it is stored already. */
  readonly stored: ReadonlyMap<string, Uint8Array>;
}

export type HistoryNotice =
  | {
      readonly kind: 'messages';
      /** Message i came from `devices[i]` and is so many bytes long; they lie one after the other. */
      readonly devices: readonly string[];
      readonly lengths: readonly number[];
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly readings: number;
      /** When the last of their samples was taken, Unix ms. */
      readonly reachedMs: number;
    }
  /** Nothing is wanted up to here, Unix ms; the plant has passed through it. */
  | { readonly kind: 'passed'; readonly reachedMs: number }
  | { readonly kind: 'done' };

/** Told to the thread for each `messages` that was taken, with its bytes back: it may send more. */
export interface HistoryCredit {
  readonly bytes: Uint8Array<ArrayBuffer>;
}
