/** MQTT control packet types, MQTT 3.1.1 section 2.2.1. */
export const PACKET = {
  connect: 1,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  unsubscribe: 10,
  pingreq: 12,
  disconnect: 14,
} as const;

/** The longest fixed header: type and flags, four bytes of remaining length. */
const MAX_HEAD_BYTES = 5;

/**
 * Reads a packet's fixed header (MQTT 3.1.1 section 2.2). One object is used again and again, because
 * this runs for every packet.
 */
export class PacketHead {
  type = 0;
  flags = 0;
  /** Bytes of the fixed header. */
  headBytes = 0;
  /** Bytes after the fixed header. */
  bodyBytes = 0;

  /** `short`: not all of the header is there yet, and nothing is known. */
  read(bytes: Uint8Array, at: number): 'read' | 'short' | 'malformed' {
    const first = bytes[at];
    if (first === undefined) return 'short';
    let length = 0;
    let scale = 1;
    for (let i = 1; i < MAX_HEAD_BYTES; i += 1) {
      const byte = bytes[at + i];
      if (byte === undefined) return 'short';
      length += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.type = first >> 4;
        this.flags = first & 0x0f;
        this.headBytes = i + 1;
        this.bodyBytes = length;
        return 'read';
      }
      scale *= 128;
    }
    return 'malformed';
  }
}
