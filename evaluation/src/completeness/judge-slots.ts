import { FLAG, QUALITY_TESTS, SLOT_CAUSES, type SlotCause, testBit } from '@banyu/contracts';
import type { DeviceFacts, ReadingMarks, ServerFacts, Span } from './facts.ts';
import { homeSlot, type Stretch } from './grid.ts';
import { offSpans } from './off-spans.ts';
import { forSlotsIn, forSlotsMeeting, gapsOf } from './paint.ts';
import { placeReadings } from './place-readings.ts';
import { forRejectedSlots } from './rejected-slots.ts';
import { dueAfterMs } from './schedule.ts';
import { slotCode } from './slot-code.ts';

/** The slots of one series in a stretch. */
export interface JudgedSlots {
  /** By slot: see `slotCode`. */
  readonly code: Uint8Array;
  /** By slot, readings that belong to it and fill none. */
  readonly extra: Uint16Array;
}

export interface SlotInput {
  readonly stretch: Stretch;
  /** By parameter; at least those whose slot is in the stretch, others do no harm. */
  readonly readings: ReadonlyMap<string, ReadingMarks>;
  readonly device: DeviceFacts;
  readonly server: ServerFacts;
}

/**
 * What a device that was cut off has not delivered so long after it is back will not come any more. It sends its
 * backlog in minutes; this is for a slow line.
 */
const BACKLOG_GRACE_MS = 3_600_000;

/** When we are back, devices take a while to notice: as long as they wait between two attempts, at most. */
const RECONNECT_MS = 120_000;

/** The tests that speak of work on the sensor, and of a production that stands, rather than of the value. */
const SERVICE_BITS = QUALITY_TESTS.filter((test) => ['service', 'recovery', 'no_flow'].includes(test))
  .map(testBit)
  .reduce((a, b) => a | b, 0);
const CLOCK_BIT = testBit('clock');

/** What a reading is worth to its slot, the best first; the last one is none. */
const RANK = { received: 0, late: 1, flagged: 2, excluded: 3 } as const;

/** What is known of a device at a slot, whatever the parameter. */
const SOMETHING_CAME = 1;
const OFF = 2;
const SERVER_DOWN = 4;
const WATCHED = 8;
const CUT_OFF = 16;
/** Cut off, and back for so long that a backlog would be here. */
const BACK = 32;
/** In that time out, something was measured and delivered later. */
const DELIVERED = 64;

/**
 * The slots of a device in a stretch, by parameter of its schedule. A pure function of the facts: whatever their order.
 *
 * The first line that applies decides:
 *
 * | slot | status | cause |
 * |---|---|---|
 * | its time has not come | pending | |
 * | in a service window, work that the device told of, or an exclusion | excluded | maintenance, shutdown, exclusion |
 * | filled by a reading with flag 1 or 2, in time | received | |
 * | … later than due after its time | late | server, if it did not serve then; network, if the device was cut off then; device, if it was connected; else unknown |
 * | … with flag 3 or 4 | flagged | clock, if that test spoke; sensor with flag 4; none with flag 3, which can be true |
 * | … with flag 3 or 4 for service | excluded | maintenance |
 * | something for it was rejected | rejected | clock; message; server, if the store refused it |
 * | not due yet | pending | |
 * | the sensor gave no value (flag 9), or another parameter of the device is there | missing | sensor |
 * | the device said that it had no power | missing | device |
 * | the server did not serve | missing | server |
 * | the device was cut off, and is not back, or not for an hour | missing | offline |
 * | … back, and some of what it measured meanwhile came later | missing | network |
 * | … back, and nothing did | missing | device |
 * | the device was connected | missing | device |
 * | nothing is known | missing | unknown |
 */
export function judgeSlots(input: SlotInput): ReadonlyMap<string, JudgedSlots> {
  const { stretch, readings, device, server } = input;
  const known = whatIsKnown(input);
  const rejectedAll = new Uint8Array(stretch.count);
  const rejectedOne = new Map<string, Uint8Array>();
  forRejectedSlots(stretch, device.rejects, (slot, parameter, cause) => {
    const causes =
      parameter === null ? rejectedAll : at(rejectedOne, parameter, () => new Uint8Array(stretch.count));
    causes[slot] = Math.max(causes[slot] as number, SLOT_CAUSES.indexOf(cause));
  });
  const judged = new Map<string, JudgedSlots>();
  for (const parameter of stretch.version.parameters) {
    const code = new Uint8Array(stretch.count);
    const marks = readings.get(parameter) ?? NO_MARKS;
    const extra = placeOn(code, marks, stretch, known);
    const rejected = rejectedOne.get(parameter);
    for (let i = 0; i < code.length; i++) {
      if (code[i] !== UNFILLED && code[i] !== NULL_READING) continue;
      const cause = (rejected?.[i] as number | undefined) || (rejectedAll[i] as number);
      code[i] = cause > 0 ? REJECTED + cause : missing(code[i] === NULL_READING, known[i] as number);
    }
    settleTime(code, stretch, server);
    for (const span of device.excluded) {
      if (span.parameter !== null && span.parameter !== parameter) continue;
      const upTo = Math.min(span.to, server.now + 1);
      forSlotsIn(stretch, { from: span.from, to: upTo }, (begin, end) =>
        paintExcluded(code, begin, end, span.cause),
      );
    }
    judged.set(parameter, { code, extra });
  }
  return judged;
}

const NO_MARKS: ReadingMarks = {
  t: new Float64Array(0),
  receivedAt: new Float64Array(0),
  flag: new Uint8Array(0),
  tests: new Uint32Array(0),
};

/** Placeholders until all is known of a slot; no code has these numbers. */
const UNFILLED = 254;
const NULL_READING = 255;

const RECEIVED = slotCode('received');
const REJECTED = slotCode('rejected');
const PENDING = slotCode('pending');
const EXCLUDED_BY_READING = slotCode('excluded', 'maintenance');
const SUSPECT = slotCode('flagged');
const FAILED = slotCode('flagged', 'sensor');
const FLAGGED_BY_CLOCK = slotCode('flagged', 'clock');

/** Puts the readings on their slots and what they say into `code`; gives the readings that fill none. */
function placeOn(code: Uint8Array, marks: ReadingMarks, stretch: Stretch, known: Uint8Array): Uint16Array {
  const { t, receivedAt, flag, tests } = marks;
  const patienceMs = dueAfterMs(stretch.version);
  code.fill(UNFILLED);
  const rank = new Uint8Array(t.length);
  const asked = new Float64Array(t.length);
  for (let row = 0; row < t.length; row++) {
    const time = t[row] as number;
    asked[row] = time;
    if (flag[row] === FLAG.missing) {
      const home = homeSlot(stretch, time);
      if (home !== -1) code[home] = NULL_READING;
      // Fills nothing: it is nowhere.
      asked[row] = Number.NaN;
    } else if (flag[row] === FLAG.suspect || flag[row] === FLAG.fail) {
      rank[row] = ((tests[row] as number) & SERVICE_BITS) === 0 ? RANK.flagged : RANK.excluded;
    } else {
      rank[row] = (receivedAt[row] as number) > time + patienceMs ? RANK.late : RANK.received;
    }
  }
  const placed = placeReadings(stretch, asked, rank);
  for (let i = 0; i < code.length; i++) {
    const row = placed.row[i] as number;
    if (row === -1) continue;
    if (rank[row] === RANK.received) code[i] = RECEIVED;
    else if (rank[row] === RANK.late) code[i] = LATE_BY[known[i] as number] as number;
    else if (rank[row] === RANK.excluded) code[i] = EXCLUDED_BY_READING;
    else if (((tests[row] as number) & CLOCK_BIT) !== 0) code[i] = FLAGGED_BY_CLOCK;
    else code[i] = flag[row] === FLAG.fail ? FAILED : SUSPECT;
  }
  return placed.extra;
}

/** By what is known, the code of a late slot. */
const LATE_BY = Uint8Array.from({ length: 128 }, (_, known) => {
  if (known & SERVER_DOWN) return slotCode('late', 'server');
  if (known & CUT_OFF) return slotCode('late', 'network');
  return slotCode('late', known & WATCHED ? 'device' : 'unknown');
});

/** By what is known, the code of a missing slot. */
const MISSING_BY = Uint8Array.from({ length: 128 }, (_, known) => slotCode('missing', causeOfMissing(known)));

function causeOfMissing(known: number): SlotCause {
  if (known & SOMETHING_CAME) return 'sensor';
  if (known & OFF) return 'device';
  if (known & SERVER_DOWN) return 'server';
  if (known & CUT_OFF) return (known & BACK) === 0 ? 'offline' : known & DELIVERED ? 'network' : 'device';
  return known & WATCHED ? 'device' : 'unknown';
}

function missing(isNull: boolean, known: number): number {
  return MISSING_BY[isNull ? known | SOMETHING_CAME : known] as number;
}

/** What has not come is not missing before it is due; and no slot is anything before its time. */
function settleTime(
  code: Uint8Array,
  { first, intervalMs, version }: Stretch,
  { now, storedThrough }: ServerFacts,
): void {
  const dueThrough = Math.min(now, storedThrough) - dueAfterMs(version);
  const undue = Math.max(0, Math.floor((dueThrough - first) / intervalMs) + 1);
  for (let i = undue; i < code.length; i++) {
    if ((code[i] as number) >> 4 === MISSING_STATUS || first + i * intervalMs > now) code[i] = PENDING;
  }
}

const MISSING_STATUS = slotCode('missing') >> 4;

function paintExcluded(code: Uint8Array, begin: number, end: number, cause: SlotCause): void {
  const excluded = slotCode('excluded', cause);
  const isStronger = (is: number): boolean => is >> 4 !== excluded >> 4 || is < excluded;
  for (let i = begin; i < end; i++) if (isStronger(code[i] as number)) code[i] = excluded;
}

/** By slot, what is known of the device whatever the parameter. */
function whatIsKnown({ stretch, readings, device, server }: SlotInput): Uint8Array {
  const known = new Uint8Array(stretch.count);
  const mark = (bits: number) => (begin: number, end: number) => {
    for (let i = begin; i < end; i++) known[i] = (known[i] as number) | bits;
  };
  for (const { t } of readings.values()) {
    for (let row = 0; row < t.length; row++) {
      const home = homeSlot(stretch, t[row] as number);
      if (home !== -1) known[home] = (known[home] as number) | SOMETHING_CAME;
    }
  }
  for (const { from, to } of gapsOf(server.serving)) {
    forSlotsMeeting(stretch, { from, to: to + RECONNECT_MS }, mark(SERVER_DOWN));
  }
  const { connected, power } = device;
  const gaps = connected === undefined ? [] : gapsOf(connected);
  if (connected !== undefined) {
    forSlotsIn(stretch, { from: connected.since, to: Number.POSITIVE_INFINITY }, mark(WATCHED));
    for (const gap of gaps) {
      const isBack = gap.to + BACKLOG_GRACE_MS <= server.now;
      forSlotsMeeting(stretch, gap, (begin, end) => {
        const delivered = isBack && wasDeliveredLater(readings, gap, stretch);
        mark(CUT_OFF | (isBack ? BACK : 0) | (delivered ? DELIVERED : 0))(begin, end);
      });
    }
  }
  for (const span of offSpans(power, connected, gaps)) forSlotsMeeting(stretch, span, mark(OFF));
  return known;
}

/** Whether something of this stretch that was measured while the device was cut off came when it was back. */
function wasDeliveredLater(
  readings: ReadonlyMap<string, ReadingMarks>,
  { from, to }: Span,
  stretch: Stretch,
): boolean {
  for (const { t, receivedAt } of readings.values()) {
    for (let row = 0; row < t.length; row++) {
      const time = t[row] as number;
      if (time < from || time >= to || (receivedAt[row] as number) < to) continue;
      if (homeSlot(stretch, time) !== -1) return true;
    }
  }
  return false;
}

function at<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
