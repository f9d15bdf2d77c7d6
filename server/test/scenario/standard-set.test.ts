import { describe, expect, it } from 'vitest';
import { DEMO_CAPACITY_M3_PER_DAY, DEMO_WARM_UP_DAYS } from '../../src/demo-plant.ts';
import { BEFORE_MS, type Verdict } from '../../src/scenario/judge.ts';
import { findScenario, standardScenarios } from '../../src/scenario/library.ts';
import { NOTHING_WRONG, rehearse, type Wrongs } from '../../src/scenario/rehearse.ts';
import { type DatedExpectation, scheduleOf } from '../../src/scenario/schedule.ts';
import { writeSees } from '../../src/scenario/sees.ts';

/** A Monday in the dry season without a holiday near it. */
const BEGIN = Date.parse('2026-07-06T00:00:00+07:00');

const set = standardScenarios().map((name) => {
  const scenario = findScenario(name);
  return { name, scenario, schedule: scheduleOf(scenario, BEGIN) };
});

function outcomesOf(wrongs: Wrongs, expectations: readonly DatedExpectation[]): readonly Verdict[] {
  const steps = rehearse(wrongs, expectations, {
    seed: 1,
    beginMs: BEGIN - BEFORE_MS,
    flowM3PerDay: DEMO_CAPACITY_M3_PER_DAY,
    warmUpDays: DEMO_WARM_UP_DAYS,
    lookMs: 300_000,
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The expectations with that verdict, as people read them. */
function those(
  verdict: Verdict['verdict'],
  expectations: readonly DatedExpectation[],
  got: readonly Verdict[],
) {
  return expectations
    .filter((_, i) => got[i]?.verdict === verdict)
    .map(({ point, parameter, sees }) => `${point} ${parameter} ${writeSees(sees)}`);
}

describe('the scenarios that come with Banyu', () => {
  it('are named as their files', () => {
    expect(set.map(({ scenario }) => scenario.name)).toEqual(standardScenarios());
  });

  it('say what to see of each of them', () => {
    expect(set.filter(({ schedule }) => schedule.expectations.length < 2).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('leave one of their expectations to quality control, whose tests are not simulated', () => {
    const left = set.flatMap(({ schedule }) =>
      schedule.expectations.filter(({ sees }) => sees.sign === 'flag' && sees.flag === 'suspect'),
    );
    expect(left).toHaveLength(1);
  });

  it.each(set)('$name: everything comes true that it expects', ({ schedule }) => {
    const { expectations } = schedule;
    expect(those('not seen', expectations, outcomesOf(schedule, expectations))).toEqual([]);
  });

  it('expect nothing that is seen when nothing is wrong', () => {
    const all = set.flatMap(({ schedule }) => schedule.expectations);
    expect(those('seen', all, outcomesOf(NOTHING_WRONG, all))).toEqual([]);
  });
});
