import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiCoverageList, ApiReadingPage } from '@banyu/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, freePort, runBanyu, type ServerRig, startServer } from './support/server.ts';

const PLANT = 'ipal-banyurip-demo';
const MINUTE = 60_000;
const HOURS = 12;

let directory: string;
let server: ServerRig | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-demo-history-'));
});

afterAll(async () => {
  await server?.kill();
  await rm(directory, { recursive: true, force: true });
});

function fill() {
  return runBanyu(['demo', '--history', `${HOURS}h`, '--exit'], { BANYU_DATA_DIRECTORY: directory });
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(`${server?.http}/api/v1/plants/${PLANT}${path}`);
  return (await response.json()) as T;
}

describe('banyu demo --history', () => {
  it('fills the past, and says how far it is and how much it was', async () => {
    const { code, stdout, stderr } = await fill();
    expect(code).toBe(0);
    const stored = Number(/^History: ([\d,]+) readings stored/.exec(stdout)?.[1]?.replaceAll(',', ''));
    expect(stored).toBeGreaterThanOrEqual(HOURS * 60 * 27);
    expect(stdout).not.toContain('rejected');
    expect(stderr).toMatch(/^\[#{30}\] +\d+ % +\d{4}-\d\d-\d\d, [\d,]+ readings\/s/m);
  }, 60_000);

  it('goes on with the same plant, live, without a gap, and the API serves both', async () => {
    server = await startServer({
      command: 'demo',
      args: ['--history', `${HOURS}h`],
      dataDirectory: directory,
      mqttPort: await freePort(),
      httpPort: await freePort(),
      env: { BANYU_DEMO_INTERVAL_SECONDS: '1' },
    });
    const { output } = server;
    await eventually('the end of its start', async () => output().includes('Banyu is running.') || undefined);
    expect(output()).toMatch(/samples were there before and stay/);
    const to = await eventually('a live reading', async () => {
      const { readings } = await get<ApiReadingPage>('/readings?device=demo-equalization-probe&limit=1');
      const [newest] = readings;
      return newest !== undefined && newest.t % MINUTE !== 0 ? newest.t + 1 : undefined;
    });
    const { readings } = await get<ApiReadingPage>(
      `/readings?device=demo-equalization-probe&parameter=level&limit=1000&from=${to - 60 * MINUTE}&to=${to}`,
    );
    expect(readings.length).toBeGreaterThan(59);
    for (const [i, { t, value }] of readings.entries()) {
      const next = readings[i - 1];
      if (next === undefined) continue;
      expect(next.t - t).toBeLessThanOrEqual(MINUTE);
      if (next.value === null || value === null) continue;
      // The level of a tank cannot jump, only the noise of its sensor can, by a few mm.
      expect(Math.abs(next.value - value)).toBeLessThan(0.05);
    }
    const { coverage } = await get<ApiCoverageList>('/coverage');
    expect(coverage).toHaveLength(27);

    const beside = await fill();
    expect(beside.code).toBe(1);
    expect(beside.stderr).toMatch(/Another banyu already runs on .*Stop it, or set dataDirectory/);
    await server.stop();
  }, 60_000);

  it('stops at Ctrl-C, says how to go on, and leaves with the code of a stopped program', async () => {
    const stopped = await startServer({
      command: 'demo',
      args: ['--history', '1y', '--exit'],
      dataDirectory: directory,
      mqttPort: 0,
      httpPort: 0,
      until: 'spawned',
    });
    await eventually('progress', async () => (stopped.output().includes('%') ? true : undefined));
    expect(await stopped.interrupt()).toBe(130);
    expect(stopped.output()).toContain('Stopped. The same command fills the rest.');
  }, 60_000);
});
