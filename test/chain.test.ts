import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiLatest } from '@banyu/contracts';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, freePort, type ServerRig, startServer } from './support/server.ts';

const PLANT = 'ipal-banyurip-demo';
const CHROMIUM = '/usr/bin/chromium';
/** A browser that asks nobody for anything but the page. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let directory: string;
let server: ServerRig;
let browser: Browser;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'banyu-chain-'));
  server = await startServer({
    dataDirectory: directory,
    mqttPort: await freePort(),
    httpPort: await freePort(),
    args: ['--demo'],
    env: { BANYU_DEMO_INTERVAL_SECONDS: '1' },
  });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function latest(): Promise<ApiLatest['readings']> {
  const response = await fetch(`${server.http}/api/v1/plants/${PLANT}/latest`);
  return response.ok ? ((await response.json()) as ApiLatest).readings : [];
}

describe('the demo, from the simulated sensor to the browser', () => {
  it('serves readings of every sampling point, with flags, that came over MQTT', async () => {
    const readings = await eventually('readings of six points', async () => {
      const found = await latest();
      return new Set(found.map(({ point }) => point)).size === 6 ? found : undefined;
    });
    expect(readings.every(({ flag }) => [1, 3, 4, 9].includes(flag))).toBe(true);
    const devices = await (await fetch(`${server.http}/api/v1/plants/${PLANT}/devices`)).json();
    expect(devices).toMatchObject({ devices: Array.from({ length: 6 }, () => ({ connection: 'online' })) });
  });

  it('shows them in the console and renews them live', async () => {
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1366, height: 900 } });
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await eventually(
      'the console built',
      async () => ((await (await fetch(`${server.http}/`)).text()).includes('<script') ? true : undefined),
      60_000,
    );
    await page.goto(`${server.http}/`);
    const card = page.locator('[data-series="effluent/cod"]');
    await card.waitFor({ timeout: 20_000 });
    const first = await card.textContent();
    expect(first).toContain('mg/L');
    await eventually('a newer value in the card', async () =>
      (await card.textContent()) === first ? undefined : true,
    );
    const shown = async () => Number((await card.textContent())?.match(/\d+\.\d/)?.[0]);
    await eventually('the value that the API serves', async () => {
      const served = (await latest()).find(
        ({ point, parameter }) => point === 'effluent' && parameter === 'cod',
      );
      return served?.value !== null && served?.value.toFixed(1) === (await shown()).toFixed(1)
        ? true
        : undefined;
    });
    expect(errors).toEqual([]);
    await page.close();
  }, 120_000);
});
