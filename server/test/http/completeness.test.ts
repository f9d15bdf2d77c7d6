import type { ApiCompleteness, ApiGapList, ApiProblem, ApiSchedule, ApiSlots } from '@banyu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOf, DEVICE, NOW, PLANT, type Rig, startRig } from './support/rig.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  const rows = [];
  // pH all the time; COD until an hour ago, suspect in its last hour.
  for (let t = NOW - 24 * HOUR; t < NOW; t += 2 * MINUTE) {
    rows.push({ t });
    if (t < NOW - HOUR) rows.push({ t, parameter: 'cod', flag: t < NOW - 2 * HOUR ? 1 : 3 });
  }
  for (let t = NOW - 3 * HOUR; t < NOW; t += MINUTE)
    rows.push({ t, device: 'new-logger', point: 'influent' });
  await rig.store.write(batchOf(rows));
});
afterAll(() => rig[Symbol.asyncDispose]());

async function ask<T>(path: string): Promise<T> {
  const response = await rig.get(`/api/v1/plants/${PLANT.id}/${path}`);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as T;
}

describe('GET /completeness', () => {
  test('counts by the plant’s days, says why, and what it knows nothing of', async () => {
    const answer = await ask<ApiCompleteness>('completeness');
    // Noon in Jakarta: yesterday from noon on, and today until noon.
    expect(answer).toMatchObject({
      plant: PLANT.id,
      timeZone: 'Asia/Jakarta',
      bucket: 'day',
      from: NOW - 36 * HOUR,
      to: NOW + 12 * HOUR,
      judgedAt: NOW,
      knownFrom: null,
      unscheduled: ['new-logger'],
    });
    const [, today] = answer.rows.filter(({ parameter }) => parameter === 'cod');
    expect(today).toMatchObject({
      device: DEVICE.id,
      point: 'effluent',
      expected: 361,
      counts: { received: 300, flagged: 30, missing: 23, pending: 8, late: 0, rejected: 0, excluded: 0 },
      causes: [{ status: 'missing', cause: 'sensor', count: 23 }],
      hours: { valid: 10, total: 11 },
    });
    expect(today?.share).toBeCloseTo(300 / 353, 6);
  });

  test('takes filters, buckets and a range', async () => {
    const query = `parameter=ph&device=${DEVICE.id}&bucket=hour&from=${NOW - 2 * HOUR}&to=${NOW}`;
    const { rows, unscheduled } = await ask<ApiCompleteness>(`completeness?${query}`);
    expect(rows.map(({ counts, share }) => [counts.received, share])).toEqual([
      [30, 1],
      [30, 1],
    ]);
    expect(unscheduled).toEqual([]);
    const semester = await ask<ApiCompleteness>('completeness?bucket=semester&parameter=ph');
    expect(semester.rows).toHaveLength(1);
    expect(semester.rows[0]).toMatchObject({ expected: 721, counts: { received: 720, pending: 1 } });
  });

  test('refuses what would be too long to count', async () => {
    const response = await rig.get(`/api/v1/plants/${PLANT.id}/completeness?bucket=hour&from=2026-01-01`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as ApiProblem).detail).toMatch(/at most 31 .*bucket=day/);
  });
});

test('GET /slots gives spans that tell the picture', async () => {
  const { series } = await ask<ApiSlots>(`slots?parameter=cod&from=${NOW - 3 * HOUR}&to=${NOW}`);
  expect(series.map(({ spans }) => spans.map(({ status, cause, slots }) => [status, cause, slots]))).toEqual([
    [
      ['received', 'none', 30],
      ['flagged', 'none', 30],
      ['missing', 'sensor', 23],
      ['pending', 'none', 7],
    ],
  ]);
});

test('GET /gaps tells what is silent before it is late', async () => {
  const { gaps } = await ask<ApiGapList>('gaps');
  expect(gaps).toEqual([
    {
      device: DEVICE.id,
      point: 'effluent',
      parameters: ['cod'],
      since: NOW - HOUR,
      isOlder: false,
      cause: 'sensor',
      slots: 28,
    },
  ]);
});

describe('schedules', () => {
  const post = (body: unknown) =>
    fetch(`${rig.url}/api/v1/plants/${PLANT.id}/devices/new-logger/schedules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('are proposed from what a device does, and count once somebody sets them', async () => {
    const { proposals } = await ask<{ proposals: object[] }>('schedules/proposals');
    expect(proposals).toEqual([
      { device: 'new-logger', parameters: ['ph'], intervalMs: 60_000, offsetMs: 0, samples: 180 },
    ]);
    const schedule = { from: NOW, parameters: ['ph'], intervalMs: 60_000 };
    const response = await post({ schedule, by: 'Sari', why: 'the logger was set to one minute' });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      device: 'new-logger',
      schedule: { ...schedule, lateAfterMs: 900_000 },
      recordedBy: 'Sari',
    });
    const { schedules } = await ask<{ schedules: ApiSchedule[] }>('schedules');
    expect(schedules.map(({ device }) => device)).toEqual([DEVICE.id, 'new-logger']);
  });

  test('are refused without a reason, and with fields that do not exist', async () => {
    const schedule = { from: NOW, parameters: ['ph'] };
    for (const body of [
      { schedule, by: 'Sari' },
      { schedule: { ...schedule, every: 2 }, by: 'S', why: 'x' },
    ])
      expect((await post(body)).status).toBe(400);
  });
});
