import { type ClimatologyPeriod, FLAG } from '@banyu/contracts';
import type { LocalCalendar } from '../settings/local-calendar.ts';

/** What is expected of the readings that a member covers. Spans are infinite, and times endless, where there is none. */
export interface ClimatologyMember {
  /** Both ends belong to it; all must hold. */
  readonly when: readonly {
    readonly period: ClimatologyPeriod;
    readonly from: number;
    readonly to: number;
  }[];
  /** Unix ms, both ends inside. */
  readonly fromT: number;
  readonly toT: number;
  readonly suspectLow: number;
  readonly suspectHigh: number;
  readonly failLow: number;
  readonly failHigh: number;
}

/**
 * QARTOD climatology test (U.S. IOOS manual, test 5) of one value: the last member that covers its time, in the plant's
 * time zone, says 1, 3 or 4; a time that none covers is 2. The level 4 is ioos_qc's.
 */
export function climatology(
  t: number,
  value: number,
  members: readonly ClimatologyMember[],
  calendar: LocalCalendar,
): number {
  if (Number.isNaN(value)) return FLAG.missing;
  for (let i = members.length - 1; i >= 0; i -= 1) {
    const member = members[i] as ClimatologyMember;
    if (!covers(member, t, calendar)) continue;
    if (value < member.failLow || value > member.failHigh) return FLAG.fail;
    return value < member.suspectLow || value > member.suspectHigh ? FLAG.suspect : FLAG.pass;
  }
  return FLAG.notEvaluated;
}

function covers({ when, fromT, toT }: ClimatologyMember, t: number, calendar: LocalCalendar): boolean {
  if (t < fromT || t > toT) return false;
  for (const { period, from, to } of when) {
    const part = calendar.part(t, period);
    if (part < from || part > to) return false;
  }
  return true;
}
