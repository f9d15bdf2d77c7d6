const TWO_TO_32 = 2 ** 32;

/** The halves of a column of 64-bit integers, low half first, as on every platform DuckDB's packages are built for. */
export function halvesOf(values: BigInt64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** Writes a non-negative whole number into both its halves, without the cost of a bigint. */
export function setInt64(halves: Uint32Array, index: number, value: number): void {
  halves[2 * index] = value % TWO_TO_32;
  halves[2 * index + 1] = value / TWO_TO_32;
}
