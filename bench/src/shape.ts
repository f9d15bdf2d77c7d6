/** How hard a measurement presses. */
export interface Shape {
  readonly devices: number;
  /** Length of each part, s. */
  readonly seconds: number;
  /** Unacknowledged messages a device may have. */
  readonly window: number;
}
