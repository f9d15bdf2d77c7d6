/** Something that happened at a device, as people read it in the margin of a chart. */
export interface EventMark {
  readonly plant: string;
  readonly device: string;
  /** What kind of event; with plant, device and time it names the mark. */
  readonly kind: string;
  /** Unix ms. */
  readonly t: number;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}
