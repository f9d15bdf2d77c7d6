/**
 * The journal's two lanes. Fresh data goes by `live`; what a device kept while it was offline goes by `backlog`
 * and is drained beside it. A lane decides who goes first, never what is stored.
 */
export const LANES = ['live', 'backlog'] as const;
export type Lane = (typeof LANES)[number];

/** Per lane, the id of the last entry that is done with; 0 before the first. */
export type JournalCursor = Readonly<Record<Lane, number>>;

/** Bytes of a message in which its first sample time is looked for. */
const PEEK_BYTES = 1_024;

const QUOTE = 0x22;
const LETTER_T = 0x74;
const COLON = 0x3a;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * The lane of a telemetry message, by a look at its first sample time and without parsing it: `backlog` when
 * that is more than `liveWithinMs` before `receivedAt`, else (also when none is found) `live`.
 */
export function laneOf(payload: Uint8Array, receivedAt: number, liveWithinMs: number): Lane {
  const t = peekSampleTime(payload);
  return t !== undefined && t < receivedAt - liveWithinMs ? 'backlog' : 'live';
}

/** The digits after the first `"t":`, or undefined. */
function peekSampleTime(payload: Uint8Array): number | undefined {
  const end = Math.min(payload.length, PEEK_BYTES);
  for (let i = 0; i < end - 3; i += 1) {
    if (payload[i] !== QUOTE || payload[i + 1] !== LETTER_T || payload[i + 2] !== QUOTE) continue;
    let at = skipSpace(payload, i + 3);
    if (payload[at] !== COLON) continue;
    at = skipSpace(payload, at + 1);
    return readDigits(payload, at);
  }
  return undefined;
}

function skipSpace(payload: Uint8Array, from: number): number {
  let at = from;
  while (payload[at] === 0x20 || payload[at] === 0x09 || payload[at] === 0x0a || payload[at] === 0x0d)
    at += 1;
  return at;
}

function readDigits(payload: Uint8Array, from: number): number | undefined {
  let value = 0;
  let at = from;
  for (let byte = payload[at]; byte !== undefined && byte >= DIGIT_0 && byte <= DIGIT_9; byte = payload[at]) {
    value = value * 10 + (byte - DIGIT_0);
    at += 1;
  }
  return at === from ? undefined : value;
}
