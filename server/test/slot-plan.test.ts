import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry } from '@banyu/registry';
import { expect, it, onTestFinished } from 'vitest';
import { slotPlanOf } from '../src/slot-plan.ts';

const NOW = Date.UTC(2026, 9, 5, 12);
const HOUR = 3_600_000;
const signature = { by: 'Sari', why: 'a test' };
const always = { since: 0, spans: [{ from: 0, to: Number.POSITIVE_INFINITY }] };

it('gathers what is known of a plant’s slots: schedules, windows, exclusions, connections, the server itself', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-plan-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await using registry = await openRegistry({
    path: join(directory, 'registry.db'),
    clock: () => NOW,
    argon2id: async () => new Uint8Array(32),
  });
  const points = ['influent', 'effluent'].map((id) => ({ id, name: id }));
  await registry.plants.add({ id: 'ipal', name: 'IPAL', points });
  for (const point of ['influent', 'effluent'])
    await registry.devices.add({ id: `${point}-logger`, plant: 'ipal', point });
  await registry.schedules.set(
    'effluent-logger',
    { from: NOW - 24 * HOUR, parameters: ['ph', 'flow'] },
    signature,
  );
  const window = { plant: 'ipal', from: NOW - 3 * HOUR, to: NOW - 2 * HOUR };
  await registry.windows.declare({ ...window, kind: 'calibration', device: 'effluent-logger' }, signature);
  await registry.windows.declare({ ...window, kind: 'cleaning', point: 'influent' }, signature);
  await registry.windows.declare({ ...window, kind: 'shutdown', to: null }, signature);
  await registry.corrections.add(
    {
      ...window,
      ...{ point: 'effluent', device: 'effluent-logger', parameter: 'ph' },
      what: { kind: 'exclusion' },
    },
    signature,
  );
  const parts = {
    registry,
    operation: { serving: () => undefined, connected: () => always },
    clock: () => NOW,
  };
  const plan = await slotPlanOf({ plant: 'ipal', from: NOW - 24 * HOUR, to: NOW }, parts);
  expect(plan.server).toEqual({ now: NOW, storedThrough: NOW, serving: { since: NOW, spans: [] } });
  const [effluent, influent] = plan.devices;
  expect(influent).toMatchObject({ device: 'influent-logger', versions: [], connected: always });
  expect(effluent?.versions).toMatchObject([{ parameters: ['ph', 'flow'], intervalMs: 120_000 }]);
  const causes = (parameter: string) =>
    effluent?.excluded
      .filter((span) => (span.parameter ?? parameter) === parameter)
      .map(({ cause }) => cause);
  expect(causes('ph')?.toSorted()).toEqual(['exclusion', 'maintenance', 'shutdown']);
  // What flows not is known to be none: a shutdown leaves concentrations out, not amounts.
  expect(causes('flow')).toEqual(['maintenance']);
  expect(effluent?.excluded.find(({ cause }) => cause === 'shutdown')?.to).toBe(Number.POSITIVE_INFINITY);

  const one = await slotPlanOf({ plant: 'ipal', point: 'influent', from: NOW - HOUR, to: NOW }, parts);
  expect(one.devices.map(({ device }) => device)).toEqual(['influent-logger']);
  await expect(slotPlanOf({ ...one, device: 'influent-loger', from: 0, to: NOW }, parts)).rejects.toThrow(
    'Plant "ipal" has no device "influent-loger"',
  );
});
