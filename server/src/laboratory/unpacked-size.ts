import { inflateRawSync } from 'node:zlib';
import { UnreadableFile } from './table-file.ts';

// The fields of a ZIP archive that are read here: APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16.
const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const DIRECTORY_ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_ENTRY_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * Refuses a ZIP archive that unpacks to more than `limit` bytes, whatever its directory says: what cannot be trusted is
 * measured, in bounded memory, before anyone unpacks it whole. Throws UnreadableFile.
 */
export function refuseLargeArchive(bytes: Buffer, limit: number): void {
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  let left = limit;
  for (let i = 0; i < count; i += 1) {
    if (at + ENTRY_BYTES > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw broken();
    left -= unpackedSize(bytes, at, left);
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    at += ENTRY_BYTES + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
}

/** The bytes that the file of a directory's entry unpacks to; throws when these are more than `limit`. */
function unpackedSize(bytes: Buffer, entry: number, limit: number): number {
  const method = bytes.readUInt16LE(entry + 10);
  const packed = bytes.readUInt32LE(entry + 20);
  const claimed = bytes.readUInt32LE(entry + 24);
  const local = bytes.readUInt32LE(entry + 42);
  if (claimed > limit) throw tooLarge();
  if (local + LOCAL_ENTRY_BYTES > bytes.length) throw broken();
  const begin = local + LOCAL_ENTRY_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (begin + packed > bytes.length) throw broken();
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw broken();
  try {
    const unpacked = inflateRawSync(bytes.subarray(begin, begin + packed), {
      maxOutputLength: Math.max(1, limit),
    });
    return unpacked.length;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : broken();
  }
}

function endOfDirectory(bytes: Buffer): number {
  const last = bytes.length - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw broken();
}

function broken(): UnreadableFile {
  return new UnreadableFile('the XLSX file is damaged: open it in a spreadsheet and save it again');
}

function tooLarge(): UnreadableFile {
  return new UnreadableFile('the XLSX file unpacks to too much: save the table alone, without pictures');
}
