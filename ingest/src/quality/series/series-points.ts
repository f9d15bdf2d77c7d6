/** Points of one series in order of time, in columns; those from `begin` up to `end` count. What the tests look at. */
export interface SeriesPoints {
  readonly begin: number;
  readonly end: number;
  /** Unix ms, ascending. */
  readonly t: Float64Array;
  /**
   * The value as the tests may use it; NaN where the sensor gave none, and where a value is no fit neighbour because
   * the instrument could not measure it or because somebody worked on the sensor.
   */
  readonly x: Float64Array;
}
