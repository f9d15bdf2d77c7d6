import type { DuckDBDataChunk } from '@duckdb/node-api';
import { columnBytes } from './bindings.ts';

/** Rows of some chunks together. */
export function rowsIn(chunks: readonly DuckDBDataChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
}

/**
 * Copies the chunks' columns, in their order, into arrays of as many rows, whose elements are the columns' types: DOUBLE,
 * UINTEGER, UTINYINT, without NULL.
 */
export function copyColumns(
  chunks: readonly DuckDBDataChunk[],
  columns: readonly (Float64Array | Uint32Array | Uint8Array)[],
): void {
  let at = 0;
  for (const chunk of chunks) {
    for (const [column, { buffer, BYTES_PER_ELEMENT }] of columns.entries()) {
      const bytes = columnBytes(chunk, column, chunk.rowCount * BYTES_PER_ELEMENT);
      new Uint8Array(buffer).set(bytes, at * BYTES_PER_ELEMENT);
    }
    at += chunk.rowCount;
  }
}

/** Where the rows of each series begin and end, of rows in order of series. */
export function runsBySeries(ids: Uint32Array): ReadonlyMap<number, readonly [begin: number, end: number]> {
  const runs = new Map<number, readonly [number, number]>();
  for (let begin = 0, end = 0; begin < ids.length; begin = end) {
    const id = ids[begin] as number;
    while (end < ids.length && ids[end] === id) end += 1;
    runs.set(id, [begin, end]);
  }
  return runs;
}
