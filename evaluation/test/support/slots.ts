import type { SlotCause, SlotStatus } from '@banyu/contracts';
import type { DeviceFacts, ReadingMarks, ServerFacts } from '../../src/completeness/facts.ts';
import { type Stretch, slotsOf } from '../../src/completeness/grid.ts';
import { type JudgedSlots, judgeSlots } from '../../src/completeness/judge-slots.ts';
import type { ScheduleVersion } from '../../src/completeness/schedule.ts';
import { causeOf, statusOf } from '../../src/completeness/slot-code.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Midnight UTC. */
export const T = Date.UTC(2026, 9, 5);

/** Ten-minute slots, so that a day is easy to see. */
export const EVERY_TEN: ScheduleVersion = {
  from: 0,
  parameters: ['ph', 'cod'],
  intervalMs: 10 * MINUTE,
  offsetMs: 0,
  sendsEveryMs: 0,
  lateAfterMs: 15 * MINUTE,
};

export interface Row {
  readonly t: number;
  readonly receivedAt?: number;
  readonly flag?: number;
  readonly tests?: number;
}

export function marksFrom(rows: readonly Row[]): ReadingMarks {
  return {
    t: Float64Array.from(rows, ({ t }) => t),
    receivedAt: Float64Array.from(rows, ({ t, receivedAt }) => receivedAt ?? t + 1_000),
    flag: Uint8Array.from(rows, ({ flag }) => flag ?? 1),
    tests: Uint32Array.from(rows, ({ tests }) => tests ?? 0),
  };
}

/** A reading of every slot of the hours [from, to) of the day T. */
export function readingsOf(hours: readonly [number, number], more: Partial<Row> = {}): Row[] {
  const rows: Row[] = [];
  for (let t = T + hours[0] * HOUR; t < T + hours[1] * HOUR; t += 10 * MINUTE) rows.push({ t, ...more });
  return rows;
}

export const ALWAYS = { since: 0, spans: [{ from: 0, to: Number.POSITIVE_INFINITY }] };

export interface Day {
  readonly schedule?: Partial<ScheduleVersion>;
  readonly ph?: readonly Row[];
  readonly cod?: readonly Row[];
  readonly device?: Partial<DeviceFacts>;
  readonly server?: Partial<ServerFacts>;
}

/** A day of a device that nothing is wrong with but what is said. */
export function judgeDay({ schedule, ph = [], cod = [], device, server }: Day): {
  readonly stretch: Stretch;
  readonly ph: JudgedSlots;
  readonly cod: JudgedSlots;
} {
  const [stretch] = slotsOf([{ ...EVERY_TEN, ...schedule }], { from: T, to: T + DAY });
  if (stretch === undefined) throw new Error('no slots');
  const judged = judgeSlots({
    stretch,
    readings: new Map([
      ['ph', marksFrom(ph)],
      ['cod', marksFrom(cod)],
    ]),
    device: { excluded: [], connected: ALWAYS, power: [], rejects: [], ...device },
    server: { now: T + 2 * DAY, storedThrough: T + 400 * DAY, serving: ALWAYS, ...server },
  });
  const of = (parameter: string): JudgedSlots => {
    const slots = judged.get(parameter);
    if (slots === undefined) throw new Error(`no slots of ${parameter}`);
    return slots;
  };
  return { stretch, ph: of('ph'), cod: of('cod') };
}

/** What a slot became, e.g. `missing network`; a status alone where there is no cause. */
export function verdict({ code }: JudgedSlots, index: number): string {
  return wordsOf(code[index] ?? 0);
}

export function wordsOf(code: number): string {
  const cause: SlotCause = causeOf(code);
  const status: SlotStatus = statusOf(code);
  return cause === 'none' ? status : `${status} ${cause}`;
}

/** How often each verdict fell. */
export function counted({ code }: JudgedSlots): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of code) counts[wordsOf(each)] = (counts[wordsOf(each)] ?? 0) + 1;
  return counts;
}
