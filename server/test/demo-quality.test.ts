import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLAG, type QualityTest, testBit } from '@banyu/contracts';
import type { SensorFault } from '@banyu/firmware-sim';
import { openQualityDirectory, openRegistry } from '@banyu/registry';
import type { StoredReading } from '@banyu/store';
import { expect, onTestFinished, test } from 'vitest';
import { expectOfDemo, registerDemo } from '../src/register-demo.ts';
import { findScenario } from '../src/scenario/library.ts';
import { scheduleOf } from '../src/scenario/schedule.ts';
import { type JudgedDemo, judgedDemo } from './support/judged-demo.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday in the dry season without a holiday near it. */
const BEGIN = Date.parse('2026-07-06T00:00:00+07:00');

/** The demo, judged by what its registry says from its first hour on. */
async function judged(request: Omit<JudgedDemo, 'fromMs' | 'quality'>) {
  const directory = await mkdtemp(join(tmpdir(), 'banyu-demo-quality-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'registry.db');
  await using registry = await openRegistry({ path, argon2id: async () => new Uint8Array(32) });
  await registerDemo(registry);
  await expectOfDemo(registry, { from: 0, intervalMs: request.intervalMs });
  using quality = openQualityDirectory({ path });
  return await judgedDemo({ fromMs: BEGIN, quality, ...request });
}

const isGood = ({ flag }: StoredReading) => flag === FLAG.pass;
const saysOf = (reading: StoredReading, test: QualityTest) => (reading.tests & testBit(test)) !== 0;

test.each([
  { name: 'a history, each minute', intervalMs: MINUTE, hours: 24 },
  { name: 'live, each 5 seconds', intervalMs: 5_000, hours: 4 },
])('of a demo without faults 97 of 100 readings of every series are good: $name', async (request) => {
  const series = await judged(request);
  const shares = [...series].map(([name, readings]) => ({
    name,
    good: readings.filter(isGood).length / readings.length,
  }));
  expect(shares).toHaveLength(27);
  expect(shares.filter(({ good }) => good < 0.97)).toEqual([]);
});

test('the stuck oxygen probe of the scenario is suspect two hours later, and fails after six', async () => {
  const { sensorFaults, disturbances } = scheduleOf(findScenario('stuck-oxygen'), BEGIN);
  const [stuck] = sensorFaults['aeration-probe'] ?? [];
  const from = stuck?.from ?? Number.NaN;
  const series = await judged({ intervalMs: MINUTE, hours: 16.5, sensorFaults, disturbances });
  const oxygen = series.get('aeration dissolved_oxygen') ?? [];
  const flat = oxygen.filter((reading) => saysOf(reading, 'flat_line'));
  const suspect = flat.find(({ flag }) => flag === FLAG.suspect)?.t ?? Number.NaN;
  const fail = flat.find(({ flag }) => flag === FLAG.fail)?.t ?? Number.NaN;
  expect(oxygen.filter(({ t }) => t < from).every(({ flag }) => flag !== FLAG.suspect)).toBe(true);
  expect(suspect - from).toBeGreaterThanOrEqual(1.9 * HOUR);
  expect(suspect - from).toBeLessThanOrEqual(2.1 * HOUR);
  expect(fail - from).toBeLessThanOrEqual(6.1 * HOUR);
});

test('faults of live sensors are found by the tests that are made for them', async () => {
  const from = BEGIN + HOUR;
  const faults: readonly SensorFault[] = [
    { fault: 'stuck', parameter: 'nh3n', from },
    { fault: 'spikes', parameter: 'ph', from, perHour: 12, height: 2 },
    { fault: 'wrong-unit', parameter: 'cod', from, unit: 'ug/L' },
    { fault: 'wrong-unit', parameter: 'temperature', from, unit: '[degF]' },
    { fault: 'dropout', parameter: 'tss', from, shows: 'low-current' },
  ];
  const series = await judged({
    intervalMs: 5_000,
    hours: 3.5,
    sensorFaults: { 'effluent-logger': faults },
  });
  const effluent = (parameter: string) =>
    (series.get(`effluent ${parameter}`) ?? []).filter(({ t }) => t > from);

  const stuck = effluent('nh3n').findLast(({ flag }) => flag !== FLAG.missing);
  expect(stuck).toMatchObject({ flag: FLAG.suspect, tests: testBit('flat_line') });

  // Away from what is usual by more than noise: a spike, up or down.
  const spikes = effluent('ph').filter(({ value }) => Math.abs(value - 7.45) > 1);
  expect(spikes.length).toBeGreaterThan(5);
  expect(spikes.filter((reading) => !saysOf(reading, 'spike'))).toEqual([]);

  expect(effluent('cod').filter(({ flag }) => flag === FLAG.pass)).toEqual([]);
  const hot = effluent('temperature').filter(({ value }) => value > 60);
  expect(hot.length).toBeGreaterThan(1_000);
  expect(hot.filter(({ flag }) => flag !== FLAG.fail)).toEqual([]);
  expect(effluent('tss').filter(({ value, flag }) => value < 0 && flag !== FLAG.fail)).toEqual([]);
});
