/** What a file with a laboratory's table may hold; a year's reports of a plant are a tenth of it. */
export const TABLE_LIMITS = {
  fileBytes: 2 * 1_024 * 1_024,
  /** Of a spreadsheet, which travels compressed. */
  unpackedBytes: 24 * 1_024 * 1_024,
  /** Empty rows and a letterhead included. */
  rows: 10_000,
  /** Cells with something in them. */
  cells: 60_000,
  /** Time and memory to read a file in. */
  readMs: 15_000,
  readMemoryMb: 256,
} as const;
