import { ApiComparisonList, FLAG } from '@banyu/contracts';
import { describe, expect, test } from 'vitest';
import { type LaboratoryRig, startLaboratoryRig } from './support/laboratory-rig.ts';
import { problemIn } from './support/problem.ts';
import { batchOf, NOW, PLANT } from './support/rig.ts';

const WEEK = 7 * 86_400_000;
const MINUTE = 60_000;
const SIGNED = { by: 'Sari', why: 'weekly sample' };
const PATH = `/api/v1/plants/${PLANT.id}/laboratory/compare?parameter=cod`;

/** A sample a week; the sensor reads `offsets[week]` above the laboratory's 80 mg/L. */
async function weekly(rig: LaboratoryRig, offsets: readonly number[]): Promise<readonly number[]> {
  const times = offsets.map((_, week) => NOW - (offsets.length - week) * WEEK);
  await rig.registry.samples.save(
    times.map((from, week) => ({
      sample: { id: `W${week}`, plant: PLANT.id, point: 'effluent', kind: 'grab', from, sampledBy: 'Budi' },
      results: [{ parameter: 'cod', outcome: { kind: 'value', value: 80 }, unit: 'mg/L', uncertainty: 4 }],
    })),
    { onDuplicate: 'refuse' },
    SIGNED,
  );
  const rows = times.flatMap((from, week) => [
    { t: from - 5 * MINUTE, value: 79 + (offsets[week] ?? 0) },
    { t: from + 15 * MINUTE, value: 81 + (offsets[week] ?? 0) },
    { t: from, value: 500, flag: FLAG.fail },
    { t: from + 16 * MINUTE, value: 500 },
  ]);
  await rig.http.store.write(batchOf(rows.map((row) => ({ ...row, parameter: 'cod' }))));
  return times;
}

async function compare(rig: LaboratoryRig, query = ''): Promise<ApiComparisonList> {
  return ApiComparisonList.parse(await (await rig.http.get(PATH + query)).json());
}

describe('a comparison', () => {
  test('pairs each sample with the good readings around it, and says how far they are off', async () => {
    await using rig = await startLaboratoryRig();
    const times = await weekly(rig, [2, 6]);
    const list = await compare(rig);
    expect(list).toMatchObject({ samples: 2, complete: true });
    const [comparison] = list.comparisons;
    expect(comparison).toMatchObject({
      point: 'effluent',
      unit: 'mg/L',
      unpaired: [],
      pairs: [
        { sample: 'W0', t: times[0], sensor: 82, readings: 2, difference: 2, agrees: true },
        { sample: 'W1', sensor: 86, difference: 6, agrees: false },
      ],
      agreement: { pairs: 2, bias: 4, biasPercent: 5, shareAgreeing: 0.5 },
      drift: { status: 'too-few-pairs', pairsNeeded: 8, points: [] },
    });
    expect(comparison?.agreement.rpd).toBeCloseTo((100 * (2 / 81 + 6 / 83)) / 2);
  });

  test('flags a sensor that drifts, with since when and the last pair before that was good', async () => {
    await using rig = await startLaboratoryRig();
    const times = await weekly(rig, [1, -1, 1, -1, 0, 2, 4, 6, 8, 10, 12]);
    const [comparison] = (await compare(rig)).comparisons;
    expect(comparison?.drift).toMatchObject({ status: 'drifting', side: 'high', lastGoodAt: times[4] });
    expect(comparison?.drift.points.at(-1)).toMatchObject({ alarm: 'high', limit: 5 });
    expect(times).toContain(comparison?.drift.since);
  });

  test('begins the chart anew at a calibration of the sensor, not at one of another parameter', async () => {
    await using rig = await startLaboratoryRig();
    const times = await weekly(rig, [1, -1, 1, -1, 0, 2, 4, 6, 8, 10, 0, 1]);
    const calibrate = (parameter: 'cod' | 'ph', week: number) => {
      const to = (times[week] ?? 0) - 3 * 86_400_000;
      const window = { kind: 'calibration' as const, plant: PLANT.id, point: 'effluent', parameter };
      return rig.registry.windows.declare({ ...window, from: to - 3_600_000, to }, SIGNED);
    };
    await calibrate('ph', 3);
    expect((await compare(rig)).comparisons[0]?.drift).toMatchObject({
      status: 'drifting',
      calibratedAt: [],
    });
    const { window } = await calibrate('cod', 10);
    expect((await compare(rig)).comparisons[0]?.drift).toMatchObject({
      status: 'drifted-before',
      side: 'high',
      calibratedAt: [window.to],
    });
  });

  test('does not flag one that is off now and then to either side', async () => {
    await using rig = await startLaboratoryRig();
    await weekly(rig, [1, -1, 2, -2, 1, -1, 2, -2, 1]);
    expect((await compare(rig)).comparisons[0]?.drift.status).toBe('steady');
  });

  test('says why a sample has no pair, and takes another range, point or parameter when told', async () => {
    await using rig = await startLaboratoryRig();
    const times = await weekly(rig, [0, 0]);
    const sample = {
      id: 'day',
      plant: PLANT.id,
      point: 'effluent',
      kind: 'grab' as const,
      sampledBy: 'Budi',
    };
    const results = [
      { parameter: 'cod' as const, outcome: { kind: 'value' as const, value: 80 }, unit: 'mg/L' },
    ];
    await rig.registry.samples.save(
      [
        { sample: { ...sample, from: NOW - 3 * WEEK, timeKnown: false }, results },
        { sample: { ...sample, id: 'alone', from: NOW - 4 * WEEK }, results },
      ],
      { onDuplicate: 'refuse' },
      SIGNED,
    );
    expect((await compare(rig)).comparisons[0]?.unpaired).toEqual([
      { sample: 'alone', reason: 'no-readings' },
      { sample: 'day', reason: 'time-unknown' },
    ]);
    expect((await compare(rig, `&from=${times[1]}`)).comparisons[0]?.pairs).toHaveLength(1);
    expect((await compare(rig, '&point=influent')).comparisons).toEqual([]);
    await problemIn(await rig.http.get(PATH.replace('cod', 'mood')), 400);
    await problemIn(await rig.http.get(`${PATH}&from=${NOW}&to=${NOW}`), 400);
  });
});
