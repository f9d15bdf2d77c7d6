import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery } from '@banyu/contracts';
import { demoDevices, recordPast } from '@banyu/firmware-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../src/config.ts';
import { createDemoPlant, DEMO_DEVICE_PREFIX, DEMO_PLANT, readDemoRecipe } from '../src/demo-plant.ts';
import { fillHistory, type HistoryRequest } from '../src/fill-history.ts';
import { createLogger } from '../src/logger.ts';
import { type Core, openCore } from '../src/open-core.ts';
import { pathsIn } from '../src/paths.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Readings of all devices in one sample. */
const WIDTH = 27;
const DEVICES = 6;

let directory: string;
let config: Config;
let core: Core;
const opened = new AsyncDisposableStack();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-history-'));
  config = Config.parse({ dataDirectory: directory, log: { level: 'warn' } });
  const onFatal = (error: Error) => {
    throw error;
  };
  core = await openCore(config, { log: createLogger(config), onFatal }, opened);
});

afterAll(async () => {
  await opened.disposeAsync();
  await rm(directory, { recursive: true, force: true });
});

/** The tests share a store: each has days of its own, counted back from the last midnight. */
const MIDNIGHT = Math.floor(Date.now() / DAY) * DAY;
const daysAgo = (days: number) => MIDNIGHT - days * DAY;

function fill(request: Pick<HistoryRequest, 'fromMs' | 'toMs'> & Partial<HistoryRequest>, settings = config) {
  const { signal } = new AbortController();
  return fillHistory(settings, core, { sampleMs: MINUTE, signal, ...request });
}

const EFFLUENT_COD = {
  plant: DEMO_PLANT,
  point: 'effluent',
  device: 'demo-effluent-logger',
  parameter: 'cod',
} as const;

describe('fillHistory()', () => {
  it('stops when it is told to, and the same request fills the rest, as if it had never stopped', async () => {
    const days = { fromMs: daysAgo(6), toMs: daysAgo(4) };
    const stop = new AbortController();
    const stopped = fill({ ...days, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await core.thread.data.idle();
    const { storedReadings: before } = await core.thread.data.statistics();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(2 * 1_440 * WIDTH);
    const rest = await fill(days);
    expect(rest).toMatchObject({ stored: 2 * 1_440 * WIDTH - before, duplicates: 0, rejected: 0 });
  });

  it('stores a sample a minute of every device, through the journal, and tells how far it is', async () => {
    const [from, to] = [daysAgo(3), daysAgo(2)];
    const told: number[] = [];
    const { committedMessages } = core.journal.state();
    const outcome = await fill({
      fromMs: from,
      toMs: to,
      onProgress: ({ reachedMs }) => told.push(reachedMs),
    });
    expect(outcome).toEqual({
      readings: 1_440 * WIDTH,
      stored: 1_440 * WIDTH,
      samplesBefore: 0,
      duplicates: 0,
      rejected: 0,
    });
    expect(told.at(-1)).toBe(to - MINUTE);
    expect(core.journal.state().committedMessages - committedMessages).toBeGreaterThanOrEqual(DEVICES * 8);

    const { data } = core.thread;
    const coverage = await data.coverage({ plant: DEMO_PLANT, from, to });
    expect(coverage).toHaveLength(WIDTH);
    for (const { first, last, total, good } of coverage) {
      expect([first, last, total]).toEqual([from, to - MINUTE, 1_440]);
      expect(good).toBeGreaterThan(0.9 * total);
    }
    const { points } = await data.rawSeries({ series: EFFLUENT_COD, from, to, maxPoints: 2_000 });
    expect(points.map(({ t }) => t)).toEqual(Array.from({ length: 1_440 }, (_, i) => from + i * MINUTE));
    const heard = await data.deviceStates();
    const registered = await core.registry.devices.list({ plant: DEMO_PLANT });
    expect(heard.map(({ device }) => device)).toEqual(registered.map(({ id }) => id));
  });

  it('leaves what is there as it is, and fills what lies before, after and between', async () => {
    const from = daysAgo(2);
    const hours = (first: number, last: number) => ({
      fromMs: from + first * HOUR,
      toMs: from + last * HOUR,
    });
    await fill(hours(2, 3.5));
    const all = hours(0, 8);
    expect(await fill(all)).toMatchObject({
      stored: 390 * WIDTH,
      samplesBefore: 90 * DEVICES,
      rejected: 0,
    });
    expect(await fill(all)).toEqual({
      readings: 0,
      stored: 0,
      samplesBefore: 480 * DEVICES,
      duplicates: 0,
      rejected: 0,
    });
  });

  it('makes the same again: what comes a second time is recognised, counted, and stored once', async () => {
    const [fromMs, toMs] = [daysAgo(1), daysAgo(1) + 6 * HOUR];
    await fill({ fromMs, toMs });
    const { storedReadings } = await core.thread.data.statistics();
    const recipe = readDemoRecipe(pathsIn(directory).demoPlant);
    if (recipe === undefined) throw new Error('the recipe was not kept');
    const simulated = createDemoPlant(recipe);
    simulated.advance(fromMs - HOUR);
    const devices = demoDevices({
      plant: DEMO_PLANT,
      simulated,
      intervalMs: MINUTE,
      devicePrefix: DEMO_DEVICE_PREFIX,
      seed: recipe.seed,
    });
    const past = recordPast({ devices, intervalMs: MINUTE, fromMs, toMs: () => toMs, boot: 'again' });
    const refused: Error[] = [];
    for (const { from, payload } of past) {
      const delivery: Delivery = {
        plant: DEMO_PLANT,
        device: from.device,
        channel: 'telemetry',
        payload: Buffer.from(payload),
        receivedAt: Date.now(),
      };
      core.journal.append(delivery, (error) => error && refused.push(error));
    }
    await expect.poll(async () => (await core.thread.data.statistics()).duplicateReadings).toBe(360 * WIDTH);
    expect(await core.thread.data.statistics()).toMatchObject({ storedReadings, conflicts: 0 });
    expect(refused).toEqual([]);
  });

  it('refuses what could not be met, and says what to ask for', async () => {
    const fromMs = daysAgo(1);
    const sometimes = fill({ fromMs, sampleMs: 7_000 });
    await expect(sometimes).rejects.toThrow(/a sample each 1m, .*1h: 7000 ms is none/);
    const ancient = fill({ fromMs: daysAgo(500) });
    await expect(ancient).rejects.toThrow(/last 400 days \(its horizon\). Ask for at most 399d/);
    const forgotten = fill({ fromMs: daysAgo(60) }, { ...config, store: { ...config.store, rawDays: 30 } });
    await expect(forgotten).rejects.toThrow(/store.rawDays is 30: .* at most 29d/);
    const another = fill({ fromMs }, { ...config, demo: { ...config.demo, seed: 7 } });
    await expect(another).rejects.toThrow(/is that of seed 1, seed 7 is another plant. Use --seed 1/);
  });
});
