import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLAG, testBit } from '@banyu/contracts';
import type { SensorFault } from '@banyu/firmware-sim';
import { openJournal, openPipeline } from '@banyu/ingest';
import { openQualityDirectory, openRegistry } from '@banyu/registry';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_PLANT } from '../src/demo-plant.ts';
import { expectOfDemo, registerDemo } from '../src/register-demo.ts';
import { storedDemo } from './support/judged-demo.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** A Monday in the dry season without a holiday near it. */
const BEGIN = Date.parse('2026-07-06T00:00:00+07:00');
const DAYS = 2;
const END = BEGIN + DAYS * DAY;
const BALANCE = testBit('mass_balance');

/** The demo's devices, compared with each other by what its registry says. */
async function compared(sensorFaults: Readonly<Record<string, readonly SensorFault[]>>) {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-demo-plant-checks-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'registry.db');
  await using registry = await openRegistry({ path, argon2id: async () => new Uint8Array(32) });
  await registerDemo(registry);
  const intervalMs = 10 * MINUTE;
  await expectOfDemo(registry, { from: 0, intervalMs });
  using quality = openQualityDirectory({ path });
  const store = await storedDemo({ fromMs: BEGIN, hours: DAYS * 24, intervalMs, quality, sensorFaults });
  const log = pino({ level: 'silent' });
  const journalDirectory = join(directory, 'journal');
  const journal = await openJournal({ directory: journalDirectory, log, clock: () => END });
  const pipeline = await openPipeline({
    ...{ journalDirectory, stateDirectory: join(directory, 'state'), store, quality, log },
    directory: { find: () => undefined },
    clock: () => END,
  });
  await pipeline.requalify({ plant: DEMO_PLANT, from: BEGIN, to: END, dryRun: false });
  const findings = pipeline.plantFindings({ plant: DEMO_PLANT, from: BEGIN, to: END, limit: 100 });
  const readings = await store.readings({ from: BEGIN, to: END, limit: Number.MAX_SAFE_INTEGER });
  await pipeline.close();
  await journal.close();
  await store.close();
  return { findings, readings };
}

test('in the demo nothing contradicts anything, until a flow meter drifts: then the day does not balance', async () => {
  const from = BEGIN + DAY;
  const { findings, readings } = await compared({
    'effluent-logger': [{ fault: 'gain', parameter: 'flow', from, factor: 0.65 }],
  });
  expect(findings.map(({ check, from: begin }) => [check, begin])).toEqual([['flow-balance', BEGIN + DAY]]);
  const suspect = readings.filter(({ tests }) => tests === BALANCE);
  expect(new Set(suspect.map(({ point, parameter, flag }) => `${point} ${parameter} ${flag}`))).toEqual(
    new Set([`influent flow ${FLAG.suspect}`, `effluent flow ${FLAG.suspect}`]),
  );
  expect(Math.min(...suspect.map(({ t }) => t))).toBe(from);
});
