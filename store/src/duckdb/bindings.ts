import { createRequire } from 'node:module';
import type { DuckDBDataChunk } from '@duckdb/node-api';

/**
 * The functions of DuckDB's native binding that move whole columns: node-api itself takes values one by one, as
 * objects and bigints, at some ten times the cost. Resolved from node-api, so that it is the binding it runs on.
 */
interface Bindings {
  data_chunk_get_vector(chunk: DuckDBDataChunk['chunk'], column: number): object;
  vector_get_data(vector: object, bytes: number): Uint8Array;
  vector_ensure_validity_writable(vector: object): void;
  copy_data_to_vector(vector: object, at: number, source: ArrayBufferLike, from: number, bytes: number): void;
  copy_data_to_vector_validity(
    vector: object,
    at: number,
    source: ArrayBufferLike,
    from: number,
    bytes: number,
  ): void;
}

const bindings: Bindings = createRequire(import.meta.resolve('@duckdb/node-api'))('@duckdb/node-bindings');

/** Copies a column's memory into a chunk. The caller answers for type and length: nothing checks them. */
export function setColumn(chunk: DuckDBDataChunk, column: number, values: ArrayBufferView): void {
  const vector = bindings.data_chunk_get_vector(chunk.chunk, column);
  bindings.copy_data_to_vector(vector, 0, values.buffer, values.byteOffset, values.byteLength);
}

/** Says which rows of a column hold a value: one bit a row, least significant first, in whole 64-bit words. */
export function setValidity(chunk: DuckDBDataChunk, column: number, bits: ArrayBufferView): void {
  const vector = bindings.data_chunk_get_vector(chunk.chunk, column);
  bindings.vector_ensure_validity_writable(vector);
  bindings.copy_data_to_vector_validity(vector, 0, bits.buffer, bits.byteOffset, bits.byteLength);
}

/** A column's memory, as long as the chunk lives: copy it. The caller answers for type and length. */
export function columnBytes(chunk: DuckDBDataChunk, column: number, bytes: number): Uint8Array {
  return bindings.vector_get_data(bindings.data_chunk_get_vector(chunk.chunk, column), bytes);
}
