import { aggregateFlag, FLAG, FLAGS, type QualityTest, testBit } from '@banyu/contracts';
import { attenuatedSignal } from '../checks/attenuated-signal.ts';
import { climatology } from '../checks/climatology.ts';
import { flatLine } from '../checks/flat-line.ts';
import { grossRange } from '../checks/gross-range.ts';
import { rateOfChange } from '../checks/rate-of-change.ts';
import { saturation } from '../checks/saturation.ts';
import { spike } from '../checks/spike.ts';
import { timingGap } from '../checks/timing-gap.ts';
import { type ServicePeriod, serviceStateAt } from '../service/service-state.ts';
import { type CompiledSettings, type Reach, widestReach } from '../settings/compiled-settings.ts';
import type { LocalCalendar } from '../settings/local-calendar.ts';
import type { Stretch } from './stretch.ts';

/** Settings in force from a time on. */
export interface DatedCompiledSettings {
  /** Unix ms; -Infinity for the first. */
  readonly from: number;
  readonly version: number;
  readonly settings: CompiledSettings;
}

/** Takes what is said of a point. */
export interface Verdicts {
  set(i: number, flag: number, tests: number): void;
}

const FLAG_LIMIT = 16;

/** `aggregateFlag` of two flags as a table: row × FLAG_LIMIT + column. */
const COMBINED = new Uint8Array(FLAG_LIMIT * FLAG_LIMIT);
for (const a of FLAGS) {
  COMBINED[a] = a; // 0: no flag yet
  for (const b of FLAGS) COMBINED[a * FLAG_LIMIT + b] = aggregateFlag([a, b]);
}

const BIT = {
  gross_range: testBit('gross_range'),
  climatology: testBit('climatology'),
  spike: testBit('spike'),
  rate_of_change: testBit('rate_of_change'),
  flat_line: testBit('flat_line'),
  attenuated_signal: testBit('attenuated_signal'),
  timing_gap: testBit('timing_gap'),
  saturation: testBit('saturation'),
  clock: testBit('clock'),
  service: testBit('service'),
  recovery: testBit('recovery'),
  no_flow: testBit('no_flow'),
} as const satisfies Partial<Record<QualityTest, number>>;

// Scratch space, as long as the longest range so far: judging makes no garbage.
let verdict = new Uint8Array(1_024);
let flags = new Uint8Array(1_024);
let tests = new Uint32Array(1_024);

/** Judges one series by its own values: its settings by time, when somebody works on it, and the plant's calendar. */
export class SeriesJudge {
  readonly reach: Reach;
  readonly #settings: readonly DatedCompiledSettings[];
  readonly #service: readonly ServicePeriod[];
  readonly #serviceEnd: number;
  readonly #calendar: LocalCalendar;

  /** `settings` by time, not empty. */
  constructor(
    settings: readonly DatedCompiledSettings[],
    service: readonly ServicePeriod[],
    calendar: LocalCalendar,
  ) {
    this.#settings = settings;
    this.#service = service;
    this.#serviceEnd = service.reduce((end, { to }) => Math.max(end, to), Number.NEGATIVE_INFINITY);
    this.#calendar = calendar;
    this.reach = widestReach(settings.map(({ settings: { reach } }) => reach));
  }

  /** The settings in force at a time. */
  settingsAt(t: number): DatedCompiledSettings {
    const settings = this.#settings;
    for (let i = settings.length - 1; i > 0; i -= 1) {
      const dated = settings[i] as DatedCompiledSettings;
      if (dated.from <= t) return dated;
    }
    return settings[0] as DatedCompiledSettings;
  }

  /** The value as a neighbour: NaN where the instrument could not measure it, or somebody worked on the sensor. */
  fitness(t: number, value: number, { settings }: DatedCompiledSettings = this.settingsAt(t)): number {
    const { failLow, failHigh } = settings.grossRange;
    if (value < failLow || value > failHigh) return Number.NaN;
    if (t >= this.#serviceEnd) return value;
    const state = serviceStateAt(this.#service, t);
    return state === 'service' || state === 'no_flow' ? Number.NaN : value;
  }

  /**
   * Judges the points from `from` up to `to` by all but the cross-checks. The stretch must know as much around them as
   * `reach` says.
   */
  judge(stretch: Stretch, from: number, to: number, verdicts: Verdicts): void {
    for (let begin = from; begin < to; ) {
      const dated = this.settingsAt(stretch.t[begin] as number);
      let end = to;
      if (this.#settings.length > 1) {
        end = begin + 1;
        while (end < to && this.settingsAt(stretch.t[end] as number) === dated) end += 1;
      }
      this.#judgeBy(dated.settings, stretch, begin, end);
      for (let i = begin; i < end; i += 1) {
        verdicts.set(i, flags[i - begin] as number, tests[i - begin] as number);
      }
      begin = end;
    }
  }

  /** The flag and tests of the point before the newest one when the latter came: only the spike test waited for it. */
  completeSpike(stretch: Stretch, i: number, verdicts: Verdicts): void {
    const limits = this.settingsAt(stretch.t[i] as number).settings.spike;
    if (limits === undefined) return;
    spike(stretch, i, i + 1, limits, verdict);
    const says = verdict[0] as number;
    if (says !== FLAG.suspect && says !== FLAG.fail) return;
    flags[0] = stretch.flag[i] as number;
    tests[0] = stretch.tests[i] as number;
    add(1, BIT.spike);
    verdicts.set(i, flags[0], tests[0]);
  }

  #judgeBy(settings: CompiledSettings, stretch: Stretch, from: number, to: number): void {
    const count = to - from;
    reserve(count);
    const { t, value, delayMs } = stretch;
    for (let i = 0; i < count; i += 1) {
      const says = grossRange(value[from + i] as number, settings.grossRange);
      flags[i] = says;
      tests[i] = says === FLAG.suspect || says === FLAG.fail ? BIT.gross_range : 0;
    }
    if (settings.climatology !== undefined) {
      for (let i = 0; i < count; i += 1) {
        verdict[i] = climatology(
          t[from + i] as number,
          value[from + i] as number,
          settings.climatology,
          this.#calendar,
        );
      }
      add(count, BIT.climatology);
    }
    if (settings.spike !== undefined) {
      spike(stretch, from, to, settings.spike, verdict);
      add(count, BIT.spike);
    }
    if (settings.rateOfChange !== undefined) {
      rateOfChange(stretch, from, to, settings.rateOfChange, verdict);
      add(count, BIT.rate_of_change);
    }
    if (settings.flatLine !== undefined) {
      flatLine(stretch, from, to, settings.flatLine, verdict);
      add(count, BIT.flat_line);
    }
    if (settings.attenuatedSignal !== undefined) {
      attenuatedSignal(stretch, from, to, settings.attenuatedSignal, verdict, stretch);
      add(count, BIT.attenuated_signal);
    }
    if (settings.saturation !== undefined) {
      saturation(stretch, from, to, settings.saturation, verdict);
      add(count, BIT.saturation);
    }
    if (settings.timingGapMs !== undefined) {
      timingGap(stretch, from, to, settings.timingGapMs, verdict);
      add(count, BIT.timing_gap);
    }
    if (settings.clockAheadMs !== undefined) {
      for (let i = 0; i < count; i += 1) {
        verdict[i] = -(delayMs[from + i] as number) > settings.clockAheadMs ? FLAG.suspect : FLAG.pass;
      }
      add(count, BIT.clock);
    }
    const inService = (t[from] as number) < this.#serviceEnd;
    for (let i = 0; i < count; i += 1) {
      if (Number.isNaN(value[from + i])) {
        flags[i] = FLAG.missing;
        tests[i] = 0;
      } else if (inService) {
        this.#outrank(i, t[from + i] as number);
      }
    }
  }

  /** Service outranks the tests; only a value that the instrument cannot measure stays 4 when nothing flows. */
  #outrank(i: number, t: number): void {
    const state = t < this.#serviceEnd ? serviceStateAt(this.#service, t) : undefined;
    switch (state) {
      case undefined:
        return;
      case 'service':
        flags[i] = FLAG.fail;
        tests[i] = BIT.service;
        return;
      case 'no_flow':
        if (flags[i] === FLAG.fail && ((tests[i] as number) & BIT.gross_range) !== 0) return;
        flags[i] = FLAG.notEvaluated;
        tests[i] = BIT.no_flow;
        return;
      case 'recovery':
        if (flags[i] === FLAG.fail) return;
        tests[i] = flags[i] === FLAG.suspect ? (tests[i] as number) | BIT.recovery : BIT.recovery;
        flags[i] = FLAG.suspect;
        return;
    }
  }
}

/** Adds what one test says of the first `count` points. */
function add(count: number, bit: number): void {
  for (let i = 0; i < count; i += 1) {
    const before = flags[i] as number;
    const says = verdict[i] as number;
    const after = COMBINED[before * FLAG_LIMIT + says] as number;
    if (after !== before) tests[i] = 0;
    if (says === after && (says === FLAG.suspect || says === FLAG.fail)) {
      tests[i] = (tests[i] as number) | bit;
    }
    flags[i] = after;
  }
}

function reserve(count: number): void {
  if (count <= verdict.length) return;
  verdict = new Uint8Array(2 * count);
  flags = new Uint8Array(2 * count);
  tests = new Uint32Array(2 * count);
}
