/** What a message is taken to need beside its payload. */
const MESSAGE_OVERHEAD_BYTES = 16;

/** Bytes that so many messages count for against the journal's bound. */
export function bytesHeld(messages: number, payloadBytes: number): number {
  return payloadBytes + messages * MESSAGE_OVERHEAD_BYTES;
}
