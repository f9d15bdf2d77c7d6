/** A service window that people entered, as a chart shows it. */
export interface WindowMark {
  readonly plant: string;
  /** With the plant and the beginning, which never change, it names the mark. */
  readonly id: number;
  /** Unix ms. */
  readonly from: number;
  /** Unix ms; null while it is open. */
  readonly to: number | null;
  readonly isCancelled: boolean;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}
