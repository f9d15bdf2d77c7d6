import {
  type ApiDeviceEvent,
  ApiDeviceEventPage,
  ApiPlantFindingList,
  ApiRejectPage,
  type Reject,
} from '@banyu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemIn } from './support/problem.ts';
import { DEVICE, NOW, PLANT, PLANT_FINDING, type Rig, startRig } from './support/rig.ts';

const REJECTS: Reject[] = Array.from({ length: 7 }, (_, i) => ({
  id: i + 1,
  receivedAt: NOW - i,
  plant: i === 6 ? 'ipal-other' : PLANT.id,
  device: i % 2 === 0 ? DEVICE.id : 'banyurip-influent',
  scope: 'value',
  reason: i < 2 ? 'unknown-parameter' : 'value-not-a-number',
  detail: 'expected a number or null',
  parameter: 'ph',
  t: NOW,
  payload: '"7,1"',
}));

const EVENTS: ApiDeviceEvent[] = [
  { kind: 'calibration-begun', t: NOW - 2, parameter: 'ph', note: null, payload: null },
  { kind: 'calibration-ended', t: NOW - 1, parameter: 'ph', note: 'buffer 7', payload: null },
  { kind: 'command-reply', t: null, parameter: null, note: null, payload: '{"ok":true}' },
].map((event, i) => ({
  ...event,
  kind: event.kind as ApiDeviceEvent['kind'],
  id: i + 1,
  plant: PLANT.id,
  device: DEVICE.id,
  receivedAt: NOW,
}));

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ rejects: REJECTS, events: EVENTS });
});
afterAll(() => rig[Symbol.asyncDispose]());

async function rejects(path: string): Promise<ApiRejectPage> {
  return ApiRejectPage.parse(await (await rig.get(path)).json());
}
const ids = (page: ApiRejectPage) => page.rejects.map((reject) => reject.id);

test('/rejects lists all, newest first, and counts them by reason', async () => {
  const page = await rejects('/api/v1/rejects');
  expect(ids(page)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(page.counts).toEqual([
    { reason: 'value-not-a-number', count: 5 },
    { reason: 'unknown-parameter', count: 2 },
  ]);
});

test('/plants/{plant}/rejects and filters narrow both the list and the counts', async () => {
  const page = await rejects(`/api/v1/plants/${PLANT.id}/rejects?device=${DEVICE.id}`);
  expect(ids(page)).toEqual([5, 3, 1]);
  expect(page.counts).toEqual([
    { reason: 'value-not-a-number', count: 2 },
    { reason: 'unknown-parameter', count: 1 },
  ]);
  expect(ids(await rejects(`/api/v1/rejects?plant=${PLANT.id}&reason=unknown-parameter`))).toEqual([2, 1]);
});

test('rejects come page by page', async () => {
  const first = await rejects('/api/v1/rejects?limit=4');
  expect(ids(first)).toEqual([7, 6, 5, 4]);
  const second = await rejects(`/api/v1/rejects?limit=4&cursor=${first.next}`);
  expect(ids(second)).toEqual([3, 2, 1]);
  expect(second.next).toBeNull();
});

test('/plants/{plant}/events lists what happened at the devices', async () => {
  const read = async (query: string) =>
    ApiDeviceEventPage.parse(await (await rig.get(`/api/v1/plants/${PLANT.id}/events${query}`)).json());
  expect((await read('')).events).toEqual(EVENTS.toReversed());
  const first = await read('?limit=2');
  expect((await read(`?limit=2&cursor=${first.next}`)).events.map((e) => e.id)).toEqual([1]);
  expect((await read('?device=nobody')).events).toEqual([]);
});

test.each([
  ['/api/v1/rejects?reason=bad', 'reason'],
  ['/api/v1/rejects?cursor=abc', 'cursor'],
  ['/api/v1/rejects?plant=A', 'plant'],
  [`/api/v1/plants/${PLANT.id}/rejects?plant=x`, 'plant'],
  [`/api/v1/plants/${PLANT.id}/events?limit=0`, 'limit'],
])('%s is refused and names %s', async (path, field) => {
  expect((await problemIn(await rig.get(path), 400)).errors).toMatchObject([{ field }]);
});

test('/quality/findings tells what devices contradict each other in', async () => {
  const response = await rig.get(`/api/v1/plants/${PLANT.id}/quality/findings?limit=5`);
  expect(ApiPlantFindingList.parse(await response.json())).toEqual({ findings: [PLANT_FINDING] });
  await problemIn(await rig.get(`/api/v1/plants/${PLANT.id}/quality/findings?limit=1001`), 400);
});
