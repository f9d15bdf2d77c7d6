import { FLAG, type PlantCheck, testBit } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { type Measured, PlantJudging, plantDirectory } from '../../support/plant-judging.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = Date.parse('2026-07-06T00:00:00+07:00');
const LATER = BEGIN + 10 * DAY;

const BALANCE: PlantCheck = { check: 'flow-balance', partner: 'influent', tolerance: 0.1, storageM3: 0 };
const REMOVAL: PlantCheck = { check: 'removal', partner: 'influent', factor: 1, residenceHours: 24 };
const NEIGHBOUR: PlantCheck = { check: 'neighbour', tolerance: 1, share: 0.1 };

/** By the hour from the beginning of a day on; null: nothing in that hour. */
function measured(
  where: string,
  values: readonly (number | null)[],
  { day = 0 }: { readonly day?: number } = {},
): Measured[] {
  const [point = '', device = '', parameter = ''] = where.split(' ');
  return values.flatMap((value, hour) =>
    value === null ? [] : [{ point, device, parameter, t: BEGIN + day * DAY + hour * HOUR, value }],
  );
}

const all = (value: number) => Array.from({ length: 24 }, () => value);

/** The hours (from BEGIN) of a series that have this flag. */
async function hoursWith(judging: PlantJudging, where: string, flag: number): Promise<number[]> {
  const [point, device, parameter] = where.split(' ');
  const readings = await judging.store.readings({ from: 0, to: LATER, limit: 10_000 });
  return readings
    .filter((each) => each.point === point && each.device === device && each.parameter === parameter)
    .filter((each) => each.flag === flag)
    .map(({ t }) => (t - BEGIN) / HOUR)
    .sort((a, b) => a - b);
}

describe('the flow balance', () => {
  const flows = plantDirectory({ 'effluent flow': [BALANCE] });

  test('makes both meters suspect for a day whose volumes differ by more than the tolerance', async () => {
    const judging = new PlantJudging(flows);
    await judging.send([
      ...measured('influent in flow', all(20)),
      ...measured('effluent out flow', all(17)),
      ...measured('influent in flow', all(20), { day: 1 }),
      ...measured('effluent out flow', all(18.5), { day: 1 }),
    ]);
    await judging.round(LATER);
    expect(judging.findings()).toEqual([
      {
        check: 'flow-balance',
        parameter: 'flow',
        from: BEGIN,
        to: BEGIN + DAY,
        side: { point: 'effluent', device: 'out', value: 408, marked: { from: BEGIN, to: BEGIN + DAY } },
        other: { point: 'influent', device: 'in', value: 480, marked: { from: BEGIN, to: BEGIN + DAY } },
        limit: 48,
      },
    ]);
    const firstDay = Array.from({ length: 24 }, (_, hour) => hour);
    expect(await hoursWith(judging, 'effluent out flow', FLAG.suspect)).toEqual(firstDay);
    expect(await hoursWith(judging, 'influent in flow', FLAG.suspect)).toEqual(firstDay);
  });

  test('allows for the volume of the tanks between', async () => {
    const judging = new PlantJudging(plantDirectory({ 'effluent flow': [{ ...BALANCE, storageM3: 30 }] }));
    await judging.send([...measured('influent in flow', all(20)), ...measured('effluent out flow', all(17))]);
    await judging.round(LATER);
    expect(judging.findings()).toEqual([]);
  });

  test('says nothing of a day that goes on, or of which 18 hours are not known of both', async () => {
    const judging = new PlantJudging(flows);
    await judging.send([
      ...measured('influent in flow', all(20)),
      ...measured('effluent out flow', [...all(10).slice(7), ...Array.from({ length: 7 }, () => null)]),
      ...measured('influent in flow', all(20), { day: 1 }),
      ...measured('effluent out flow', all(10), { day: 1 }),
    ]);
    await judging.round(BEGIN + 2 * DAY - 1);
    expect(judging.findings()).toEqual([]);
    await judging.round(BEGIN + 2 * DAY);
    expect(judging.findings().map(({ from }) => from)).toEqual([BEGIN + DAY]);
  });

  test('leaves out readings that fail their own tests', async () => {
    const judging = new PlantJudging(
      plantDirectory({ 'effluent flow': [BALANCE] }, { grossRange: { sensor: [0, 100], operator: 'off' } }),
    );
    await judging.send([
      ...measured('influent in flow', all(20)),
      ...measured('effluent out flow', [900, ...all(20).slice(1)]),
    ]);
    await judging.round(LATER);
    expect(judging.findings()).toEqual([]);
    expect(await hoursWith(judging, 'effluent out flow', FLAG.fail)).toEqual([0]);
  });

  test('takes its verdict back when late readings settle the difference', async () => {
    const judging = new PlantJudging(flows);
    const [late, ...inTime] = measured('effluent out flow', [190, ...all(14.5).slice(1)]);
    await judging.send([...measured('influent in flow', all(20)), ...inTime]);
    await judging.round(LATER);
    expect(judging.findings()).toHaveLength(1);
    // The hours that both have count: the volumes of the day become 480 and 523.5.
    if (late !== undefined) await judging.send([late]);
    await judging.round(LATER);
    expect(judging.findings()).toHaveLength(0);
    expect(await hoursWith(judging, 'effluent out flow', FLAG.suspect)).toEqual([]);
  });
});

describe('removal', () => {
  const cod = plantDirectory({ 'effluent cod': [REMOVAL] });

  test('compares with the water that came in a residence before, and marks both', async () => {
    const judging = new PlantJudging(cod);
    await judging.send([
      ...measured('influent in cod', all(50)),
      ...measured('influent in cod', all(500), { day: 1 }),
      ...measured('effluent out cod', all(60), { day: 1 }),
    ]);
    await judging.round(LATER);
    expect(judging.findings()).toMatchObject([
      { check: 'removal', parameter: 'cod', side: { value: 60 }, other: { value: 50 }, limit: 50 },
    ]);
    expect(await hoursWith(judging, 'influent in cod', FLAG.suspect)).toEqual(
      Array.from({ length: 24 }, (_, hour) => hour),
    );
    expect(await hoursWith(judging, 'effluent out cod', FLAG.suspect)).toHaveLength(24);
  });

  test('finds the day after again when what came in is told late', async () => {
    const judging = new PlantJudging(cod);
    await judging.send([
      ...measured('influent in cod', all(500), { day: 1 }),
      ...measured('effluent out cod', all(60), { day: 1 }),
    ]);
    await judging.round(LATER);
    expect(judging.findings()).toEqual([]);
    await judging.send(measured('influent in cod', all(50)));
    await judging.round(LATER);
    expect(judging.findings()).toHaveLength(1);
  });

  test('weighs concentrations by flow, so that a scale error of a flow meter changes nothing', async () => {
    const strong = [...all(200).slice(12), ...all(20).slice(12)];
    const pump = (high: number, low: number) => [...all(high).slice(12), ...all(low).slice(12)];
    for (const scale of [1, 3]) {
      const judging = new PlantJudging(cod);
      await judging.send([
        ...measured('influent in flow', pump(30, 10)),
        ...measured('influent in cod', strong),
        ...measured('effluent out flow', pump(30 * scale, 10 * scale), { day: 1 }),
        ...measured('effluent out cod', all(150), { day: 1 }),
        ...measured('influent in flow', pump(30, 10), { day: 1 }),
        ...measured('influent in cod', strong, { day: 1 }),
      ]);
      await judging.round(LATER);
      // By hours alone the influent would have 110, and the effluent more than that.
      expect(judging.findings()).toEqual([]);
    }
  });
});

describe('neighbours', () => {
  const twins = plantDirectory({ 'effluent ph': [NEIGHBOUR] });

  test('that differ are both suspect in those hours, which are over, and keep what else speaks of them', async () => {
    const judging = new PlantJudging(twins);
    await judging.send([
      ...measured('effluent a ph', all(7)),
      ...measured('effluent b ph', [7, 7.5, 9, 9, ...all(7).slice(4)]),
    ]);
    await judging.round(BEGIN + 3 * HOUR);
    expect(await hoursWith(judging, 'effluent a ph', FLAG.suspect)).toEqual([2]);
    await judging.round(BEGIN + 4 * HOUR);
    expect(await hoursWith(judging, 'effluent a ph', FLAG.suspect)).toEqual([2, 3]);
    expect(await hoursWith(judging, 'effluent b ph', FLAG.suspect)).toEqual([2, 3]);
    const [reading] = await judging.store.readings({
      from: BEGIN + 2 * HOUR,
      to: BEGIN + 3 * HOUR,
      limit: 1,
    });
    expect(reading?.tests).toBe(testBit('neighbour'));
  });

  test('of three, only the one that the others contradict is suspect', async () => {
    const judging = new PlantJudging(twins);
    await judging.send([
      ...measured('effluent a ph', all(7)),
      ...measured('effluent b ph', all(7.2)),
      ...measured('effluent c ph', all(9.5)),
    ]);
    await judging.round(LATER);
    expect(await hoursWith(judging, 'effluent a ph', FLAG.suspect)).toEqual([]);
    expect(await hoursWith(judging, 'effluent b ph', FLAG.suspect)).toEqual([]);
    expect(await hoursWith(judging, 'effluent c ph', FLAG.suspect)).toHaveLength(24);
  });
});
