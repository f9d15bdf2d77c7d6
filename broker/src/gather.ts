/**
 * One buffer of many. Acknowledgements are written in pieces of one or two bytes, for which `copy` would
 * cost more than a loop.
 */
export function gather(chunks: readonly { readonly chunk: Buffer }[]): Buffer {
  let length = 0;
  for (const { chunk } of chunks) length += chunk.length;
  const gathered = Buffer.allocUnsafe(length);
  let at = 0;
  for (const { chunk } of chunks) {
    if (chunk.length > 2) chunk.copy(gathered, at);
    else for (let i = 0; i < chunk.length; i += 1) gathered[at + i] = chunk[i] ?? 0;
    at += chunk.length;
  }
  return gathered;
}
