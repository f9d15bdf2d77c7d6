import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiReject,
  ApiRejectPage,
  ApiRepairOutcome,
  ApiRepairPreview,
  type Reject,
  RejectRepair,
  UnavailableError,
} from '@banyu/contracts';
import { openJournal, openPipeline } from '@banyu/ingest';
import { expect, onTestFinished, test } from 'vitest';
import { RepairDesk, type RepairParts } from '../../src/repair/repair-desk.ts';
import { problemIn } from '../http/support/problem.ts';
import { batchOf, DEVICE, NOW, PH, PLANT, type Rig, startRig } from '../http/support/rig.ts';

const T = NOW - 3_600_000;
const REJECT: Reject = {
  ...{ id: 7, receivedAt: T + 500, plant: PLANT.id, device: DEVICE.id },
  ...{ scope: 'value', reason: 'unknown-parameter', detail: 'the contract has no such parameter' },
  ...{ parameter: 'PH', t: T, payload: '"7,1"' },
};
const REPAIR = { parameters: { PH: 'ph' }, decimalComma: true };
const SRI = { by: 'Sri', why: 'firmware 1.2 writes names in capitals' };
const PATH = `/api/v1/plants/${PLANT.id}/rejects/7`;

async function opened(journal?: RepairParts['journal'], facts: Partial<Reject> = {}): Promise<Rig> {
  const rig = await startRig({
    rejects: [{ ...REJECT, ...facts }],
    ...(journal !== undefined && { journal }),
  });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  return rig;
}

const quietLog = { info() {}, warn() {}, error() {} };

test('a repaired reject becomes a reading at its own time by way of the journal; the device has not spoken', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-repair-'));
  const paths = { journalDirectory: join(directory, 'journal'), stateDirectory: join(directory, 'state') };
  const journal = await openJournal({ directory: paths.journalDirectory, log: quietLog, clock: () => NOW });
  const rig = await opened(journal);
  const pipeline = await openPipeline({
    ...paths,
    store: rig.store,
    directory: {
      find: (device) => ({ plant: PLANT.id, point: 'effluent', device, horizonMs: 400 * 86_400_000 }),
    },
    log: quietLog,
  });
  onTestFinished(async () => {
    await pipeline.close();
    await journal.close();
    await rm(directory, { recursive: true });
  });

  const preview = await rig.post(`${PATH}/preview`, REPAIR);
  expect(ApiRepairPreview.parse(await preview.json())).toEqual({
    readings: [{ parameter: 'ph', t: T, value: 7.1, verdict: 'new', stored: null }],
    problems: [],
  });
  expect(await rig.store.latest({})).toEqual([]);

  const repaired = await rig.post(`${PATH}/repair`, { repair: REPAIR, ...SRI });
  expect(repaired.status).toBe(200);
  const repair = ApiRepairOutcome.parse(await repaired.json());
  expect(repair).toMatchObject({
    again: false,
    reject: 7,
    by: 'Sri',
    readings: [{ parameter: 'ph', t: T, value: 7.1 }],
  });
  await pipeline.idle();
  expect(await rig.store.latest({})).toMatchObject([{ ...PH, t: T, value: 7.1, receivedAt: NOW }]);
  expect(pipeline.deviceStates()).toMatchObject([{ device: DEVICE.id, messages: 1, lastMessageAt: null }]);

  const again = await rig.post(`${PATH}/repair`, { repair: REPAIR, by: 'Budi', why: 'again' });
  expect([again.status, await again.json()]).toEqual([200, { ...repair, again: true }]);
  expect(journal.state().committedMessages).toBe(1);

  const read = ApiReject.parse(await (await rig.get(PATH)).json());
  expect(read).toMatchObject({ ...REJECT, repaired: { by: 'Sri', why: SRI.why } });
  const page = ApiRejectPage.parse(await (await rig.get(`/api/v1/plants/${PLANT.id}/rejects`)).json());
  expect(page).toMatchObject({ rejects: [{ id: 7, repaired: { by: 'Sri' } }], repaired: 1 });
  const trail = await rig.registry.audit.list({ subject: 'reject/7' });
  expect(trail).toMatchObject([
    { action: 'reject.repair', who: 'Sri', why: SRI.why, origin: 'HTTP 127.0.0.1' },
  ]);
  expect(JSON.parse(trail[0]?.before ?? '')).toEqual(REJECT);
});

test('a repair whose readings did not reach the journal is submitted by the next attempt, once', async () => {
  let failing = true;
  const taken: string[] = [];
  const rig = await opened({
    append: ({ payload }, done) => {
      if (failing) return done(new UnavailableError('the journal is full'));
      taken.push(new TextDecoder().decode(payload));
      done();
    },
  });
  const repair = () => rig.post(`${PATH}/repair`, { repair: REPAIR, ...SRI });
  await problemIn(await repair(), 503);
  // Nothing came of it yet, so it can be asked for again.
  expect(await (await rig.get(PATH)).json()).toMatchObject({ repaired: null });
  failing = false;
  expect((await repair()).status).toBe(200);
  expect((await repair()).status).toBe(200);
  expect(taken.map((text) => JSON.parse(text))).toEqual([
    { v: 1, boot: 'banyu-repair', seq: 7, samples: [{ t: T, ph: 7.1 }] },
  ]);
});

test('a repair that a stopped server had not brought to the journal is brought there at the next start', async () => {
  const { registry, store } = await opened();
  const made = {
    repair: RejectRepair.parse(REPAIR),
    readings: [{ parameter: 'ph', t: T, value: 7.1 } as const],
  };
  await registry.repairs.record(REJECT, made, SRI);
  const taken: string[] = [];
  const desk = new RepairDesk({
    ...{ registry, store, clock: () => NOW },
    rejects: { page: async () => ({ rejects: [REJECT] }) },
    journal: {
      append: ({ payload }, done) => {
        taken.push(new TextDecoder().decode(payload));
        done();
      },
    },
  });
  expect([await desk.resume(), await desk.resume()]).toEqual([1, 0]);
  expect(taken.map((text) => JSON.parse(text))).toMatchObject([{ samples: [{ t: T, ph: 7.1 }] }]);
  expect(await desk.get(PLANT.id, REJECT.id)).toMatchObject({ repaired: { by: 'Sri' } });
});

test('the first value of a time stays: the preview says so, and nothing is submitted', async () => {
  const rig = await opened({ append: () => expect.unreachable() });
  await rig.store.write(batchOf([{ t: T, value: 7.4 }]));
  const preview = await rig.post(`${PATH}/preview`, REPAIR);
  expect(await preview.json()).toMatchObject({ readings: [{ verdict: 'conflict', stored: 7.4 }] });
  const { detail } = await problemIn(await rig.post(`${PATH}/repair`, { repair: REPAIR, ...SRI }), 409);
  expect(detail).toContain('lay a correction over them');
});

test.each([
  ['a name without a meaning', {}, {}, 'is no parameter'],
  ['a time that is to come', REPAIR, { t: NOW + 3_600_000 }, 'still to come'],
  ['a time too long ago', REPAIR, { t: 1_000 }, 'days back'],
  ['a device that is not there', REPAIR, { device: 'nobody' }, 'register it first'],
])('%s stands in the way', async (_, repair, facts, message) => {
  const rig = await opened({ append: () => expect.unreachable() }, facts);
  const { errors } = await problemIn(await rig.post(`${PATH}/repair`, { repair, ...SRI }), 400);
  expect(errors?.map((error) => error.message).join()).toContain(message);
});

test('what is approved is not changed by a repair', async () => {
  const rig = await opened({ append: () => expect.unreachable() });
  const period = { plant: PLANT.id, point: 'effluent', parameter: 'ph' as const, from: T - 1, to: T + 1 };
  await rig.registry.reviews.submit(period, SRI);
  await rig.registry.reviews.approve(period, { by: 'Budi', why: 'seen' });
  const { detail } = await problemIn(await rig.post(`${PATH}/repair`, { repair: REPAIR, ...SRI }), 409);
  expect(detail).toContain('is approved');
});

test('an unknown reject is not found, an unsigned repair is refused', async () => {
  const rig = await opened();
  await problemIn(await rig.get(`/api/v1/plants/${PLANT.id}/rejects/8`), 404);
  await problemIn(await rig.post(`/api/v1/plants/${PLANT.id}/rejects/6/preview`, {}), 404);
  await problemIn(await rig.post(`${PATH}/repair`, { repair: REPAIR }), 400);
  await problemIn(await rig.post(`${PATH}/preview`, { ...REPAIR, force: true }), 400);
});
