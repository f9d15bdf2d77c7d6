import type { Entry, Expectation } from './scenario-file.ts';
import type { Start } from './start.ts';
import type { Text } from './text.ts';

/** Where something stands: for people who have to change it. */
export interface Place {
  readonly file: string;
  readonly line: number | undefined;
  readonly path: string;
}

/** A scenario with all that it includes; times count from its time 0, ms. */
export interface Scenario {
  readonly name: string;
  readonly title: Text;
  readonly text: Text;
  readonly start: Start | undefined;
  /** In the order of time. */
  readonly timeline: readonly { readonly entry: Entry; readonly place: Place }[];
  /** In the order of time. */
  readonly expectations: readonly { readonly expectation: Expectation; readonly place: Place }[];
}

/** When an entry's span is over, ms after time 0; without one it lasts for ever. */
export function endOf(entry: Entry): number {
  if (entry.kind === 'hang' || entry.kind === 'clock-jump') return entry.at;
  return entry.for === undefined ? Number.POSITIVE_INFINITY : entry.at + entry.for;
}
